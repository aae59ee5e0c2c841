"""The ways out of a marketing email, taken as mailbox providers take them: read off the
wire, then a bare POST (RFC 8058) or a mail to the address given (RFC 2369)."""

import email
import email.policy
import http.client
import re
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import requests

from tests.borrowers import plan_touches
from tests.databases import sql
from tests.waiting import wait_for

BORROWER = "b0@example.com"


def get_one(start_odoo, sandbox, kind):
    """Return a running Odoo and the one mail that its borrower got, as headers."""
    odoo = start_odoo(crons=4)
    plan_touches(odoo, emails=1, kind=kind)
    assert wait_for(lambda: sandbox.store.received(BORROWER), 60), odoo.log()[-3000:]
    raw = sandbox.store.received(BORROWER)[0].raw
    raw = raw if isinstance(raw, str) else raw.decode()
    return odoo, email.message_from_string(raw, policy=email.policy.compat32)


def ways_out(headers):
    """Return the addresses between angle brackets, as a provider reads them."""
    folded = headers["List-Unsubscribe"]
    return re.findall(r"<([^<>]+)>", re.sub(r"\r?\n[ \t]+", " ", folded))


def is_stopped(database):
    return bool(
        sql(
            database,
            "SELECT 1 FROM mortgage_suppression WHERE scope = 'email'"
            " AND lifted_at IS NULL",
        )
    )


def ask(odoo, method, address, body="", content_type=None):
    """Ask Odoo with nothing but the address: no cookie, no session, no redirect."""
    server, link = urlsplit(odoo.url), urlsplit(address)
    connection = http.client.HTTPConnection(server.hostname, server.port, timeout=60)
    headers = {"Content-Type": content_type} if content_type else {}
    path = f"{link.path}?{link.query}" if link.query else link.path
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    return answer.status, answer.getheader("Location")


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/x-www-form-urlencoded", "List-Unsubscribe=One-Click"),
        (
            "multipart/form-data; boundary=x",
            "--x\r\nContent-Disposition: form-data; name=List-Unsubscribe\r\n\r\n"
            "One-Click\r\n--x--\r\n",
        ),
    ],
    ids=["urlencoded", "multipart"],
)
def test_one_click_in_the_header_stops_emails(
    start_odoo, database, sandbox, content_type, body
):
    odoo, headers = get_one(start_odoo, sandbox, "marketing")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = next(way for way in ways_out(headers) if way.startswith("http"))
    assert BORROWER not in unquote(link)
    for method in ("GET", "HEAD", "OPTIONS"):
        status, _location = ask(odoo, method, link)
        assert status in (200, 204, 405)
        assert not is_stopped(database)
    assert ask(odoo, "POST", link, body, content_type) == (200, None)
    assert is_stopped(database)


def test_a_mail_to_the_address_in_the_header_stops_emails(
    start_odoo, database, sandbox
):
    _odoo, headers = get_one(start_odoo, sandbox, "marketing")
    way = urlsplit(next(way for way in ways_out(headers) if way.startswith("mailto:")))
    (subject,) = parse_qs(way.query)["subject"]
    assert BORROWER not in subject
    posted = requests.post(
        f"{sandbox.url}/api/reply",
        json={
            "channel": "email",
            "from": "somebody.else@example.com",
            "to": way.path,
            "subject": subject,
            "body": "Sent by my mail program",
        },
        timeout=60,
    )
    assert posted.json().get("status") == "delivered", posted.text
    assert wait_for(lambda: is_stopped(database), 30)


def test_an_email_about_a_loan_under_way_offers_no_click_that_would_stop_it(
    start_odoo, database, sandbox
):
    _odoo, headers = get_one(start_odoo, sandbox, "transactional")
    assert headers["List-Unsubscribe"] is None
