"""Whether Twilio posted a form: https://www.twilio.com/docs/usage/security (no ORM)."""

import base64
import hashlib
import hmac
from urllib.parse import urlsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}


def sign(token, url, params):
    """Return the ``X-Twilio-Signature`` of ``params`` ({name: [values]}) at ``url``."""
    text = url + "".join(
        name + value for name in sorted(params) for value in sorted(set(params[name]))
    )
    digest = hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def is_valid(signature, token, urls, params):
    """Say whether ``signature`` fits one of the public ``urls``, port named or not."""
    valid = False
    for url in dict.fromkeys(
        spelling for named in urls for spelling in _spellings(named)
    ):
        # No early end: the time taken says nothing.
        valid |= hmac.compare_digest(
            sign(token, url, params).encode(), (signature or "").encode()
        )
    return bool(token) and valid


def _spellings(url):
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = parts.port or _DEFAULT_PORTS.get(parts.scheme)
    named = parts._replace(netloc=f"{host}:{port}").geturl()
    plain = parts._replace(netloc=host).geturl()
    return (url, named, plain)
