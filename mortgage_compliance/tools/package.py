"""Templates as one signed file, from a test system to production (no ORM).

Four header lines (what it is, the signer's key, the signature, an empty one), then the
content as JSON. The signature covers every byte of the content; nothing of it is read
before the signature is known to be good. The file is not compressed, so that what comes
in is never larger than what was sent.
"""

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

HEAD = b"mortgage-templates "
FORMAT = HEAD + b"1"
MAX_BYTES = 32 * 2**20
MAX_TEMPLATES = 500
_KEY_BYTES, _SIGNATURE_BYTES = 32, 64
_ARCHIVES = (
    b"PK",
    b"\x1f\x8b",
    b"BZh",
    b"7z",
    b"\xfd7zXZ",
    b"Rar!",
    b"\x28\xb5\x2f\xfd",
)

TEXT, WHOLE, YES_NO = (str,), (int,), (bool,)
_ATTACHMENT = {"name": TEXT, "mimetype": TEXT, "content": TEXT}
_VERSION = {
    "lang": TEXT,
    "number": WHOLE,
    "subject": TEXT,
    "body": TEXT,
    "literal_brackets": YES_NO,
    "covered_states": TEXT,
    "covered_product": TEXT,
    "sha256": TEXT,
    "authors": TEXT,
    "approved_by": TEXT,
    "approved_at": TEXT,
    "deputy_for": TEXT,
    "attachments": [_ATTACHMENT],
}
_TEMPLATE = {
    "code": TEXT,
    "name": TEXT,
    "channel": TEXT,
    "kind": TEXT,
    "add_footer": YES_NO,
    "purpose": TEXT,
    "product": TEXT,
    "audience_states": TEXT,
    "expires_on": TEXT,
    "review_on": TEXT,
    "owner": TEXT,
    "versions": [_VERSION],
}
_PACKAGE = {
    "origin": TEXT,
    "serial": WHOLE,
    "made_at": TEXT,
    "expires_at": TEXT,
    "lint": TEXT,
    "templates": [_TEMPLATE],
}


class Unreadable(ValueError):
    """Why a file is no package that may be opened: ``code`` and the place in it."""

    def __init__(self, code, what=""):
        super().__init__(code, what)
        self.code, self.what = code, what


@dataclass(frozen=True)
class Signed:
    """A package as it came: who signed it (unproven until ``verify``) and its bytes."""

    key: bytes
    signature: bytes
    content: bytes


def new_key():
    """Return a new ``(private, public)`` pair of raw keys."""
    private = Ed25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def fingerprint(key):
    """Return what two people compare on the phone to know that a key is the same."""
    text = hashlib.sha256(key).hexdigest().upper()[:40]
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def public_key(text):
    """Return the raw key written as ``text``; a ValueError if it is none."""
    key = base64.b64decode("".join((text or "").split()), validate=True)
    if len(key) != _KEY_BYTES:
        raise ValueError(text)
    return key


def write(package, private):
    """Return ``package``, a dict, as the bytes of a signed file."""
    content = json.dumps(
        package, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode()
    signer = Ed25519PrivateKey.from_private_bytes(private)
    key = base64.b64encode(signer.public_key().public_bytes_raw())
    signature = base64.b64encode(signer.sign(FORMAT + content))
    return b"\n".join([FORMAT, key, signature, b"", content])


def read(data):
    """Take a file apart without believing any of it."""
    if not data:
        raise Unreadable("empty")
    if len(data) > MAX_BYTES:
        raise Unreadable("large", str(MAX_BYTES // 2**20))
    if data.startswith(_ARCHIVES):
        raise Unreadable("packed")
    head = data[:400].split(b"\n", 4)
    if not head[0].startswith(HEAD):
        raise Unreadable("foreign")
    if head[0] != FORMAT:
        raise Unreadable("newer")
    if len(head) < 5 or head[3]:
        raise Unreadable("damaged")
    try:
        key = base64.b64decode(head[1], validate=True)
        signature = base64.b64decode(head[2], validate=True)
    except binascii.Error:
        raise Unreadable("damaged") from None
    if (len(key), len(signature)) != (_KEY_BYTES, _SIGNATURE_BYTES):
        raise Unreadable("damaged")
    return Signed(key, signature, data[len(b"\n".join(head[:4])) + 1 :])


def verify(signed):
    """Refuse a package of which a byte was changed since it was signed."""
    try:
        Ed25519PublicKey.from_public_bytes(signed.key).verify(
            signed.signature, FORMAT + signed.content
        )
    except (InvalidSignature, ValueError):
        raise Unreadable("changed") from None


def open_package(signed):
    """Return the content of a verified package as a dict of the known shape."""
    try:
        package = json.loads(signed.content)
    except (ValueError, RecursionError):
        raise Unreadable("damaged") from None
    _check(package, _PACKAGE, "package")
    if not package["templates"]:
        raise Unreadable("nothing")
    if len(package["templates"]) > MAX_TEMPLATES:
        raise Unreadable("many", str(MAX_TEMPLATES))
    for position, template in enumerate(package["templates"]):
        for version in template["versions"]:
            for attachment in version["attachments"]:
                try:
                    base64.b64decode(attachment["content"], validate=True)
                except ValueError:
                    where = f"templates[{position}].attachments"
                    raise Unreadable("shape", where) from None
    return package


def _check(value, shape, where):
    if isinstance(shape, list):
        if not isinstance(value, list):
            raise Unreadable("shape", where)
        for position, item in enumerate(value):
            _check(item, shape[0], f"{where}[{position}]")
    elif isinstance(shape, dict):
        if not isinstance(value, dict):
            raise Unreadable("shape", where)
        for name, kind in shape.items():
            _check(value.get(name), kind, f"{where}.{name}")
    elif type(value) not in shape:
        raise Unreadable("shape", where)
