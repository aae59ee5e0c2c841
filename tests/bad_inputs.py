"""Two hundred things that no sender should send, by the door they are sent to."""

import json

NUL, RTL, ZERO_WIDTH, CRLF = "\x00", "\u202e", "\u200b", "\r\n"
INJECTED = f"Dana{CRLF}Bcc: everyone@evil.example{CRLF}{CRLF}Buy now"
SURROGATE = '"\\ud800"'
MEGABYTE = 1024 * 1024
SQL = "'; DROP TABLE res_users; --"
TEMPLATE = "{{ 7*7 }} ${7*7} <script>alert(1)</script>"


def deep(levels, inner="1"):
    """Return JSON that is nested ``levels`` deep."""
    return '{"a":' * levels + inner + "}" * levels


# One field of an otherwise good inquiry: what is kept, held or refused in words.
ODD_VALUES = {
    "nul": f"Da{NUL}na",
    "crlf": INJECTED,
    "right-to-left": f"{RTL}anaD",
    "zero width": f"Da{ZERO_WIDTH}na",
    "emoji": "🏠👨‍👩‍👧‍👦" * 20,
    "sql": SQL,
    "template": TEMPLATE,
    "a list": ["x", ["y"]],
    "an object": {"a": {"b": None}},
    "a number": 10**30,
    "negative": -1,
    "true": True,
    "null": None,
    "ten thousand": "x" * 10_000,
    "only spaces": " \t\u00a0\u3000 ",
    "mojibake": "JosÃ© Ã‘uÃ±ez",
}
FIELDS = ("first_name", "email", "phone", "state", "zip", "comments")
ODD_FIELDS = {
    f"{field}: {name}": {field: value}
    for field in FIELDS
    for name, value in ODD_VALUES.items()
}
ODD_INQUIRIES = {
    **ODD_FIELDS,
    "phone in full-width digits": {"phone": "７１３５５５０１９９"},
    "phone in Arabic digits": {"phone": "٧١٣٥٥٥٠١٩٩"},
    "phone with emoji": {"phone": "📞 713 555 0199 ☎️"},
    "phone with marks": {"phone": f"{RTL}713{ZERO_WIDTH}5550199"},
    "phone of 500 digits": {"phone": "7" * 500},
    "email of 5,000 letters": {"email": "a" * 5000 + "@example.com"},
    "two emails": {"email": "a@example.com, b@example.com"},
    "email with a header": {"email": f"dana@example.com{CRLF}Bcc: x@evil.example"},
    "email in another script": {"email": "дана@пример.рф"},
    "date of no month": {"submitted_at": "2026-13-45 99:99:99"},
    "date of year 0": {"submitted_at": "0000-00-00"},
    "date of year 99999": {"submitted_at": "99999-01-01"},
    "date as a number": {"submitted_at": 10**20},
    "date in words": {"submitted_at": "yesterday"},
    "date with a zone": {"submitted_at": "2026-11-25T10:00:00+99:00"},
    "February 30": {"consent": {"at": "2026-02-30 10:00:00", "text": "ok"}},
    "amount infinite": {"loan_amount": "Infinity"},
    "amount not a number": {"loan_amount": "NaN"},
    "amount enormous": {"loan_amount": "9" * 400},
    "amount in words": {"property_value": "half a million"},
    "amount with an exponent": {"property_value": 1e300},
    "cost negative": {"cost": "-5"},
    "external id long": {"external_id": "x" * 20_000},
    "external id a list": {"external_id": [1]},
    "language unknown": {"language": "xx_YY"},
    "lo that is none": {"requested_lo": SQL},
    "consent a string": {"consent": "yes"},
    "consent channels wrong": {"consent": {"channels": 7, "text": "ok"}},
    "consent ip": {"consent": {"ip": "not an ip" * 100, "text": "ok"}},
    "property a list": {"property": [[]]},
    "keys odd": {"": 1, "\x00": 2, "__proto__": {}, "a" * 3000: 3},
}
JSON, FORM, XML = (
    "application/json",
    "application/x-www-form-urlencoded",
    "application/xml",
)
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">'.encode()
        for n in range(9)
    )
    + b"]><adf><prospect>&j;</prospect></adf>"
)
ODD_BODIES = {
    "empty": (b"", JSON),
    "half": (b'{"name": "Da', JSON),
    "a number": (b"7", JSON),
    "a string": (b'"dana"', JSON),
    "null": (b"null", JSON),
    "list of numbers": (b"[1, 2]", JSON),
    "nested lists": (b"[" * 100_000, JSON),
    "nested objects": (deep(50_000).encode(), JSON),
    "UTF-16": ('{"name": "Dana"}'.encode("utf-16"), JSON),
    "broken UTF-8": (b'{"name": "\xc3\x28\xff"}', JSON),
    "NUL bytes": (b"\x00" * 2000, JSON),
    "number of 100,000 digits": (b'{"cost": ' + b"9" * 100_000 + b"}", JSON),
    "10 MB": (b'{"comments": "' + b"x" * 10 * MEGABYTE + b'"}', JSON),
    "10 MB of XML": (b"<adf>" + b"<a/>" * (5 * MEGABYTE // 2) + b"</adf>", XML),
    "10 MB form": (b"a=" + b"x" * 10 * MEGABYTE, FORM),
    "XML bomb": (BOMB, XML),
    "XML that reads files": (
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><adf>&x;</adf>',
        XML,
    ),
    "XML not closed": (b"<adf><prospect>", XML),
    "XML nested": (b"<a>" * 50_000, XML),
    "JSON that says XML": (b'{"name": "Dana"}', XML),
    "XML that says JSON": (b"<adf/>", JSON),
    "image": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "image/png"),
    "multipart without end": (b"--b\r\n", "multipart/form-data; boundary=b"),
    "multipart without boundary": (b"--b\r\n", "multipart/form-data"),
    "unknown charset": (b'{"name": "Dan"}', f"{JSON}; charset=klingon"),
}

# Texts, as Twilio posts them. ``signed`` ones come from the account itself.
GOOD_TEXT = {"From": "+15125550000", "Body": "Yes", "NumMedia": "0"}
ODD_TEXTS = {
    "no body": {"Body": None},
    "no sender": {"From": None},
    "no sid": {"MessageSid": None},
    "sid long": {"MessageSid": "SM" + "a" * 5000},
    "sender no number": {"From": "LENDER"},
    "sender emoji": {"From": "📞📞"},
    "sender full-width": {"From": "＋１５１２５５５００００"},
    "sender long": {"From": "+" + "1" * 5000},
    "to nobody's": {"To": "+15005559999"},
    "NUL": {"Body": f"Yes{NUL}no"},
    "right-to-left": {"Body": f"{RTL}seY"},
    "zero width": {"Body": f"Y{ZERO_WIDTH}es"},
    "crlf": {"Body": INJECTED},
    "script": {"Body": TEMPLATE},
    "emoji": {"Body": "👍🏽" * 400},
    "100,000 letters": {"Body": "yes " * 25_000},
    "pictures in words": {"NumMedia": "many"},
    "pictures infinite": {"NumMedia": "9" * 400},
    "pictures negative": {"NumMedia": "-1"},
    "pictures in other digits": {"NumMedia": "²"},
    "word unknown": {"OptOutType": "MAYBE"},
    "extra keys": {f"x{n}": "y" for n in range(500)},
}
ODD_RECEIPTS = {
    "unknown status": {"MessageStatus": "teleported", "SmsStatus": "teleported"},
    "no status": {"MessageStatus": None, "SmsStatus": None},
    "status NUL": {"SmsStatus": f"sent{NUL}", "MessageStatus": f"sent{NUL}"},
    "code in words": {"SmsStatus": "failed", "ErrorCode": "oops"},
    "code enormous": {"SmsStatus": "failed", "ErrorCode": "9" * 500},
    "code NUL": {"SmsStatus": "failed", "ErrorCode": NUL},
}


def _mail(headers, body=b"Yes"):
    return b"\r\n".join([*headers, b"", body])


def _headers(number, *more, sender=b"Dana <b0@example.com>"):
    return [
        b"From: " + sender,
        b"To: catchall@lender.example",
        b"Message-Id: <odd-%d@example.com>" % number,
        *more,
    ]


PLAIN = b"Content-Type: text/plain; charset="
ODD_MAILS = {
    "latin-1 that says UTF-8": _mail(_headers(1, PLAIN + b"utf-8"), b"a\xf1o"),
    "unknown charset": _mail(_headers(2, PLAIN + b"klingon"), b"Yes"),
    "UTF-16 body": _mail(_headers(3, PLAIN + b"utf-16"), "Sí".encode("utf-16")),
    "NUL in body": _mail(_headers(4), b"Y\x00es"),
    "NUL in subject": _mail(_headers(5, b"Subject: a\x00b")),
    "bytes in subject": _mail(_headers(6, b"Subject: \xff\xfe\xfd")),
    "folded injection": _mail(_headers(7, b"Subject: =?utf-8?q?a=0D=0ABcc:_x=40e.x?=")),
    "reply-to injected": _mail(
        _headers(8, b"Reply-To: =?utf-8?q?x=0D=0ABcc:_x=40evil.example?= <a@b.example>")
    ),
    "right-to-left sender": _mail(
        _headers(9, sender="\u202eanaD <b0@example.com>".encode())
    ),
    "no date, no subject": _mail(_headers(10)),
    "date of no month": _mail(_headers(11, b"Date: 45 Foo 20266 99:99:99 +9999")),
    "date of year 0": _mail(_headers(12, b"Date: Mon, 00 Jan 0000 00:00:00 +0000")),
    "no sender": _mail(
        [b"To: catchall@lender.example", b"Message-Id: <o13@x.example>"]
    ),
    "sender without address": _mail(_headers(14, sender=b"Dana")),
    "two senders": _mail(_headers(15, sender=b"a@x.example, b0@example.com")),
    "sender 5,000 long": _mail(_headers(16, sender=b"a" * 5000 + b"@example.com")),
    "references odd": _mail(_headers(17, b"References: " + b"<x@y> " * 2000)),
    "references broken": _mail(_headers(18, b"In-Reply-To: <<<>>>\xff")),
    "multipart without end": _mail(
        _headers(19, b"Content-Type: multipart/mixed; boundary=b"), b"--b\r\n\r\nYes"
    ),
    "multipart without boundary": _mail(_headers(20, b"Content-Type: multipart/mixed")),
    "multipart nested": _mail(
        _headers(21, b"Content-Type: multipart/mixed; boundary=b0"),
        b"".join(
            b"--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n" % (n, n + 1)
            for n in range(150)
        ),
    ),
    "base64 that is none": _mail(
        _headers(22, b"Content-Transfer-Encoding: base64"), b"%%%%"
    ),
    "quoted-printable broken": _mail(
        _headers(23, b"Content-Transfer-Encoding: quoted-printable"), b"=ZZ=\xff="
    ),
    "HTML broken": _mail(
        _headers(24, b"Content-Type: text/html"), b"<div><p>Yes<<<&#0;&#xD800;</table>"
    ),
    "HTML nested": _mail(_headers(25, b"Content-Type: text/html"), b"<div>" * 5000),
    "HTML empty": _mail(_headers(26, b"Content-Type: text/html"), b"<!-- -->"),
    "HTML script": _mail(
        _headers(27, b"Content-Type: text/html"), TEMPLATE.encode() + b"<img src=x>"
    ),
    "no line ends": _mail(_headers(28), b"yes " * 200_000),
    "10 MB": _mail(_headers(29), b"Yes\r\n" + b"> x\r\n" * (2 * MEGABYTE)),
    "bounce of nothing": _mail(
        _headers(
            30,
            b"Content-Type: multipart/report; report-type=delivery-status; boundary=b",
            sender=b"MAILER-DAEMON@mx.example",
        ),
        b"--b\r\nContent-Type: message/delivery-status\r\n\r\nStatus: x.y.z\r\n--b--",
    ),
    "attached mail broken": _mail(
        _headers(31, b"Content-Type: message/rfc822"), b"\xff\xff"
    ),
}

# What the public methods are asked; each answer names the field.
ODD_QUESTIONS = {
    "channel unknown": ("channel", {"channel": "pigeon"}),
    "channel a list": ("channel", {"channel": ["email"]}),
    "channel an object": ("channel", {"channel": {}}),
    "kind a number": ("kind", {"kind": 7}),
    "email no address": ("email", {"email": "dana"}),
    "email with a header": ("email", {"email": f"a@b.example{CRLF}Bcc: c@d.example"}),
    "email a list": ("email", {"email": ["dana@example.com"]}),
    "email an object": ("email", {"email": {"a": 1}}),
    "partner enormous": ("partner_id", {"partner_id": 10**30}),
    "partner negative": ("partner_id", {"partner_id": -1}),
    "partner a string": ("partner_id", {"partner_id": "1"}),
    "partner a list": ("partner_id", {"partner_id": [1]}),
    "partner true": ("partner_id", {"partner_id": True}),
    "lead enormous": ("lead_id", {"lead_id": 2**31}),
    "user enormous": ("user_id", {"user_id": 2**63}),
    "state none": ("state", {"state": "Narnia"}),
    "state a list": ("state", {"state": ["TX"]}),
    "zip short": ("zip", {"zip": "1"}),
    "zip a list": ("zip", {"zip": [77002]}),
    "template unknown": ("template", {"template": "no such one"}),
    "template a list": ("template", {"template": [[1]]}),
    "at no date": ("at", {"at": "2026-02-30 10:00:00"}),
    "at a number": ("at", {"at": 10**30}),
    "at a list": ("at", {"at": ["2026"]}),
    "at year 99999": ("at", {"at": "99999-01-01 00:00:00"}),
    "assume a string": ("assume", {"assume": "everything"}),
    "assume nested": ("assume", {"assume": [["consent"]]}),
    "key unknown": ("mood", {"mood": "good"}),
    "key NUL": ("\x00", {"\x00": 1}),
}
ODD_GRANTS = {
    "level unknown": ("level", {"level": "maybe"}),
    "level a list": ("level", {"level": ["pec"]}),
    "level an object": ("level", {"level": {}}),
    "no address": ("email", {"email": ""}),
    "email a list": ("email", {"email": ["a@b.example"]}),
    "phone a number": ("phone", {"email": "", "phone": 10**40}),
    "phone emoji": ("phone", {"email": "", "phone": "📞"}),
    "point unknown": ("point_id", {"point_id": 2**31 + 5}),
    "point a string": ("point_id", {"point_id": "1"}),
    "point a list": ("point_id", {"point_id": [1]}),
    "channels a string": ("channels", {"channels": "email"}),
    "channels nested": ("channels", {"channels": [["email"]]}),
    "channels unknown": ("channels", {"channels": ["pigeon"]}),
    "channels a number": ("channels", {"channels": 7}),
    "at no date": ("at", {"at": "2026-02-30 10:00:00"}),
    "at a list": ("at", {"at": ["2026"]}),
    "at a number": ("at", {"at": 10**30}),
    "text an object": ("text", {"text": {"a": 1}}),
    "seller a list": ("seller", {"seller": ["x"]}),
    "url a list": ("url", {"url": ["x"]}),
    "res_id enormous": ("res_id", {"res_id": 2**40, "res_model": "res.partner"}),
}
ODD_TOKENS = {
    "empty words": "x",
    "a number": "1",
    "another's signature": "1-" + "0" * 64,
    "enormous": "9" * 400 + "-x",
    "other digits": "²-x",
    "NUL": "1-%00",
    "crlf": "1-%0d%0aSet-Cookie:%20a=b",
    "broken UTF-8": "1-%ff%fe",
    "emoji": "1-%F0%9F%8F%A0",
    "path": "..%5c..%5cetc%5cpasswd",
    "script": "%3Cscript%3E",
    "5,000 long": "1-" + "a" * 5000,
}


def as_json(values):
    """Return ``values`` as a body; lone surrogates and NUL stay as they are."""
    return json.dumps(values).encode()
