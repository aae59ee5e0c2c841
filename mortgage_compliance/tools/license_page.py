"""Addresses of the page with a lender's licenses: short, signed, without a name."""

import hmac

from .footer import CONSUMER_ACCESS

# Digits and small letters that nobody mistakes for one another on a screen.
_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
_SIGNS = 7


def token(company_id, user_id, sign):
    """Return the token of a company's page, or of one of its LOs.

    ``sign`` returns the hexadecimal signature of a text.
    """
    named = f"{_written(company_id)}-{_written(user_id or 0)}"
    return f"{named}-{_signature(named, sign)}"


def read(text, sign):
    """Return ``(company id, user id)`` that a token names, or None."""
    parts = (text or "").lower().split("-")
    if len(parts) != 3 or any(not 1 <= len(part) <= 12 for part in parts):
        return None
    named = "-".join(parts[:2])
    expected = _signature(named, sign)
    if not hmac.compare_digest(expected.encode(), parts[2].encode()):
        return None
    return tuple(_number(part) for part in parts[:2])


def consumer_access(what, number):
    """Return the address of a COMPANY, BRANCH or INDIVIDUAL at NMLS Consumer Access."""
    digits = "".join(char for char in number or "" if char.isascii() and char.isdigit())
    page = f"/EntityDetails.aspx/{what}/{digits}" if digits else ""
    return f"https://{CONSUMER_ACCESS}{page}"


def _signature(named, sign):
    return _written(int(sign(named), 16))[-_SIGNS:]


def _written(number):
    digits = ""
    while number or not digits:
        number, digit = divmod(number, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return digits


def _number(text):
    number = 0
    for char in text:
        number = number * len(_DIGITS) + _DIGITS.index(char)
    return number
