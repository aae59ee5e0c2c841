"""Reads one loan as an LOS sends it: JSON types in, our fields and faults out."""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from odoo.addons.mortgage_compliance.tools.places import state_code, zip5

from .inquiry import reason
from .inquiry.spellings import moment

MAX_MONEY = Decimal(10) ** 9
MAX_RATE = Decimal(30)
MAX_TEXT = 200
CENT, MIL = Decimal("0.01"), Decimal("0.001")

DATES = (
    *("application_on", "le_sent_on", "lock_on", "lock_expires_on", "closing_on"),
    *("cd_received_on", "note_on", "funded_on"),
)
_KINDS = {
    **dict.fromkeys(DATES, "date"),
    "milestone_since": "moment",
    "amount": "money",
    "rate": "rate",
    "purpose": "purpose",
    "product": "product",
    "state": "state",
}
# What every file has cannot be emptied.
_ALWAYS = ("state", "milestone_since")
_PROPERTY_KINDS = {
    "street": "text",
    "city": "text",
    "state": "us_state",
    "zip": "zip",
    "type": "property_type",
    "occupancy": "occupancy",
    "value": "money",
}
_CONDITION_KINDS = {
    "external_id": "text",
    "name": "text",
    "type": "condition_type",
    "due_on": "date",
    "owed_by": "owed_by",
    "state": "condition_state",
}
# Looked up among the lender's rows by whoever calls.
LINKS = ("lead_id", "borrower", "lo", "processor", "milestone")
KEY = ("los", "loan_number")
KNOWN = {*_KINDS, *LINKS, *KEY, "property", "conditions"}


_SSN_FORM = re.compile(r"\d{3}[- ]\d{2}[- ]\d{4}")


class Unusable(ValueError):
    """What was sent cannot be read; the text says what to send."""


class LoanRow:
    """One loan as read: ``values`` by field of ours, ``conditions`` likewise, ``links``
    as sent, ``reasons`` what is wrong (``fatal``) or was left out, ``conflicts`` what
    is here otherwise and stays."""

    def __init__(self, raw, choices):
        self.values, self.links, self.conditions = {}, {}, []
        self.reasons, self.conflicts, self.fatal = [], [], False
        self._choices = choices
        if not isinstance(raw, dict):
            self.refuse("invalid", "", "A loan is an object of fields.")
            return
        self._read_key(raw)
        self.values |= self._read_group(raw, _KINDS, "")
        home = self._mapping(raw, "property")
        self.values |= {
            f"property_{name}": value
            for name, value in self._read_group(
                home, _PROPERTY_KINDS, "property."
            ).items()
        }
        self._read_conditions(raw.get("conditions"))
        self.links = {name: raw[name] for name in LINKS if raw.get(name)}
        for name in sorted(map(str, raw.keys() - KNOWN)):
            self.note("unknown", name[:60], "This field is not known and was not kept.")

    @property
    def key(self):
        return self.values.get("los"), self.values.get("loan_number")

    def refuse(self, code, field, text):
        self.fatal = True
        self.note(code, field, text)

    def note(self, code, field, text):
        self.reasons.append(reason(code, field, text))

    def _read_key(self, raw):
        for name in KEY:
            text = str(raw.get(name) or "").strip()
            self.values[name] = text[:MAX_TEXT]
            if not text:
                self.refuse("missing", name, f"Send {name}: it names the file.")

    def _mapping(self, raw, name):
        found = raw.get(name) or {}
        if isinstance(found, dict):
            return found
        self.refuse("invalid", name, f"Send {name} as an object of fields.")
        return {}

    def _read_group(self, raw, kinds, path):
        values = {}
        for name, kind in kinds.items():
            if name not in raw:
                continue
            if name in _ALWAYS and raw[name] in (None, False, ""):
                continue
            try:
                values[name] = self._read(raw[name], kind)
            except Unusable as problem:
                shown = str(raw[name])[:60]
                self.refuse("invalid", f"{path}{name}", f"“{shown}”: {problem}")
        return values

    def _read(self, raw, kind):
        if raw in (None, False, ""):
            return 0 if kind in ("money", "rate") else False
        if isinstance(raw, (dict, list, tuple, bool)):
            raise Unusable("send one text or number.")
        if kind in _READERS:
            return _READERS[kind](str(raw).strip())
        if raw in self._choices[kind]:
            return raw
        raise Unusable(f"send one of {', '.join(self._choices[kind])}.")

    def _read_conditions(self, raw):
        if not raw:
            return
        if not isinstance(raw, (list, tuple)) or not all(
            isinstance(item, dict) for item in raw
        ):
            self.refuse("invalid", "conditions", "Send a list of objects.")
            return
        for number, item in enumerate(raw):
            path = f"conditions.{number}."
            values = self._read_group(item, _CONDITION_KINDS, path)
            if not values.get("name"):
                self.refuse("missing", f"{path}name", "Say what is still needed.")
            self.conditions.append(
                {
                    field: value
                    for field, value in values.items()
                    if value or field == "due_on"
                }
            )


def is_ssn(number):
    """Tell whether a loan number is written like a Social Security number. Nine digits
    in a row are a usual loan number."""
    return bool(_SSN_FORM.fullmatch(number.strip()))


def date_problem(loan, today):
    """Return ``(field, code)`` of what is wrong with the dates of ``loan``, or
    None.

    ``loan`` is a record or anything else with our date fields and ``state``.
    """
    if loan.lock_on and loan.lock_expires_on and loan.lock_expires_on < loan.lock_on:
        return "lock_expires_on", "lock_backwards"
    if loan.funded_on and loan.funded_on > today:
        return "funded_on", "funded_later"
    if loan.funded_on and loan.state != "funded":
        return "funded_on", "not_funded"
    return None


def _money(text):
    return _figure(
        text, MAX_MONEY, "send a figure in dollars, such as 320000.00.", CENT
    )


def _rate(text):
    return _figure(text, MAX_RATE, "send percent per year from 0 to 30: 6.125.", MIL)


def _figure(text, highest, hint, step):
    try:
        figure = Decimal(text)
    except InvalidOperation:
        raise Unusable(hint) from None
    if not figure.is_finite() or not 0 <= figure <= highest:
        raise Unusable(hint)
    return float(figure.quantize(step, ROUND_HALF_UP))


def _date(text):
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unusable("send a date as YYYY-MM-DD.") from None


def _moment(text):
    found = moment(text)
    if not found:
        raise Unusable("send a moment in UTC as YYYY-MM-DD HH:MM:SS.")
    return found


def _us_state(text):
    return _or_unusable(state_code(text), "send the two letters of a state.")


def _zip(text):
    return _or_unusable(zip5(text), "send a ZIP code of five digits.")


def _or_unusable(value, hint):
    if not value:
        raise Unusable(hint)
    return value


_READERS = {
    "money": _money,
    "rate": _rate,
    "date": _date,
    "moment": _moment,
    "us_state": _us_state,
    "zip": _zip,
    "text": lambda text: text[:MAX_TEXT],
}
