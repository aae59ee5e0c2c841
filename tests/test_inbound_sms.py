"""What borrowers text back, over signed HTTP, to real processes."""

from concurrent.futures import ThreadPoolExecutor

import requests

from tests.borrowers import plan_touches
from tests.databases import sql
from tests.sandbox import AUTH_TOKEN, SMS_WEBHOOK
from tests.sandbox.signature import sign
from tests.waiting import wait_for

BORROWER = "+15125550000"
APPROVE = """
for template in env["mortgage.template"].search([("code", "in", codes)]):
    waiting = template.version_ids.filtered(lambda v: v.state == "review")
    approver = env["res.users"].search([("login", "=", "approver")])
    waiting.with_user(approver).action_approve()
"""


def serve(start_odoo, sandbox, **options):
    """Return an Odoo whose one borrower has just got a text."""
    odoo = start_odoo(crons=4, **options)
    plan_touches(odoo, texts=1)
    assert wait_for(lambda: sandbox.store.received(BORROWER), 60), odoo.log()[-3000:]
    odoo.shell(APPROVE, codes=["stop_confirm_sms", "help_sms"])
    return odoo


def text(sandbox, body, **values):
    answer = {"channel": "sms", "from": BORROWER, "body": body, **values}
    posted = requests.post(f"{sandbox.url}/api/reply", json=answer, timeout=60)
    assert posted.json() == {"status": 200, "answer": "<Response/>"}, posted.text


def bodies(sandbox):
    return [message.body for message in sandbox.store.received(BORROWER)]


def scopes(database):
    rows = sql(
        database,
        "SELECT DISTINCT scope FROM mortgage_suppression WHERE lifted_at IS NULL",
    )
    return {scope for (scope,) in rows}


def test_a_stop_is_obeyed_at_once_and_confirmed_once(start_odoo, database, sandbox):
    sandbox.twilio.behaviour.opt_out = "off"
    odoo = serve(start_odoo, sandbox)
    text(sandbox, "Stop")
    assert scopes(database) == {"phone"}
    assert wait_for(lambda: len(bodies(sandbox)) == 2, 30), odoo.log()[-3000:]
    assert "no more" in bodies(sandbox)[-1].lower()
    text(sandbox, "STOP")
    odoo.shell(
        "from odoo import fields\n"
        "now = fields.Datetime.now()\n"
        "again = {'state': 'planned', 'due_at': now, 'ready_at': now}\n"
        "touch = env['mortgage.touch'].search([], order='id', limit=1)\n"
        "touch._plan(touch.copy_data(again))"
    )
    blocked = "SELECT count(*) FROM mortgage_touch WHERE state = 'blocked'"
    assert wait_for(lambda: sql(database, blocked) == [(1,)], 30), odoo.log()[-3000:]
    assert len(bodies(sandbox)) == 2


def test_twilios_own_confirmation_is_enough(start_odoo, database, sandbox):
    odoo = serve(start_odoo, sandbox)
    text(sandbox, "STOP")
    assert scopes(database) == {"phone"}
    assert len(bodies(sandbox)) == 2, "the first text and Twilio's own confirmation"
    planned = sql(database, "SELECT count(*) FROM mortgage_touch")
    assert planned == [(1,)], odoo.log()[-3000:]


def test_the_same_webhook_thrice_at_once(start_odoo, database, sandbox):
    sandbox.twilio.behaviour.opt_out = "off"
    odoo = serve(start_odoo, sandbox, processes=2)
    message = sandbox.twilio.store.received(BORROWER)[0]
    form = {
        **sandbox.twilio.inbound_form(message),
        **{"From": BORROWER, "To": message.sender, "Body": "HELP"},
        **{"MessageSid": "SM" + "7" * 32, "SmsSid": "SM" + "7" * 32},
    }
    # Twilio knows one public address, whichever process answers there.
    signature = sign(AUTH_TOKEN, odoo.url + SMS_WEBHOOK, form)

    def post(number):
        url = odoo.urls[number % 2] + SMS_WEBHOOK
        return sandbox.twilio.postman.post(url, form, signature)

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(post, range(6)))
    assert {(a.status_code, a.text) for a in answers} == {(200, "<Response/>")}
    assert sql(database, "SELECT count(*) FROM mortgage_inbound_message") == [(1,)]
    assert wait_for(lambda: len(bodies(sandbox)) == 2, 30), odoo.log()[-3000:]
    replied = sql(
        database,
        "SELECT count(*) FROM mortgage_ledger_entry WHERE event = 'reply'",
    )
    assert replied == [(1,)]


def test_a_forged_text_is_nobodys(start_odoo, database, sandbox):
    odoo = serve(start_odoo, sandbox)
    message = sandbox.twilio.store.received(BORROWER)[0]
    form = {**sandbox.twilio.inbound_form(message), "From": BORROWER, "Body": "STOP"}
    forged = sandbox.twilio.postman.post(odoo.url + SMS_WEBHOOK, form, "bm8=")
    unknown = sandbox.twilio.postman.post(
        odoo.url + SMS_WEBHOOK, {**form, "AccountSid": "AC" + "0" * 32}
    )
    assert forged.status_code == unknown.status_code == 404
    assert forged.text == unknown.text
    assert scopes(database) == set()


def test_a_late_receipt_does_not_fail(start_odoo, database, sandbox):
    sandbox.twilio.behaviour.callback_delay = 6
    odoo = serve(start_odoo, sandbox)
    sql(database, "DELETE FROM sms_sms")
    sql(database, "DELETE FROM sms_tracker")
    delivered = "SELECT count(*) FROM mortgage_touch WHERE state = 'delivered'"
    assert wait_for(lambda: sql(database, delivered) == [(1,)], 40), odoo.log()[-3000:]
    assert "Traceback" not in odoo.log()
