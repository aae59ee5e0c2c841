"""Cuts out of free text what must never be stored: SSNs, account and card numbers,
full dates of birth.

Everything else is kept as it came, so the patterns are as narrow as they can be
without letting one of those through.
"""

import re

from lxml import html

REMOVED = "[removed]"

_SEPARATOR = r"[\s\-.–—‐‑‒−_/()\u200b]{1,3}"
# 3-2-4 with separators or nine digits in a row. 5-4 is a ZIP+4 and stays.
SSN = re.compile(
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


def cut(text, free=True):
    """Return ``(text without secrets, kinds)``; a kind is ssn, card, account or birth.

    ``free`` says that people may write anything here, so that a bare date of long ago
    is taken for a birthday. What is left is looked at again until nothing is found.
    """
    kinds = []
    before = None
    while before != text:
        before = text
        text = _once(text, kinds, free)
    return text, kinds


def cut_html(markup):
    """Return ``markup`` without secrets in its text; links and images stay."""
    if cut(markup)[0] == markup:
        return markup
    root = html.fragment_fromstring(markup, create_parent="div")
    for element in root.iter():
        if element.text:
            element.text = cut(element.text)[0]
        if element.tail:
            element.tail = cut(element.tail)[0]
    # Odoo escapes plain text: what was marked as HTML stays so.
    return type(markup)(html.tostring(root, encoding="unicode"))


def _once(text, kinds, free):
    text = _sub(_NAMED_SSN, "ssn", text, kinds)
    text = _sub(SSN, "ssn", text, kinds)
    text = _sub(_CARD, "card", text, kinds, _luhn)
    text = _sub(_ACCOUNT, "account", text, kinds, _six_digits)
    text = _sub(_NAMED_BIRTH, "birth", text, kinds)
    if free and not _OLD_DATE.fullmatch(text.strip()):
        text = _sub(_OLD_DATE, "birth", text, kinds)
    return text


def _sub(pattern, kind, text, kinds, holds=None):
    group = 1 if pattern.groups else 0

    def replace(match):
        if holds and not holds(match[group]):
            return match[0]
        kinds.append(kind)
        start, end = match.start(group), match.end(group)
        before = match.string[match.start() : start]
        return before + REMOVED + match.string[end : match.end()]

    return pattern.sub(replace, text)


def _luhn(text):
    digits = [int(character) for character in text if character.isdigit()]
    doubled = [
        digit if position % 2 else sum(divmod(digit * 2, 10))
        for position, digit in enumerate(reversed(digits), 1)
    ]
    return sum(doubled) % 10 == 0


def _six_digits(text):
    return sum(character.isdigit() for character in text) >= 6
