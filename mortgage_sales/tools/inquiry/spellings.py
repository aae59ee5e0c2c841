"""How people and vendors spell money, rates, yes and no, dates and choices."""

import re
from datetime import datetime, timezone
from decimal import Decimal, InvalidOperation

MAX_MONEY = Decimal(10) ** 10
_MONEY = re.compile(
    r"(?:usd|us\$|\$)?\s*(\d+(?:\.\d+)?|\.\d+)\s*"
    r"(k|m|mm|mil|mio|million|thousand)?\s*(?:usd|dollars?)?\+?",
    re.ASCII,
)
_SCALES = {
    None: 1,
    "k": 1_000,
    "thousand": 1_000,
    "m": 1_000_000,
    "mm": 1_000_000,
    "mil": 1_000_000,
    "mio": 1_000_000,
    "million": 1_000_000,
}
_YES = {"1", "yes", "y", "true", "t", "on", "x", "si", "sí", "checked"}
_NO = {"0", "no", "n", "false", "f", "off", "none", "unchecked"}
_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?(?:\.\S*?)?\s*(Z|UTC|[+-]\d\d:?\d\d)?",
    re.ASCII | re.IGNORECASE,
)


def money(raw):
    """Return a ``Decimal`` of cents for "$400,000", "400k", "1.2 million", or None."""
    text = str(raw).strip().lower()
    # 1,234,567.89 but not 12,34: a comma that groups nothing is somebody's decimal.
    if "," in text:
        if not re.search(r"\d{1,3}(,\d{3})+(?!\d)", text):
            return None
        text = text.replace(",", "")
    match = _MONEY.fullmatch(text)
    if not match:
        return None
    amount = Decimal(match[1]) * _SCALES[match[2]]
    return amount.quantize(Decimal("0.01")) if amount < MAX_MONEY else None


def rate(raw):
    """Return a yearly rate in percent with three decimals for "6.5%", or None."""
    try:
        percent = Decimal(str(raw).strip().rstrip("%").strip())
    except InvalidOperation:
        return None
    if not percent.is_finite() or not 0 <= percent < 100:
        return None
    return percent.quantize(Decimal("0.001"))


def yes_no(raw):
    """Return True or False for the usual spellings, or None."""
    text = str(raw).strip().lower()
    if text in _YES:
        return True
    return False if text in _NO else None


def moment(raw):
    """Return a naive UTC ``datetime`` for an ISO moment (else UTC), or None."""
    match = _MOMENT.fullmatch(str(raw).strip())
    if not match:
        return None
    zone = (match[4] or "Z").upper()
    if zone in ("Z", "UTC"):
        zone = "+00:00"
    if ":" not in zone:
        zone = f"{zone[:3]}:{zone[3:]}"
    try:
        aware = datetime.fromisoformat(
            f"{match[1]}T{match[2]}{match[3] or ':00'}{zone}"
        )
        return aware.astimezone(timezone.utc).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None


def words(raw):
    """Return ``raw`` in lower case with one space between words, for comparing."""
    return " ".join(re.split(r"[^a-z0-9]+", str(raw).lower())).strip()


def one_of(choices, raw):
    """Return the code of ``raw`` among ``{code: (other spellings)}``, or None."""
    wanted = words(raw)
    for code, spellings in choices.items():
        if wanted == words(code) or wanted in spellings:
            return code
    return None
