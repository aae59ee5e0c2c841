"""Email addresses in one canonical form."""

import re
import unicodedata
from email.utils import getaddresses

_LOCAL = re.compile(r"[^\s@\"(),:;<>\[\\\]\x00-\x20\x7f]{1,64}")
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")


def canonical(raw):
    """Return the one address in ``raw`` in lower case, or ``""``.

    ``Dana Ruiz <Dana@Example.com>`` gives ``dana@example.com``. An international domain
    is given as it goes over the wire. Several addresses are nobody's: ``""``.
    """
    text = unicodedata.normalize("NFC", str(raw or "")).strip()
    text = text.removeprefix("mailto:")
    if any(ord(character) < 32 for character in text):
        return ""
    addresses = [address for _name, address in getaddresses([text]) if address]
    if len(addresses) != 1:
        return ""
    local, _at, domain = addresses[0].lower().rpartition("@")
    domain = _wire_domain(domain)
    if not domain or not _LOCAL.fullmatch(local) or not _has_good_dots(local):
        return ""
    return f"{local}@{domain}"


def _has_good_dots(local):
    return not (local.startswith(".") or local.endswith(".") or ".." in local)


def _wire_domain(domain):
    try:
        domain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""
    labels = domain.split(".")
    if len(labels) < 2 or len(domain) > 253 or labels[-1].isdigit():
        return ""
    return domain if all(_LABEL.fullmatch(label) for label in labels) else ""
