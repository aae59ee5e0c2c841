"""What a bounce says about the address (RFC 3464), without the ORM."""

import re
from dataclasses import dataclass

_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
# Only where no delivery status part tells it: what mail servers of all kinds write.
_UNKNOWN_USER = re.compile(
    r"user unknown|unknown user|no such (user|mailbox|recipient|address)"
    r"|mailbox (unavailable|not found|does not exist)|does not exist"
    r"|address (rejected|not found|unknown)|invalid (recipient|mailbox|user)"
    r"|recipient (unknown|not found|address rejected)|account (disabled|closed)"
    r"|doesn't have .{0,20}account|unrouteable address|host unknown",
    re.I,
)
# The address exists: full, too big, refused for what we wrote or who we are.
_NOT_THE_ADDRESS = re.compile(r"^5\.(2\.2|2\.3|3\.\d+|7\.\d+)$")


@dataclass(frozen=True)
class Bounce:
    """``failed`` is False for "still trying"; ``dead`` when the address is no good."""

    failed: bool
    dead: bool
    code: str = ""


def read(message):
    """Return what the bounce ``message`` (an EmailMessage) reports."""
    reported = _reported(message)
    if reported:
        action, status = reported
        if action in ("delayed", "delivered", "relayed", "expanded"):
            return Bounce(False, False, status)
        permanent = not status.startswith("4")
        dead = permanent and not _NOT_THE_ADDRESS.match(status)
        return Bounce(True, dead, status)
    text = _text(message)
    found = _STATUS.search(text)
    status = found.group(0) if found else ""
    if status.startswith("4"):
        return Bounce(False, False, status)
    dead = bool(_UNKNOWN_USER.search(text)) or status.startswith("5.1.")
    return Bounce(True, dead and not _NOT_THE_ADDRESS.match(status), status)


def _reported(message):
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        payload = part.get_payload()
        for fields in payload if isinstance(payload, list) else ():
            status = _STATUS.search(str(fields.get("Status") or ""))
            if status or fields.get("Action"):
                action = str(fields.get("Action") or "failed").strip().lower()
                return action, status.group(0) if status else ""
    return None


def _text(message):
    for part in message.walk():
        if part.get_content_maintype() == "text":
            payload = part.get_payload(decode=True) or b""
            return payload.decode("utf-8", "replace")
    return ""
