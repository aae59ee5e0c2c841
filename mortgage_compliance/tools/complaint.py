"""What a mailbox provider reports when a reader presses "spam" (RFC 5965), no ORM."""

import re
from dataclasses import dataclass

from .email import canonical

# The reader wants no more; virus, not-spam and the like are news for the postmaster.
_UNWANTED = ("abuse", "fraud", "opt-out", "opt-out-list", "other")
_MESSAGE_ID = re.compile(r"<[^<>\s]+@[^<>\s]+>")
_TOKEN = re.compile(r"/mortgage/unsubscribe/([0-9]+-[0-9a-f]+)")


@dataclass(frozen=True)
class Complaint:
    """Who complained, as far as the report says: providers leave out the address and
    keep the headers of our mail, its Message-Id and its unsubscribe link among them."""

    kind: str
    message_ids: tuple = ()
    addresses: tuple = ()
    token: str = ""


def read(message):
    """Return the Complaint in ``message`` (an EmailMessage), None where it is none."""
    report = _part(message, "message/feedback-report")
    if report is None:
        return None
    fields = _fields(report)
    kind = fields("Feedback-Type").strip().lower()
    if kind not in _UNWANTED:
        return None
    complained = _original(message)
    token = _TOKEN.search(complained("List-Unsubscribe").replace("\n", ""))
    named = [
        canonical(fields(name).rpartition(";")[2])
        for name in ("Original-Rcpt-To", "Removal-Recipient")
    ]
    named.append(canonical(complained("To")))
    return Complaint(
        kind,
        message_ids=tuple(_MESSAGE_ID.findall(complained("Message-Id"))),
        addresses=tuple(dict.fromkeys(filter(None, named))),
        token=token.group(1) if token else "",
    )


def _part(message, *types):
    return next(
        (part for part in message.walk() if part.get_content_type() in types), None
    )


def _fields(part):
    """Return a reader of the fields in the body of a report."""
    payload = part.get_payload()
    block = payload[0] if isinstance(payload, list) and payload else None
    if block is None:
        return _in_lines(str(payload or ""))
    # Python takes the fields for the headers of a mail inside.
    return lambda name: str(block.get(name) or "")


def _original(message):
    """Return a reader of the headers of the mail complained about."""
    part = _part(message, "message/rfc822", "text/rfc822-headers")
    if part is None:
        return lambda name: ""
    if part.get_content_type() == "message/rfc822":
        return _fields(part)
    payload = part.get_payload(decode=True) or b""
    return _in_lines(payload.decode("utf-8", "replace"))


def _in_lines(text):
    unfolded = re.sub(r"\r?\n[ \t]+", " ", text)

    def read_field(name):
        found = re.search(rf"^{re.escape(name)}:[ \t]*(.*)$", unfolded, re.I | re.M)
        return found.group(1).strip() if found else ""

    return read_field
