"""Reads what a loan officer sends to the journal address (no ORM): a blind copy of a
mail, a mail forwarded from Gmail, Outlook or Apple Mail, or the words of a text."""

import re
from dataclasses import dataclass
from email.utils import getaddresses

import phonenumbers
from dateutil import parser as dates

from .mail_reply import top_of_text

_QUOTED = re.compile(r"^[>|\s]+")
_LABELS = {
    "from": ("from", "de"),
    "to": ("to", "para", "cc", "bcc", "cco"),
    "subject": ("subject", "asunto"),
    "date": ("date", "sent", "fecha", "enviado", "enviado el"),
}
_BY_LABEL = {label: name for name, labels in _LABELS.items() for label in labels}
_HEADER = re.compile(
    r"^\W{0,3}("
    + "|".join(sorted(_BY_LABEL, key=len, reverse=True))
    + r")\W{0,2}:(.*)$",
    re.I,
)
_ADDRESS = re.compile(
    r"[^\s<>()\[\],;:\"']+@[^\s<>()\[\],;:\"']+\.[^\s<>()\[\],;:\"']+"
)
_FORWARD = re.compile(r"^\W*(fwd?|rv|wg|tr)\s*:\s*", re.I)
_WE_SENT = re.compile(r"^\W*(to|sent|me to|i sent|para|enviado)\b", re.I)
# Least lines that make a block of headers.
_LEAST_HEADERS = 2


@dataclass
class Filed:
    """What was said between a loan officer and a borrower outside of Odoo.

    ``way`` is copy, forward or text. ``senders`` and ``recipients`` are addresses,
    ``phones`` E.164 numbers that the words name. ``at`` is a naive date on the clock of
    whoever sent it, None where it is not said. ``outbound`` is None where the parties
    themselves tell who wrote it.
    """

    way: str
    subject: str
    body: str
    senders: tuple = ()
    recipients: tuple = ()
    phones: tuple = ()
    at: object = None
    outbound: bool | None = None


def read(subject, sender, recipients, text, journal):
    """Return the Filed of a mail: its headers, its whole ``text`` and the ``journal``
    address it came to."""
    parties = [one for one in addresses(recipients) if one != journal]
    if parties:
        # An answer quotes what it answers, which looks as if it was forwarded.
        written = top_of_text(text)
        return Filed("copy", subject, written, addresses(sender), tuple(parties))
    forward = _forward(subject, text)
    if forward:
        return forward
    said = "\n".join(filter(None, [subject, text]))
    return Filed(
        "text",
        subject,
        text,
        phones=phones(said),
        outbound=bool(
            _WE_SENT.match(_FORWARD.sub("", subject)) or _WE_SENT.match(text)
        ),
    )


def addresses(header):
    """Return the bare addresses of a header, in lower case.

    >>> addresses("Dana Ruiz <Dana@Example.com>, x@y.com; [mailto:z@y.com]")
    ('dana@example.com', 'x@y.com', 'z@y.com')
    """
    found = [address for _name, address in getaddresses([header or ""])]
    found += _ADDRESS.findall((header or "").replace("mailto:", ""))
    found = [one.strip().lower() for one in found if _ADDRESS.fullmatch(one.strip())]
    return tuple(dict.fromkeys(found))


def phones(text):
    """Return the phone numbers in ``text`` as E.164.

    >>> phones("Text from (713) 555-0101: call me at 512-555-0199")
    ('+17135550101', '+15125550199')
    """
    found = phonenumbers.PhoneNumberMatcher(text or "", "US")
    e164 = phonenumbers.PhoneNumberFormat.E164
    numbers = [phonenumbers.format_number(match.number, e164) for match in found]
    return tuple(dict.fromkeys(numbers))


def _forward(subject, text):
    """Return the Filed of the mail that was forwarded, or None."""
    lines = [_QUOTED.sub("", line).rstrip() for line in text.splitlines()]
    for start in range(len(lines)):
        headers, end = _headers(lines, start)
        if not {"from"} <= headers.keys() or len(headers) < _LEAST_HEADERS:
            continue
        return Filed(
            "forward",
            headers.get("subject") or _FORWARD.sub("", subject),
            "\n".join(lines[end:]).strip(),
            addresses(headers["from"]),
            addresses(headers.get("to")),
            phones(headers["from"]) + phones(headers.get("to")),
            _date(headers.get("date")),
        )
    return None


def _headers(lines, start):
    """Return the headers in the lines from ``start`` on, and where they end."""
    headers, last, number = {}, None, start
    while number < len(lines):
        found = _HEADER.match(lines[number])
        if found:
            last = _BY_LABEL[found.group(1).lower()]
            said = [headers.get(last), found.group(2).strip(" *")]
            headers[last] = ", ".join(filter(None, said))
        elif last and lines[number].strip() and _continues(lines[number], last):
            headers[last] += f" {lines[number].strip()}"
        elif last and lines[number].strip():
            break
        elif not last or _ends(lines, number):
            break
        number += 1
    return headers, number


def _continues(line, name):
    """Whether ``line`` goes on with a list of people that a mail program broke."""
    return name in ("from", "to") and bool(_ADDRESS.search(line)) and len(line) < 200


def _ends(lines, number):
    """Whether no header follows the empty line ``number``: some programs put one
    between each two."""
    return number + 1 >= len(lines) or not _HEADER.match(lines[number + 1])


def _date(said):
    """Return the naive moment that a mail program wrote, or None.

    >>> _date("Mon, Oct 12, 2026 at 8:01 AM")
    datetime.datetime(2026, 10, 12, 8, 1)
    >>> _date("el lunes")
    """
    try:
        return dates.parse(said or "", fuzzy=True, ignoretz=True)
    except (ValueError, OverflowError):
        return None
