"""Merge fields as plain values, and what borrowers read of a value (no ORM)."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal

from babel.dates import format_date, format_time

from .lint_text import fold
from .words import as_field, field_names, linked_names

KINDS = ("text", "list", "money", "rate", "day", "time", "link")
_DAY = {"en": "EEEE, MMMM d", "es": "EEEE d 'de' MMMM"}
# Nothing on record is kept as a zero.
_AMOUNTS = ("money", "rate")
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


# Runs of letters or of digits: the words in a name, a path or a label.
_WORD = re.compile(r"[A-Z]?[^\W\d_A-Z]+|[A-Z]+(?![^\W\d_A-Z])|\d+")
# The longest name of what may not be a field has this many words.
_LONGEST = 4


def spellings(text):
    """Return how ``text`` reads as field names: each run of up to four of its words.

    >>> spellings("lead.x_birthDate")
    ['{{ lead_x_birth_date }}', '{{ x_birth_date }}', '{{ birth_date }}', '{{ date }}']
    """
    found = [word.lower() for word in _WORD.findall(fold(text or ""))]
    return [
        as_field("_".join(found[start : start + _LONGEST]))
        for start in range(len(found))
    ]


def misplaced(subject, body, channel, known):
    """Return ``(code, field)`` for each field that stands where it may not.

    The codes: ``channel`` and ``subject`` are limits of the field, ``behind`` is a
    field behind a link that holds no address.
    """
    found = []
    for name in field_names(subject):
        if name in known and not known[name].in_subject:
            found.append(("subject", known[name]))
    for name in field_names(f"{subject or ''}\n{body or ''}"):
        if name in known and channel not in known[name].channels:
            found.append(("channel", known[name]))
    for name in linked_names(body):
        if name in known and not known[name].is_link:
            found.append(("behind", known[name]))
    return found


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
    if value is None or value is False or (kind in _AMOUNTS and not value):
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
    # Anything else was never meant for a reader.
    return value if isinstance(value, str) else ""


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
