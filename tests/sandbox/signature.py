"""How Twilio signs what it posts, see https://www.twilio.com/docs/usage/security."""

import base64
import hashlib
import hmac


def sign(token, url, params=None):
    """Return the ``X-Twilio-Signature`` of a form posted to ``url``.

    ``params`` maps names to a value or a list of values.
    """
    text = url
    for name in sorted(params or {}):
        values = params[name]
        if isinstance(values, str):
            values = [values]
        text += "".join(name + value for value in sorted(set(values)))
    digest = hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def body_sha256(body):
    """Return the ``bodySHA256`` that stands in the URL when the body is JSON."""
    return hashlib.sha256(body.encode()).hexdigest()
