"""Walks through an inquiry and cuts out what must never be stored, by key and text."""

import math
import re

from odoo.addons.mortgage_compliance.tools.secrets import REMOVED, SSN, cut

from .parsed import reason

NAME_HALVES = ("first_name", "last_name")
MAX_DEPTH = 5
MAX_KEYS = 200
MAX_TEXT = 5000
MAX_REFERENCE = 200

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_KINDS = {
    "ssn": "a Social Security number",
    "card": "a card number",
    "account": "an account number",
    "birth": "a full date of birth",
}


class Cutter:
    """Walks through one inquiry, cuts and remembers what was cut where."""

    def __init__(self, fingerprint):
        self._fingerprint = fingerprint
        self.reasons = []

    def clean(self, payload):
        """Return ``payload`` as JSON types without secrets."""
        return self._mapping(payload, "", 0)

    def _mapping(self, values, path, depth):
        cleaned = {}
        for key, value in list(values.items())[:MAX_KEYS]:
            key = _plain(key)
            name = self.text(key, f"{path}{key}", free=False)
            cleaned[name] = self._value(value, f"{path}{name}", name, depth)
        if len(values) > MAX_KEYS:
            self._note("too_long", path.rstrip("."), f"Only {MAX_KEYS} keys are kept.")
        self._rejoin(cleaned, path)
        return cleaned

    def _rejoin(self, cleaned, path):
        """Cut what came as two halves: a number begun as one name, ended as other."""
        halves = [cleaned.get(name) for name in NAME_HALVES]
        if not all(isinstance(half, str) for half in halves):
            return
        for glue in (" ", ""):
            name = glue.join(halves)
            if self.text(name, f"{path}name") != name:
                cleaned.update(dict.fromkeys(NAME_HALVES, REMOVED))
                return

    def _value(self, value, path, key, depth):
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, (dict, list, tuple)) and depth >= MAX_DEPTH:
            self._note("too_deep", path, "It is nested too deeply and was left out.")
            return None
        if isinstance(value, dict):
            return self._mapping(value, f"{path}.", depth + 1)
        if isinstance(value, (list, tuple)):
            if len(value) > MAX_KEYS:
                self._note("too_long", path, f"Only {MAX_KEYS} entries are kept.")
            return [
                self._value(item, path, key, depth + 1) for item in value[:MAX_KEYS]
            ]
        return self._scalar(value, path, key)

    def _scalar(self, value, path, key):
        text = _plain(value)
        if path == "external_id":
            return self._reference(text)
        kind = _secret_key(key)
        if kind and _says_something(kind, text):
            return self._cut(kind, path)
        if _is_zip(key) and re.fullmatch(r"\s*\d{9}\s*", text):
            return text.strip()[:5]
        cleaned = self.text(text, path)
        if cleaned == text and isinstance(value, (int, float)) and _is_json(value):
            return value
        return cleaned

    def _reference(self, text):
        """An id that looks like an SSN is kept as a fingerprint: repeats are known."""
        text = text.strip()
        if len(text) <= MAX_REFERENCE and self.text(text, "external_id", False) == text:
            return text
        return f"fp-{self._fingerprint(text)}"

    def text(self, text, path, free=True):
        """Return ``text`` without secrets; ``free`` when people may write anything."""
        if len(text) > MAX_TEXT:
            self._note("too_long", path, f"Only {MAX_TEXT} characters are kept.")
        before = None
        while before != text:
            before = text = text[:MAX_TEXT]
            text, kinds = cut(text, free)
            for kind in kinds:
                self._cut(kind, path)
        return text

    def _cut(self, kind, path):
        # The path may hold what was cut when somebody used it as a key.
        path = SSN.sub(REMOVED, path)
        said = f"It held {_KINDS[kind]}, which is not kept. Never send one."
        self._note("removed", path, said)
        return REMOVED

    def _note(self, code, path, text):
        note = reason(code, path[:200], text)
        if note not in self.reasons:
            self.reasons.append(note)


def _plain(value):
    """Return ``value`` as text that PostgreSQL can store."""
    if isinstance(value, int) and value.bit_length() > 256:
        return ""
    text = value if isinstance(value, str) else str(value)
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _is_json(value):
    return isinstance(value, int) or math.isfinite(value)


def _words(key):
    return [word.lower() for word in _WORDS.findall(str(key))]


def _secret_key(key):
    """Return what a field of this name holds that must not be kept, or ``""``."""
    words = _words(key)
    if {"ssn", "itin"} & set(words) or "socialsecurity" in "".join(words):
        return "ssn"
    if "dob" in words or any(word.startswith("birth") for word in words):
        return "" if words in (["birth", "year"], ["year", "of", "birth"]) else "birth"
    named = {"number", "num", "no", "nr"} & set(words)
    if {"account", "acct", "routing", "iban", "aba"} & set(words) and (
        named or len(words) == 1
    ):
        return "account"
    if {"cvv", "cvc"} & set(words) or ("card" in words and named):
        return "card"
    return ""


def _says_something(kind, text):
    if text == REMOVED:
        return False
    digits = sum(character.isdigit() for character in text)
    return digits >= (1 if kind == "birth" else 3)


def _is_zip(key):
    return bool({"zip", "zipcode", "postal", "postcode"} & set(_words(key)))
