"""From a vendor's post to the borrower's phone and back, with everything running."""

import time

import pytest
import requests

from tests.databases import sql
from tests.lender import found_lender
from tests.waiting import wait_for

KEY = "demo-website-key"
# Tests run at any hour: texting and working hours are all day, every day.
ALL_DAY = (
    "UPDATE mortgage_contact_policy SET weekday_from = 0, weekday_to = 24,"
    " saturday_from = 0, saturday_to = 24, sunday_from = 0, sunday_to = 24"
    " WHERE \"check\" = 'window'",
    "UPDATE mortgage_contact_policy SET valid_to = valid_from"
    " WHERE \"check\" = 'closed_days'",
    "UPDATE resource_calendar_attendance SET hour_from = 0, hour_to = 24",
)


@pytest.fixture
def odoo(database, start_odoo, monkeypatch):
    monkeypatch.setenv("ODOO_NOTIFY_CRON_CHANGES", "1")
    found_lender(database)
    for statement in ALL_DAY:
        sql(database, statement)
    return start_odoo(crons=4)


class Borrower:
    """Somebody who asks for a loan on the lender's website and then answers."""

    def __init__(self, odoo, sandbox, name, number):
        self.odoo, self.sandbox, self.name = odoo, sandbox, name
        self.email = f"{name.split()[0].lower()}@example.com"
        self.phone = f"+1713555{number:04d}"

    def asks(self):
        answer = requests.post(
            f"{self.odoo.url}/mortgage/inquiry/website",
            headers={"Authorization": f"Bearer {KEY}"},
            json={
                "external_id": self.email,
                "name": self.name,
                "email": self.email,
                "phone": self.phone,
                "loan_purpose": "purchase",
                "property": {"state": "TX", "zip": "77002", "city": "Houston"},
            },
            timeout=30,
        )
        [result] = answer.json()
        assert result["status"] == "created", result
        return result

    def got(self, channel):
        to = self.email if channel == "email" else self.phone
        return self.sandbox.store.received(to, channel)

    def answers(self, channel, body):
        sender = self.email if channel == "email" else self.phone
        answer = requests.post(
            f"{self.sandbox.url}/api/reply",
            json={"channel": channel, "from": sender, "body": body},
            timeout=30,
        )
        assert answer.ok, answer.text


def plan_of(database, lead_id):
    """Return state and reason of the lead's plan."""
    return sql(
        database,
        "SELECT state, stop_reason FROM mortgage_enrollment WHERE lead_id = %s",
        (lead_id,),
    )


def tasks(database, lead_id):
    return sql(
        database,
        "SELECT type.name->>'en_US', users.login FROM mail_activity task"
        " JOIN mail_activity_type type ON type.id = task.activity_type_id"
        " JOIN res_users users ON users.id = task.user_id"
        " WHERE task.res_model = 'crm.lead' AND task.res_id = %s AND task.active",
        (lead_id,),
    )


def test_a_lead_is_answered_in_seconds_and_its_answers_stop_the_plan(
    odoo, database, sandbox
):
    dana = Borrower(odoo, sandbox, "Dana Ruiz", 101)
    posted_at = time.monotonic()
    lead_id = dana.asks()["lead_id"]
    reached = wait_for(lambda: dana.got("email") and dana.got("sms"), 60)
    assert reached, odoo.log()[-5000:]
    assert time.monotonic() - posted_at < 30

    [(name, nmls_id, login, user_id)] = sql(
        database,
        "SELECT partner.name, users.nmls_id, users.login, users.id FROM crm_lead lead"
        " JOIN res_users users ON users.id = lead.user_id"
        " JOIN res_partner partner ON partner.id = users.partner_id"
        " WHERE lead.id = %s",
        (lead_id,),
    )
    (email,), (text,) = dana.got("email"), dana.got("sms")
    for message in (email.html, text.body):
        assert nmls_id in message
    assert name in email.html
    assert name.split()[0] in text.body
    assert "in the next few minutes" in text.body
    assert tasks(database, lead_id) == [("Call borrower", login)]
    alerts = sql(
        database,
        "SELECT count(*) FROM bus_bus WHERE message LIKE '%%mortgage_alert%%'"
        " AND channel LIKE '%%\"res.partner\"%%'",
    )
    assert alerts[0][0] >= 1
    assert plan_of(database, lead_id) == [("active", None)]

    dana.answers("email", "Can we talk at noon?")
    assert wait_for(lambda: plan_of(database, lead_id)[0][0] == "paused"), odoo.log()
    kinds = {kind for kind, _login in tasks(database, lead_id)}
    assert kinds == {"Call borrower", "Answer borrower"}


def test_an_answer_by_text_pauses_and_stop_ends_everything(odoo, database, sandbox):
    # Twilio itself answers no keyword here: the confirmation is the lender's.
    sandbox.twilio.behaviour.opt_out = "off"
    sam, kim = (
        Borrower(odoo, sandbox, name, number)
        for name, number in (("Sam Ito", 102), ("Kim Vo", 103))
    )
    leads = {person: person.asks()["lead_id"] for person in (sam, kim)}
    assert wait_for(lambda: sam.got("sms") and kim.got("sms"), 60), odoo.log()

    sam.answers("sms", "Yes, tomorrow at nine works")
    assert wait_for(lambda: plan_of(database, leads[sam])[0][0] == "paused")
    assert plan_of(database, leads[sam])[0][1] == "The borrower answered by text"

    kim.answers("sms", "STOP")
    assert wait_for(lambda: plan_of(database, leads[kim])[0][0] == "stopped")
    assert plan_of(database, leads[kim])[0][1] == "Opted out"
    assert wait_for(lambda: len(kim.got("sms")) == 2), "the opt-out is confirmed"
    kim.answers("sms", "stop")
    time.sleep(5)
    assert len(kim.got("sms")) == 2, "confirmed once"
    [(count,)] = sql(
        database,
        "SELECT count(*) FROM mortgage_touch WHERE lead_id = %s"
        " AND state IN ('planned', 'held')",
        (leads[kim],),
    )
    assert count == 0
    assert plan_of(database, leads[sam])[0][0] == "paused"
