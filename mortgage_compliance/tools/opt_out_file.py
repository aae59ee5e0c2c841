"""Opt-outs in a CSV file of any old system, as plain values (no ORM)."""

import csv
import io
import re
from dataclasses import dataclass
from datetime import datetime

from .email import canonical
from .phone import e164

COLUMNS = {
    "phone": r"phone|mobile|cell|number|tel[eé]fono|m[oó]vil",
    "email": r"e-?mail|correo",
    "channels": r"channel|scope|medium|canal",
    "at": r"date|time|when|\b(?:at|on)\b|_(?:at|on)$|since|fecha",
    "reason": r"reason|status|type|why|motivo",
}
# The first that a word of the file fits; what fits none was asked for all the same.
REASONS = (
    ("deceased", r"deceas|died|falleci"),
    ("litigator", r"litigat|attorney|lawsuit"),
    ("wrong_number", r"wrong|not (?:his|her|their) number|equivocad"),
    ("bounced", r"bounc|undeliver|invalid|rebot"),
    ("unsubscribed", r"unsub|e-?mail opt|desuscri"),
    ("stop", r"\bstop\b|text opt|sms opt"),
)
DATES = (
    *("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%m/%d/%Y %H:%M:%S"),
    *("%m/%d/%Y %H:%M", "%m/%d/%Y %I:%M %p", "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y"),
    *("%m/%d/%y", "%m-%d-%Y", "%d %b %Y", "%b %d, %Y"),
)


@dataclass(frozen=True)
class OptOut:
    kind: str
    value: str
    scope: str
    reason: str
    at: datetime | None = None
    note: str = ""


def rows_of(content):
    """Return ``(columns, rows)``: which column is what, and ``(line, cells)`` each.

    Raises ValueError where no column holds a phone or an email.
    """
    text = _decoded(content)
    try:
        dialect = csv.Sniffer().sniff(text[:4096], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    reader = csv.reader(io.StringIO(text, newline=""), dialect)
    head = [cell.strip().lower() for cell in next(reader, [])]
    columns = {
        name: [place for place, title in enumerate(head) if re.search(pattern, title)]
        for name, pattern in COLUMNS.items()
    }
    if not columns["phone"] and not columns["email"]:
        raise ValueError(", ".join(head)[:200])
    return columns, [
        (reader.line_num, cells) for cells in reader if any(map(str.strip, cells))
    ]


def opt_outs(columns, cells, now):
    """Return the opt-outs of one row, and what is wrong with it: "" where nothing is.

    An opt-out counts whatever else cannot be read: a date that cannot is ``now``.
    """
    reason, note = _reason(_first(columns["reason"], cells))
    at, is_dated = _moment(_first(columns["at"], cells), now)
    channels = _first(columns["channels"], cells).lower()
    found = []
    for kind, canon in (("phone", e164), ("email", canonical)):
        for place in columns[kind]:
            value = canon(_cell(cells, place))
            if value:
                scope = _scope(kind, channels)
                found.append(OptOut(kind, value, scope, reason, at, note))
    if not found:
        return [], "address"
    return found, "" if is_dated else "date"


def _decoded(content):
    for encoding in ("utf-8-sig", "utf-16"):
        try:
            if encoding != "utf-16" or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
                return content.decode(encoding).replace("\0", "")
        except UnicodeDecodeError:
            continue
    return content.decode("cp1252", "replace").replace("\0", "")


def _cell(cells, place):
    return cells[place].strip() if place < len(cells) else ""


def _first(places, cells):
    return next((said for place in places if (said := _cell(cells, place))), "")


def _scope(kind, channels):
    """Return what an opt-out of these channels stops; doubt stops more."""
    if re.search(r"\ball\b|every|todo", channels):
        return "all"
    if kind == "email":
        return "email"
    texts = re.search(r"text|sms|mensaje", channels)
    calls = re.search(r"call|phone|voice|dnc|llamad", channels)
    return "sms" if texts and not calls else "phone"


def _reason(said):
    lowered = said.lower()
    for reason, pattern in REASONS:
        if re.search(pattern, lowered):
            return reason, said
    return "internal_dnc", said


def _moment(said, now):
    """Return the moment and whether it could be read; none given is no mistake."""
    if not said:
        return now, True
    plain = re.sub(r"(?:\.\d+)?(?:Z|[+-]00:?00)?$", "", said.replace("T", " "))
    for pattern in DATES:
        try:
            return min(datetime.strptime(plain, pattern), now), True
        except ValueError:
            continue
    return now, False
