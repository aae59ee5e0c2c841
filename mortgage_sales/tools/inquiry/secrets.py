"""Cuts out what must never be stored: SSNs, account and card numbers, birth dates.

Everything else of an inquiry is kept as it came, so the patterns are as narrow as
they can be without letting one of those through.
"""

import math
import re

from .parsed import reason

REMOVED = "[removed]"
NAME_HALVES = ("first_name", "last_name")
MAX_DEPTH = 5
MAX_KEYS = 200
MAX_TEXT = 5000
MAX_REFERENCE = 200

_SEPARATOR = r"[\s\-.–—‐‑‒−_/()\u200b]{1,3}"
# 3-2-4 with separators or nine digits in a row. 5-4 is a ZIP+4 and stays.
_SSN = re.compile(
    rf"(?<!\d)\d{{3}}(?:\d{{6}}|{_SEPARATOR}\d{{2}}(?:{_SEPARATOR})?\d{{4}})(?!\d)"
)
_NAMED_SSN = re.compile(
    r"\b(?:s\.?s\.?n|social\s+(?:security|is|no|num|number)|itin|tax\s*id)\b"
    r"\D{0,20}(\d[\d\s.\-]{2,}\d)",
    re.IGNORECASE,
)
_CARD = re.compile(
    r"(?<!\d)(?:\d{13,19}|\d{4}(?:[ \-]\d{4}){3}(?:[ \-]\d{1,3})?"
    r"|\d{4}[ \-]\d{6}[ \-]\d{5})(?!\d)"
)
_ACCOUNT = re.compile(
    r"\b(?:account|acct|routing|aba|iban)\b[^\w\n]{0,3}"
    r"(?:number|num|no|nr|is)?\b[^\w\n]{0,6}"
    r"((?=[A-Z]{0,4}\d)[A-Z0-9][A-Z0-9\- ]{4,}\d)",
    re.IGNORECASE,
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATE = (
    r"(?:\d{1,2}[/\-. ]\d{1,2}[/\-. ](?:\d{4}|\d{2})|\d{4}[/\-. ]\d{1,2}[/\-. ]\d{1,2}"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+\d{{4}})"
)
_NAMED_BIRTH = re.compile(
    rf"\b(?:d\.?o\.?b|born|birth\w*|b-?day)\b[^\d\n]{{0,25}}?(?<!\d)({_DATE})(?!\d)",
    re.IGNORECASE,
)
# A date in free text on which only a grown person of today can have been born.
_OLD_DATE = re.compile(
    r"(?<!\d)(?:\d{1,2}[/\-.]\d{1,2}[/\-.](?:19\d\d|200[0-8])"
    r"|(?:19\d\d|200[0-8])[/\-.]\d{1,2}[/\-.]\d{1,2})(?!\d)"
)
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
            name = self.text(str(key), f"{path}{key}", free=False)
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
            text = self._once(text, path, free)
        return text

    def _once(self, text, path, free):
        text = self._sub(_NAMED_SSN, "ssn", text, path)
        text = self._sub(_SSN, "ssn", text, path)
        text = self._sub(_CARD, "card", text, path, _luhn)
        text = self._sub(_ACCOUNT, "account", text, path, _six_digits)
        text = self._sub(_NAMED_BIRTH, "birth", text, path)
        if free and not _OLD_DATE.fullmatch(text.strip()):
            text = self._sub(_OLD_DATE, "birth", text, path)
        return text

    def _sub(self, pattern, kind, text, path, holds=None):
        group = 1 if pattern.groups else 0

        def replace(match):
            if holds and not holds(match[group]):
                return match[0]
            start, end = match.start(group), match.end(group)
            before = match.string[match.start() : start]
            return before + self._cut(kind, path) + match.string[end : match.end()]

        return pattern.sub(replace, text)

    def _cut(self, kind, path):
        # The path may hold what was cut when somebody used it as a key.
        path = _SSN.sub(REMOVED, path)
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


def _luhn(text):
    digits = [int(character) for character in text if character.isdigit()]
    doubled = [
        digit if position % 2 else sum(divmod(digit * 2, 10))
        for position, digit in enumerate(reversed(digits), 1)
    ]
    return sum(doubled) % 10 == 0


def _six_digits(text):
    return sum(character.isdigit() for character in text) >= 6
