"""Inquiries over HTTP, XML-RPC and JSON-2: one contract."""

import time
from concurrent.futures import ThreadPoolExecutor
from statistics import median

import pytest
import requests

from tests.databases import sql
from tests.posting import KEY, dana, lender_with_keys, post

RESULT = {"status", "inquiry_id", "lead_id", "assigned_to", "reasons"}
FORM_SETUP = """
source = env["mortgage.lead.source"].search([("code", "=", "website")])
source.write({
    "form_enabled": True,
    "form_origins": "https://www.lender.example",
    "form_thanks_url": "https://www.lender.example/thanks",
    "form_consent_text": "I agree that Lone Star may call and text me.",
    "form_consent_version": "7",
})
result = source.form_token
"""
ARCHIVE = """
source = env["mortgage.lead.source"].create({"name": "Old", "code": "old-vendor"})
source._set_key(key)
source.active = False
"""
API_KEY = """
import datetime
user = env["res.users"].search([("login", "=", "integration")])
result = env["res.users.apikeys"].with_user(user).sudo()._generate(
    "rpc", "test", datetime.datetime.now() + datetime.timedelta(1))
"""


@pytest.fixture(scope="module")
def odoo(wired_template):
    with lender_with_keys(wired_template) as odoo:
        yield odoo


def test_a_posted_inquiry_answers_with_its_lo(odoo):
    response = post(odoo, dana(1))
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("application/json")
    assert "Set-Cookie" not in response.headers
    (result,) = response.json()
    assert set(result) == RESULT
    assert result["status"] == "created"
    assert result["reasons"] == []
    assert result["assigned_to"]
    lead = odoo.xmlrpc("admin").call(
        "crm.lead", "read", [result["lead_id"]], ["user_id", "property_state"]
    )[0]
    assert lead["user_id"][1] == result["assigned_to"]
    assert lead["property_state"] == "TX"
    assert post(odoo, dana(1)).json() == [result]


def test_a_list_gives_one_result_each_in_order(odoo):
    posted = [dana(10), dana(11, state="NY"), dana(12, email="", phone=""), dana(10)]
    results = post(odoo, posted).json()
    assert [result["status"] for result in results] == [
        *("created", "rejected", "held", "created"),
    ]
    assert results[0] == results[3]
    assert results[1]["reasons"][0]["field"] == "property.state"


def test_a_form_is_an_inquiry(odoo):
    for number, options in ((20, {}), (21, {"files": {"x": ("x.txt", b"x")}})):
        inquiry = dana(number) | {"property.value": "$400,000", "military": "on"}
        response = requests.post(
            f"{odoo.url}/mortgage/inquiry/website",
            data=inquiry,
            headers={"Authorization": f"Bearer {KEY}"},
            timeout=60,
            **options,
        )
        (result,) = response.json()
        assert result["status"] == "created", result
        (lead,) = odoo.xmlrpc("admin").call(
            "crm.lead", "read", [result["lead_id"]], ["property_value", "military"]
        )
        assert (lead["property_value"], lead["military"]) == (400000, True)


def test_a_wrong_key_and_an_unknown_source_answer_alike(odoo):
    odoo.shell(ARCHIVE, key=KEY)
    cases = {
        "wrong key": ("website", "wrong-key-0123"),
        "unknown source": ("nowhere", KEY),
        "archived source": ("old-vendor", KEY),
        "no key": ("website", ""),
        "no key set": ("realtors", KEY),
        "odd source": ("%00", KEY),
        "long key": ("website", "x" * 5000),
    }
    answers, times = set(), {name: [] for name in cases}
    for _round in range(25):
        for name, (code, key) in cases.items():
            start = time.perf_counter()
            response = post(odoo, dana(30), code=code, key=key)
            times[name].append(time.perf_counter() - start)
            headers = dict(response.headers)
            headers.pop("Date")
            answers.add(
                (response.status_code, response.text, str(sorted(headers.items())))
            )
    assert len(answers) == 1, answers
    assert answers.pop()[0] == 401
    medians = {name: median(seconds) for name, seconds in times.items()}
    assert max(medians.values()) < 1.5 * min(medians.values()), medians


def test_what_cannot_be_read_is_refused_whole(odoo):
    headers = {"Authorization": f"Bearer {KEY}"}
    url = f"{odoo.url}/mortgage/inquiry/website"
    before = sql(odoo.database, "SELECT count(*) FROM mortgage_inquiry")
    cases = [
        (b"{", "application/json"),
        (b"7", "application/json"),
        (b"[1, 2]", "application/json"),
        (b"[" * 100_000, "application/json"),
        (b"\xff\xfe", "application/json"),
        (b"<adf/>", "application/xml"),
        (b"", "application/x-www-form-urlencoded"),
    ]
    for body, kind in cases:
        response = requests.post(
            url, data=body, headers=headers | {"Content-Type": kind}, timeout=60
        )
        assert response.status_code == 400, (body[:20], response.text)
        assert response.json()["error"]["text"]
    large = b'{"name": "' + b"x" * 5_000_000 + b'"}'
    response = requests.post(
        url,
        data=large,
        headers=headers | {"Content-Type": "application/json"},
        timeout=60,
    )
    assert response.status_code == 413
    assert sql(odoo.database, "SELECT count(*) FROM mortgage_inquiry") == before


def test_garbage_in_fields_is_an_answer_not_an_error(odoo):
    odd = {
        "external_id": "odd\x00é",
        "name": ["x", {"y": None}],
        "phone": 7135550199,
        "email": "\ud800@@",
        "property": "somewhere",
        "consent": [1, 2],
        "co_borrower": {"name": {"a": 1}},
        "loan_amount": 1e308,
        "zip": True,
    }
    response = post(odoo, odd)
    assert response.status_code == 200, response.text
    assert response.json()[0]["status"] == "held"


def test_other_methods_leak_nothing(odoo):
    for code in ("website", "nowhere"):
        for method in ("GET", "PUT", "DELETE", "PATCH"):
            response = requests.request(
                method, f"{odoo.url}/mortgage/inquiry/{code}", timeout=60
            )
            assert response.status_code in (404, 405), method


def test_no_ssn_reaches_database_or_log(odoo):
    inquiry = dana(50, comments="ssn 219-09-9999", note="219099999", ssn=219099999)
    (result,) = post(odoo, inquiry).json()
    assert {reason["code"] for reason in result["reasons"]} == {"removed"}
    ((payload,),) = sql(
        odoo.database,
        "SELECT payload FROM mortgage_inquiry WHERE id = %s",
        (result["inquiry_id"],),
    )
    for spelled in ("219-09-9999", "219099999"):
        assert spelled not in payload
        assert spelled not in odoo.log()


def test_the_same_number_posted_in_parallel_is_one_inquiry(odoo):
    with ThreadPoolExecutor(5) as posters:
        for number in range(60, 66):
            same = [dana(number)] * 5
            responses = list(posters.map(lambda one: post(odoo, one), same))
            assert [response.status_code for response in responses] == [200] * 5
            assert len({response.text for response in responses}) == 1
            rows = sql(
                odoo.database,
                "SELECT state FROM mortgage_inquiry WHERE external_id = %s",
                (f"post-{number}",),
            )
            assert rows == [("routed",)]


def test_too_many_a_minute_are_asked_to_wait(odoo):
    statement = "UPDATE mortgage_lead_source SET per_minute = %s WHERE code = 'zillow'"
    sql(odoo.database, statement, (1,))
    try:
        assert post(odoo, dana(70), code="zillow").status_code == 200
        response = post(odoo, dana(71), code="zillow")
        assert response.status_code == 429
        assert response.headers["Retry-After"] == "60"
    finally:
        sql(odoo.database, statement, (0,))


def test_rpc_does_the_same(odoo):
    machine = odoo.xmlrpc("integration")
    key = odoo.shell(API_KEY)
    (first,) = machine.call("mortgage.inquiry", "submit", [dana(80, source="website")])
    assert first["status"] == "created"
    again = odoo.json2(key).call(
        "mortgage.inquiry", "submit", inquiries=[dana(80, source="website")]
    )
    assert again == [first]
    assert post(odoo, dana(80)).json() == [first]
    (other,) = odoo.json2(key).call(
        "mortgage.inquiry", "submit", inquiries=[dana(81, source="nowhere")]
    )
    assert (other["status"], other["lead_id"]) == ("rejected", False)
    refused = odoo.json2("wrong").post("mortgage.inquiry", "submit", inquiries=[])
    assert refused.status_code == 401
    with pytest.raises(Exception, match="may not submit"):
        odoo.xmlrpc("lo").call("mortgage.inquiry", "submit", [])


def test_a_new_key_leaves_the_old_one_a_day(odoo):
    odoo.shell(
        "source = env['mortgage.lead.source'].search([('code', '=', 'zillow')])\n"
        "source._set_key('the-second-key')"
    )
    for key in (KEY, "the-second-key"):
        assert post(odoo, dana(90), code="zillow", key=key).status_code == 200
    sql(
        odoo.database,
        "UPDATE mortgage_lead_source SET old_key_until = now() - interval '1 day'"
        " WHERE code = 'zillow'",
    )
    assert post(odoo, dana(90), code="zillow").status_code == 401


def test_the_form_of_a_web_page(odoo):
    token = odoo.shell(FORM_SETUP)
    url = f"{odoo.url}/mortgage/inquiry/website"
    ours = {"Origin": "https://www.lender.example"}

    def send(headers=ours, **sent):
        form = {"token": token, **dana(100, external_id=""), **sent}
        return requests.post(
            url, data=form, headers=headers, timeout=60, allow_redirects=False
        )

    response = send(i_agree="yes")
    assert response.status_code == 303
    assert response.headers["Location"] == "https://www.lender.example/thanks"
    ((payload,),) = sql(
        odoo.database,
        "SELECT payload FROM mortgage_inquiry WHERE email = 'dana100@example.com'",
    )
    assert "I agree that Lone Star" in payload
    assert token not in payload
    before = sql(odoo.database, "SELECT count(*) FROM mortgage_inquiry")
    robot = send(company_website="spam.example", email="robot@example.com")
    assert robot.status_code == 303
    for refused in (
        send(token="wrong"),
        send(token="é"),
        send(headers={"Origin": "https://evil.example"}),
        send(headers={}),
    ):
        assert refused.status_code == 401
        assert refused.text == post(odoo, dana(1), key="wrong-key-01").text
    assert sql(odoo.database, "SELECT count(*) FROM mortgage_inquiry") == before
