"""Bad inputs at every door: an answer in words or a kept inquiry, never a traceback."""

import time
import xmlrpc.client

import pytest
import requests

from tests import bad_inputs
from tests.databases import sql
from tests.posting import KEY, dana, lender_with_keys
from tests.sandbox import ACCOUNT_SID, AUTH_TOKEN, NUMBER, SMS_WEBHOOK
from tests.sandbox.signature import sign

SECONDS = 20
API_KEY = """
import datetime
user = env["res.users"].search([("login", "=", "integration")])
result = env["res.users.apikeys"].with_user(user).sudo()._generate(
    "rpc", "test", datetime.datetime.now() + datetime.timedelta(1))
"""
KNOWN_BORROWER = """
dana = env["res.partner"].create({"name": "Dana", "email": "b0@example.com"})
points = env["mortgage.contact.point"]._upsert(
    [("email", "b0@example.com"), ("phone", "+15125550000")])
env["mortgage.contact.point"].browse(points.values()).partner_ids = [(4, dana.id)]
"""


@pytest.fixture(scope="module")
def odoo(wired_template):
    with lender_with_keys(wired_template) as odoo:
        odoo.shell(KNOWN_BORROWER)
        odoo.key = odoo.shell(API_KEY)
        odoo.admin = odoo.xmlrpc("admin")
        odoo.counted = 0
        yield odoo
        # After everything: nothing went out, and no server error was logged.
        assert "Traceback" not in odoo.log(), _tracebacks(odoo.log())


def _tracebacks(log):
    return "\n…\n".join(part[-1500:] for part in log.split("Traceback")[:4])


@pytest.fixture(autouse=True)
def quick_and_quiet(odoo):
    """Each case is answered in bounded time, and makes no message leave."""
    before, started = _outgoing(odoo), time.perf_counter()
    yield
    assert time.perf_counter() - started < SECONDS
    assert _outgoing(odoo) == before


def _outgoing(odoo):
    return sql(
        odoo.database,
        "SELECT (SELECT count(*) FROM sms_sms), (SELECT count(*) FROM mail_mail"
        " WHERE email_to LIKE '%evil%' OR email_cc IS NOT NULL)",
    )


def _cases(table):
    return pytest.mark.parametrize("case", table.values(), ids=table)


def _count(odoo, table):
    return sql(odoo.database, f"SELECT count(*) FROM {table}")[0][0]


def _post(odoo, body, kind):
    return requests.post(
        f"{odoo.url}/mortgage/inquiry/website",
        data=body,
        headers={"Authorization": f"Bearer {KEY}", "Content-Type": kind},
        timeout=60,
    )


@_cases(bad_inputs.ODD_INQUIRIES)
def test_an_odd_inquiry_is_kept_and_answered(odoo, case):
    odoo.counted += 1
    before = _count(odoo, "mortgage_inquiry")
    inquiry = dana(1000 + odoo.counted) | case
    response = _post(odoo, bad_inputs.as_json(inquiry), bad_inputs.JSON)
    assert response.status_code == 200, response.text[:500]
    (result,) = response.json()
    assert result["status"] in ("created", "merged", "held", "rejected")
    if result["status"] in ("held", "rejected"):
        assert all(one["text"] for one in result["reasons"]), result
        assert result["reasons"]
    assert result["inquiry_id"], result
    assert _count(odoo, "mortgage_inquiry") == before + 1


@_cases(bad_inputs.ODD_BODIES)
def test_a_body_that_cannot_be_read_is_refused_in_words(odoo, case):
    before = _count(odoo, "mortgage_inquiry")
    response = _post(odoo, *case)
    if response.status_code == 200:
        # It could be read after all: then it is kept.
        assert _count(odoo, "mortgage_inquiry") == before + 1
        assert response.json()[0]["reasons"]
        return
    assert response.status_code in (400, 413, 415), response.text[:500]
    assert _count(odoo, "mortgage_inquiry") == before


def _text(odoo, values, path=SMS_WEBHOOK, token=AUTH_TOKEN, **headers):
    odoo.counted += 1
    sid = f"SM{odoo.counted:032d}"
    form = {
        **{"MessageSid": sid, "SmsSid": sid, "AccountSid": ACCOUNT_SID, "To": NUMBER},
        **bad_inputs.GOOD_TEXT,
        **values,
    }
    form = {name: value for name, value in form.items() if value is not None}
    signature = sign(token, odoo.url + path, form) if token else None
    headers |= {"X-Twilio-Signature": signature} if signature else {}
    return requests.post(odoo.url + path, data=form, headers=headers, timeout=60)


@_cases(bad_inputs.ODD_TEXTS)
def test_an_odd_text_is_taken_in(odoo, case):
    before = _count(odoo, "mortgage_inbound_message")
    response = _text(odoo, case)
    if "MessageSid" in case and not case["MessageSid"]:
        assert response.status_code == 404
        return
    assert (response.status_code, response.text) == (200, "<Response/>")
    assert _count(odoo, "mortgage_inbound_message") == before + 1


@_cases(
    {
        "no signature": {"token": ""},
        "wrong token": {"token": "x"},
        "odd signature": {"token": "", "X-Twilio-Signature": "é".encode("latin-1")},
        "long signature": {"token": "", "X-Twilio-Signature": "A" * 5000},
    }
)
def test_a_forged_text_is_nobodys(odoo, case):
    before = _count(odoo, "mortgage_inbound_message")
    assert _text(odoo, {"Body": "STOP"}, **case).status_code == 404
    assert _count(odoo, "mortgage_inbound_message") == before


@_cases(
    {
        "unknown": {"AccountSid": "AC" + "0" * 32},
        "none": {"AccountSid": None},
        "NUL": {"AccountSid": "AC\x00"},
        "long": {"AccountSid": "A" * 5000},
    }
)
def test_an_unknown_account_is_nobodys(odoo, case):
    assert _text(odoo, case).status_code == 404


@_cases(
    {
        "JSON": ('{"Body": "STOP"}', "application/json"),
        "nothing": ("", bad_inputs.FORM),
        "multipart": ("--b", "multipart/form-data; boundary=b"),
        "10 MB": ("Body=" + "x" * 10 * bad_inputs.MEGABYTE, bad_inputs.FORM),
        "100,000 keys": ("&".join(f"k{n}=1" for n in range(100_000)), bad_inputs.FORM),
    }
)
def test_the_webhook_knows_only_its_form(odoo, case):
    body, kind = case
    response = requests.post(
        odoo.url + SMS_WEBHOOK, data=body, headers={"Content-Type": kind}, timeout=60
    )
    assert response.status_code in (400, 404, 413, 415)


def test_a_text_replayed_and_reordered_counts_once(odoo):
    before = _count(odoo, "mortgage_inbound_message")
    for sid in ("SM" + "b" * 32, "SM" + "a" * 32, "SM" + "b" * 32, "SM" + "a" * 32):
        assert _text(odoo, {"MessageSid": sid}).status_code == 200
    assert _count(odoo, "mortgage_inbound_message") == before + 2


@_cases(bad_inputs.ODD_RECEIPTS)
def test_an_odd_receipt_is_answered(odoo, case):
    values = {"MessageStatus": "sent", "SmsStatus": "sent", **case}
    path = f"/sms_twilio/status/{'ab' * 16}"
    assert _text(odoo, values, path=path).status_code < 500
    assert _text(odoo, values, path=path, token="x").status_code == 404


@_cases(bad_inputs.ODD_MAILS)
def test_an_odd_mail_does_not_jam_the_gateway(odoo, case):
    odoo.admin.call("mail.thread", "message_process", False, xmlrpc.client.Binary(case))


@_cases(bad_inputs.ODD_TOKENS)
def test_an_odd_token_shows_and_changes_nothing(odoo, case):
    before = _count(odoo, "mortgage_suppression")
    for path in ("preferences", "unsubscribe"):
        url = f"{odoo.url}/mortgage/{path}/{case}"
        seen = requests.get(url, timeout=60)
        posted = requests.post(url, data={"all": "1"}, timeout=60)
        for response in (seen, posted):
            assert response.status_code < 500, response.text[:300]
            assert "Set-Cookie" not in response.headers
    assert _count(odoo, "mortgage_suppression") == before


def _call(odoo, model, method, **values):
    return requests.post(
        f"{odoo.url}/json/2/{model}/{method}",
        data=bad_inputs.as_json(values),
        headers={
            "Authorization": f"bearer {odoo.key}",
            "Content-Type": bad_inputs.JSON,
        },
        timeout=60,
    )


def _refused(response, field):
    assert response.status_code in (400, 403, 404, 422), response.text[-1500:]
    assert field.replace("\x00", "\\x00") in repr(response.json()["message"])


@_cases(bad_inputs.ODD_QUESTIONS)
def test_a_bad_question_to_the_gate_names_its_field(odoo, case):
    field, values = case
    question = {"channel": "email", "kind": "marketing", "email": "b0@example.com"}
    _refused(_call(odoo, "mortgage.gate", "check", requests=[question | values]), field)


@_cases(bad_inputs.ODD_GRANTS)
def test_a_bad_consent_names_its_field(odoo, case):
    field, values = case
    grant = {"email": "odd@example.com", "level": "pec"} | values
    before = _count(odoo, "mortgage_consent")
    _refused(_call(odoo, "mortgage.consent", "record", grants=[grant]), field)
    if field not in ("level", "text", "seller"):
        _refused(_call(odoo, "mortgage.consent", "revoke", requests=[grant]), field)
    assert _count(odoo, "mortgage_consent") == before


@_cases(
    {
        "a string": "dana",
        "a number": 7,
        "an object": {"a": 1},
        "list of numbers": [1],
        "list of lists": [[]],
        "list of nothing": [None],
    }
)
def test_a_public_method_wants_a_list_of_entries(odoo, case):
    for model, method, name in (
        ("mortgage.gate", "check", "requests"),
        ("mortgage.consent", "record", "grants"),
        ("mortgage.consent", "revoke", "requests"),
        ("mortgage.inquiry", "submit", "inquiries"),
    ):
        response = _call(odoo, model, method, **{name: case})
        if method == "submit" and response.status_code == 200:
            # One bad inquiry does not stop the others: each gets its own answer.
            assert {one["status"] for one in response.json()} == {"rejected"}
            continue
        assert response.status_code in (400, 422), (model, response.text[-800:])
        assert name in response.json()["message"]


def test_there_are_two_hundred():
    tables = [one for one in vars(bad_inputs).values() if isinstance(one, dict)]
    assert sum(map(len, tables)) >= 200
