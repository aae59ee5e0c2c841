"""Reads a list of licenses as NMLS or a spreadsheet exports it (no ORM)."""

import csv
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO

from .places import state_code

COLUMNS = {
    "person": (
        *("nmls id", "nmls", "nmls number", "nmlsr id", "individual id", "entity id"),
        *("individual nmls id", "company nmls id", "branch nmls id"),
    ),
    "login": ("login", "user", "email", "e-mail", "email address"),
    "name": (
        *("name", "full name", "loan officer", "lo", "individual name", "licensee"),
        *("mlo name", "entity name"),
    ),
    "state": ("state", "regulator", "jurisdiction", "license state", "state agency"),
    "number": ("number", "license number", "license no", "license #", "license"),
    "status": ("status", "license status"),
    "begins": (
        *("valid from", "begins", "issued", "issue date", "original issue date"),
        *("start date", "effective date", "approved date"),
    ),
    "ends": (
        *("valid until", "valid to", "ends", "end date", "expiration date", "expires"),
        *("expiry", "renewed through", "license expiration date"),
    ),
    "requested": (
        *("renewal requested", "renewal requested on", "renewal request date"),
        "renewal submitted",
    ),
    "trade_name": ("trade name", "dba", "other trade name"),
}
STATUSES = {
    "approved": (
        *("approved", "active", "approved - active", "renewed", "approved - renewed"),
        "approved - conditional",
    ),
    "renewal_requested": (
        *("renewal requested", "approved - renewal requested", "renewal pending"),
        *("pending renewal", "requested - renewal", "renewal submitted"),
    ),
    "temporary": (
        *("temporary authority", "temporary authority to operate", "temporary"),
        "approved - temporary authority",
    ),
    "federal": ("federally registered", "federal", "registered"),
    "inactive": ("approved - inactive", "approved, inactive", "inactive"),
    "expired": (
        *("expired", "terminated - expired", "terminated - failed to renew"),
        *("failed to renew", "terminated", "lapsed", "not renewed"),
    ),
    "revoked": (
        *("revoked", "surrendered", "revoked or surrendered", "withdrawn", "denied"),
        *("terminated - surrendered", "terminated - revoked", "suspended"),
        "terminated - ordered to surrender",
    ),
}
DATES = ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%b %d, %Y", "%B %d, %Y", "%d-%b-%Y")
MOST_ROWS = 20_000
_NAMES = {alias: field for field, aliases in COLUMNS.items() for alias in aliases}
_STATUSES = {alias: code for code, aliases in STATUSES.items() for alias in aliases}


class Unreadable(ValueError):
    """The file is no list of licenses; ``code`` says why, ``what`` names it."""

    def __init__(self, code, what=""):
        super().__init__(code)
        self.code = code
        self.what = what


@dataclass
class Row:
    """One line. ``flaw`` is the code of what is wrong with it, ``what`` the words."""

    line: int
    person: str = ""
    login: str = ""
    name: str = ""
    state: str = ""
    number: str = ""
    trade_name: str = ""
    status: str = ""
    begins: date | None = None
    ends: date | None = None
    requested: date | None = None
    flaw: str = ""
    what: str = ""


def decoded(content):
    """Return the bytes of a file as text: UTF-8, else as Windows writes it."""
    for encoding in ("utf-8-sig", "utf-16") if _has_mark(content) else ("utf-8-sig",):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("cp1252", errors="replace")


def _has_mark(content):
    return content[:2] in (b"\xff\xfe", b"\xfe\xff")


def parse(text):
    """Return the Rows of ``text``, its first line naming the columns.

    >>> [row] = parse("NMLS ID,State,Status\\n77,Texas,Approved")
    >>> row.person, row.state, row.status
    ('77', 'TX', 'approved')
    """
    lines = text.replace("\x00", "").lstrip("\ufeff").strip()
    if not lines:
        raise Unreadable("empty")
    head = lines.splitlines()[0]
    delimiter = max(",;\t|", key=head.count)
    reader = csv.reader(StringIO(lines, newline=""), delimiter=delimiter)
    names = [_NAMES.get(_plain(name), "") for name in next(reader)]
    if not {"person", "login", "name"} & set(names):
        raise Unreadable("no_person", head)
    for wanted in ("state", "status"):
        if wanted not in names:
            raise Unreadable(f"no_{wanted}", head)
    rows = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(_row(reader.line_num, names, cells))
            if len(rows) > MOST_ROWS:
                raise Unreadable("too_long", str(MOST_ROWS))
    except csv.Error as error:
        raise Unreadable("broken", str(error)) from error
    return rows


def _row(line, names, cells):
    told = {}
    for name, cell in zip(names, cells, strict=False):
        if name and cell.strip():
            told.setdefault(name, " ".join(cell.split()))
    # NMLS names the agency, such as TX-SML.
    place = told.get("state", "")
    row = Row(line, state=state_code(place) or state_code(place.split("-")[0]))
    for name in ("person", "login", "name", "number", "trade_name"):
        setattr(row, name, told.get(name, ""))
    row.person = row.person.removesuffix(".0").lstrip("#")
    if not row.state:
        row.flaw, row.what = "state", place
        return row
    row.status = _STATUSES.get(_plain(told.get("status", "")), "")
    if not row.status:
        row.flaw, row.what = "status", told.get("status", "")
        return row
    for name in ("begins", "ends", "requested"):
        moment = _date(told.get(name, ""))
        if moment is None:
            row.flaw, row.what = "date", told[name]
            return row
        setattr(row, name, moment or None)
    return row


def _date(text):
    """Return the date in ``text``, False for none, None where it cannot be read."""
    if not text or text.lower() in ("n/a", "none", "-"):
        return False
    day = text.split("T")[0] if "T" in text[8:12] else text
    if ":" in day:
        day = day.split(" ")[0]
    for form in DATES:
        try:
            return datetime.strptime(day, form).date()
        except ValueError:
            continue
    return None


def _plain(words):
    """Return ``words`` as the tables above write them."""
    words = words.replace("\u2013", "-").replace("\u2014", "-").replace("_", " ")
    words = words.strip().strip(":").lower()
    if "-" in words and "e-mail" not in words:
        words = " - ".join(part.strip() for part in words.split("-"))
    return " ".join(words.split())
