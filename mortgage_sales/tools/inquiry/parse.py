"""Turns one inquiry, however spelled, into canonical values. Never raises."""

import hashlib
import json
import re
from collections.abc import Mapping

from odoo.addons.mortgage_compliance.tools import email, phone, places

from .. import loan_words
from . import spellings
from .fields import CHANNELS, FIELDS, GROUPS, HINTS, PRODUCTS, PURPOSES, SILENT
from .parsed import Parsed, reason
from .secrets import Cutter

READERS = {
    "text": lambda raw: " ".join(str(raw).split()),
    "lines": lambda raw: str(raw).strip(),
    "money": spellings.money,
    "rate": spellings.rate,
    "yes_no": spellings.yes_no,
    "moment": spellings.moment,
    "email": email.canonical,
    "phone": phone.e164,
    "state": places.state_code,
    "zip": places.zip5,
    "purpose": lambda raw: spellings.one_of(PURPOSES, raw),
    "product": lambda raw: spellings.one_of(PRODUCTS, raw),
    "property_type": loan_words.property_type,
    "occupancy": loan_words.occupancy,
}


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def parse(inquiry, fingerprint=sha256):
    """Return the :class:`Parsed` of ``inquiry``, a mapping with design.md §4's names.

    ``fingerprint`` turns an ``external_id`` that looks like an SSN into one that does
    not; a caller that has a secret uses it there.
    """
    if not isinstance(inquiry, Mapping):
        return Parsed(
            {}, {}, {}, [reason("invalid", "", "An inquiry is an object of fields.")],
            obstacle="rejected",
        )  # fmt: skip
    cutter = Cutter(fingerprint)
    payload = cutter.clean(inquiry)
    reading = _Reading(payload)
    parsed = Parsed(reading.values, reading.extra, payload, cutter.reasons)
    parsed.reasons += reading.reasons
    _judge(parsed)
    return parsed


def payload_key(payload):
    """Return a hash by which the same answers sent twice are known."""
    consent = payload.get("consent")
    stable = {**payload, "submitted_at": None, "received_at": None, "consent": None}
    if isinstance(consent, dict):
        stable["consent"] = [consent.get("text"), consent.get("channels")]
    return sha256(json.dumps(stable, sort_keys=True, default=str))


class _Reading:
    """Reads a cleaned payload field by field; what it cannot read goes to ``extra``."""

    def __init__(self, payload):
        self.reasons = []
        self.extra = {}
        self.values = {"external_id": _text(payload.get("external_id") or "")[:200]}
        for name, kind in FIELDS.items():
            self.values[name] = self._read(name, kind, payload.get(name))
        for group, kinds in GROUPS.items():
            self._read_group(group, kinds, payload.get(group))
        self._name(self.values)
        self._name(self.values["co_borrower"])
        self._place()
        self._leftovers(payload)

    def _read(self, path, kind, raw):
        # False is how RPC says that there is none.
        if raw in (None, "", []) or (raw is False and kind != "yes_no"):
            return None
        if kind == "channels":
            return self._channels(path, raw)
        value = None
        if not isinstance(raw, (dict, list)):
            value = READERS[kind](_text(raw))
        if value is None or value == "":
            if _text(raw):
                self._unreadable(path, kind, raw)
            return None
        if value == "other":
            self.extra[path] = _text(raw)
        return value

    def _channels(self, path, raw):
        named = raw if isinstance(raw, list) else re.split(r"[,;|]+", str(raw))
        codes = []
        for item in filter(_text, named):
            code = spellings.one_of(CHANNELS, item)
            if not code:
                self._unreadable(path, "channels", item)
            elif code not in codes:
                codes.append(code)
        return codes

    def _unreadable(self, path, kind, raw):
        shown = _text(raw)[:60]
        self.reasons.append(
            reason("invalid", path, f"{path} “{shown}” is not usable: {HINTS[kind]}.")
        )
        if not path.startswith("consent"):
            self.extra[path] = _text(raw)

    def _read_group(self, group, kinds, raw):
        if raw and not isinstance(raw, dict):
            if group == "consent" and isinstance(raw, str):
                raw = {"text": raw} if spellings.yes_no(raw) is None else {}
            else:
                self._unreadable(group, "text", raw)
                raw = {}
        raw = raw or {}
        self.values[group] = {
            name: self._read(f"{group}.{name}", kind, raw.get(name))
            for name, kind in kinds.items()
        }
        for name in raw.keys() - kinds.keys():
            if _text(raw[name]) and group != "consent":
                self.extra[f"{group}.{name}"] = _text(raw[name])

    def _name(self, person):
        parts = [person.get("first_name"), person.get("last_name")]
        name = " ".join(filter(None, parts)) or person.get("name") or ""
        person["name"] = name[:200].strip()

    def _place(self):
        """A flat address counts for the property where no property is given."""
        home = self.values["property"]
        if not any(home[name] for name in ("street", "city", "state", "zip")):
            home.update(
                state=self.values["state"],
                zip=self.values["zip"],
                city=home["city"] or self.values["city"],
            )
        home["value"] = home["value"] or self.values["property_value"]

    def _leftovers(self, payload):
        known = FIELDS.keys() | GROUPS.keys() | SILENT
        for name, raw in payload.items():
            if name not in known and _text(raw):
                self.extra[name] = _text(raw)


def _judge(parsed):
    """Say in ``obstacle`` and ``reasons`` whether anybody can be reached by it."""
    values = parsed.values
    reachable = values["email"] or values["phone"] or values["phone2"]
    if not reachable:
        parsed.reasons.append(
            reason(
                "no_contact", "phone",
                "It has neither a usable phone nor a usable email: send one of them.",
            )
        )  # fmt: skip
    if not values["name"]:
        parsed.reasons.append(
            reason(
                "no_name", "name",
                "It has no name: send name, or first_name and last_name.",
            )
        )  # fmt: skip
    if not reachable or not values["name"]:
        parsed.obstacle = "held" if reachable or values["name"] else "rejected"


def _text(raw):
    """Return what a loan officer reads of a value."""
    if raw is None or isinstance(raw, bool):
        return {True: "yes", False: "no"}.get(raw, "")
    if isinstance(raw, dict):
        return ", ".join(
            f"{key}: {_text(item)}" for key, item in raw.items() if _text(item)
        )
    if isinstance(raw, list):
        return ", ".join(filter(None, map(_text, raw)))
    return str(raw).strip()
