"""Merge fields as plain values, and what borrowers read of a value (no ORM)."""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal

from babel.dates import format_date, format_time

KINDS = ("text", "list", "money", "rate", "day", "time", "link")
_DAY = {"en": "EEEE, MMMM d", "es": "EEEE d 'de' MMMM"}
_AND = {"en": "and", "es": "y"}


@dataclass(frozen=True)
class MergeField:
    """One row of mortgage.merge.field in one language.

    A ``fallback`` of None: without a value nothing is sent; of "": the line that holds
    the field is left out.
    """

    name: str
    label: str
    category: str = ""
    kind: str = "text"
    sample: str = ""
    fallback: str | None = None
    remedy: str = ""
    channels: tuple = ("email", "sms", "call")
    in_subject: bool = True
    from_sender: bool = False
    last_four: bool = False
    source: str = ""

    @property
    def is_link(self):
        """Whether the value is an address that may stand behind a link."""
        return self.kind == "link"


def spoken(value, kind="text", lang="en"):
    """Return a typed ``value`` as a borrower reads it; text stays as it is.

    >>> spoken(Decimal("320000"), "money"), spoken(Decimal("1234.5"), "money")
    ('$320,000', '$1,234.50')
    >>> spoken(6.25, "rate"), spoken(date(2026, 3, 5), "day", "es")
    ('6.250%', 'jueves 5 de marzo')
    >>> spoken(["W-2 forms", "pay stubs", "tax returns"], "list")
    'W-2 forms, pay stubs and tax returns'
    >>> spoken(datetime(2026, 3, 5, 14, 30), "time"), spoken(False, "money")
    ('2:30 PM', '')
    """
    if value is None or value is False:
        return ""
    lang = lang if lang in _DAY else "en"
    if isinstance(value, (list, tuple)):
        return listed(value, lang)
    if isinstance(value, (datetime, time)) and kind == "time":
        # Babel puts a narrow space that phones do not have.
        return format_time(value, "h:mm a", locale="en_US").replace("\u202f", " ")
    if isinstance(value, date):
        return format_date(value, _DAY[lang], locale=lang)
    if isinstance(value, (int, float, Decimal)):
        return _number(value, kind)
    return str(value)


def listed(items, lang="en"):
    """Return ``items`` as people list them in a sentence.

    >>> listed(["recibos", "identificación"], "es"), listed(["pay stubs"]), listed([])
    ('recibos e identificación', 'pay stubs', '')
    """
    items = [str(item) for item in items if item]
    if len(items) < 2:
        return "".join(items)
    word = _AND.get(lang, "and")
    # Spanish says "e" before the sound of an i.
    if word == "y" and items[-1].lower().startswith(("i", "í", "hi")):
        word = "e"
    return f"{', '.join(items[:-1])} {word} {items[-1]}"


def _number(value, kind):
    amount = Decimal(str(value))
    if kind == "rate":
        return f"{amount.quantize(Decimal('0.001'), ROUND_HALF_UP)}%"
    if kind != "money":
        return f"{amount.normalize():,f}"
    cents = amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
    whole = cents == cents.to_integral_value()
    return f"${cents:,.0f}" if whole else f"${cents:,.2f}"
