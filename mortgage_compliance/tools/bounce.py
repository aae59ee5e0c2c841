"""What a bounce says, and of which addresses, without the ORM.

flufl.bounce, Mailman's own parser, finds the addresses in what mail servers of all
kinds write. What it means for an address the delivery status tells where there is one
(RFC 3464): a parser of words takes a full mailbox for a dead one.
"""

import logging
import re
from dataclasses import dataclass

from flufl.bounce import all_failures

from .email import canonical
from .mail_reply import is_automatic

_logger = logging.getLogger(__name__)
# It tells of every detector that it tries.
logging.getLogger("flufl.bounce").setLevel(logging.WARNING)

_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_UNKNOWN_USER = re.compile(
    r"user unknown|unknown user|no such (user|mailbox|recipient|address)"
    r"|mailbox (unavailable|not found|does not exist)|does not exist"
    r"|address (rejected|not found|unknown)|invalid (recipient|mailbox|user)"
    r"|recipient (unknown|not found|address rejected)|account (disabled|closed)"
    r"|doesn't have .{0,20}account|unrouteable address|host unknown"
    r"|not (a|the) valid (user|recipient|address)",
    re.I,
)
# The address exists: full, too big, refused for what we wrote or who we are.
_NOT_THE_ADDRESS = re.compile(r"^5\.(2\.2|2\.3|3\.\d+|7\.\d+)$")
_NOT_THE_ADDRESS_WORDS = re.compile(
    r"mailbox (is )?full|quota exceeded"
    r"|(over|exceeds?|exceeded|out of) (\w+ ){0,3}quota"
    r"|\bspam\b|\bblocked\b|blacklist|black list|message (is )?too (big|large)"
    r"|exceed\w* (\w+ ){0,3}(size|storage)",
    re.I,
)
_ROBOT = re.compile(r"mailer-daemon|postmaster|mail delivery", re.I)
# Reported, but the mail arrived or may yet.
_NOT_FAILED = ("delayed", "delivered", "relayed", "expanded")


@dataclass(frozen=True)
class Bounce:
    """``kind`` is hard (the address is no good), soft (this mail was not taken) or
    delayed (the server still tries); ``address`` is "" where none is named."""

    address: str
    kind: str
    code: str = ""


def read(message):
    """Return a Bounce for each address that ``message`` (an EmailMessage) is about.

    None where it is no bounce but an absence note, say, that came to where bounces go.
    """
    reported = _reported(message)
    temporary, permanent = _failures(message)
    text = _text(message)
    found = []
    for address in sorted({*reported, *temporary, *permanent} - {""}):
        if address in reported:
            kind, code = _meaning(*reported[address])
        elif address in permanent:
            kind, code = _in_words(text)
        else:
            kind, code = "delayed", _code(text)
        found.append(Bounce(address, kind, code))
    return found or _nameless(message, reported, text)


def refused(reply):
    """Return the Bounce in a mail server's ``reply`` to an address, at the door.

    >>> refused("5.1.1 No such user").kind
    'hard'
    >>> refused("5.7.1 Sender is blocked").kind
    'soft'
    """
    return _told(reply)


def _nameless(message, reported, text):
    """Return what a bounce says that names no address: our Message-Id may tell it."""
    if "" in reported:
        return [Bounce("", *_meaning(*reported[""]))]
    if is_automatic(message) and not _ROBOT.search(str(message.get("From") or "")):
        return []
    code = _code(text)
    if code.startswith("4"):
        return [Bounce("", "delayed", code)]
    if code.startswith("5") or _UNKNOWN_USER.search(text):
        return [_told(text)]
    if _ROBOT.search(str(message.get("From") or "")):
        return [Bounce("", "soft", code)]
    return []


def _told(text):
    """Return what ``text`` says: hard only where it is plainly about the address."""
    code = _code(text)
    hard = _UNKNOWN_USER.search(text) or code.startswith("5.1.")
    hard = hard and not _is_not_the_address(code, text)
    return Bounce("", "hard" if hard else "soft", code)


def _meaning(action, status):
    if action in _NOT_FAILED:
        return "delayed", status
    if status.startswith("4") or _NOT_THE_ADDRESS.match(status):
        return "soft", status
    return "hard", status


def _in_words(text):
    """Return ``(kind, code)`` of a failure that only prose tells about."""
    code = _code(text)
    return ("soft" if _is_not_the_address(code, text) else "hard"), code


def _is_not_the_address(code, text):
    if _UNKNOWN_USER.search(text):
        return False
    return bool(_NOT_THE_ADDRESS.match(code) or _NOT_THE_ADDRESS_WORDS.search(text))


def _code(text):
    found = _STATUS.search(text)
    return found.group(0) if found and found.group(1) != "2" else ""


def _reported(message):
    """Return ``{address: (action, status)}`` of the delivery status part, if any."""
    reported = {}
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        payload = part.get_payload()
        for fields in payload if isinstance(payload, list) else ():
            status = _STATUS.search(str(fields.get("Status") or ""))
            if not status and not fields.get("Action"):
                continue
            action = str(fields.get("Action") or "failed").strip().lower()
            told = action, status.group(0) if status else ""
            named = [
                canonical(str(fields.get(name) or "").rpartition(";")[2])
                for name in ("Original-Recipient", "Final-Recipient")
            ]
            # A forwarded mail failed behind the address that it was sent to.
            reported[next(filter(None, named), "")] = told
    return reported


def _failures(message):
    """Return ``(addresses it still tries, addresses that failed)`` by flufl.bounce."""
    try:
        return map(_addresses, all_failures(message))
    except Exception:
        # Its detectors trip over headers and charsets that no honest server writes.
        _logger.warning("A bounce could not be read", exc_info=True)
        return set(), set()


def _addresses(found):
    return {
        canonical(address.decode("ascii", "replace"))
        if isinstance(address, bytes)
        else canonical(address)
        for address in found
    }


def _text(message):
    for part in message.walk():
        if part.get_content_maintype() == "text":
            payload = part.get_payload(decode=True) or b""
            return payload.decode("utf-8", "replace")
    return ""
