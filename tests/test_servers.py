"""The ground of the tests with real servers: processes, databases and mails."""

import time

import requests

from tests.databases import sql

SEND_MAIL = """
mail = env["mail.mail"].create({
    "email_from": "ann@lender.example", "email_to": "pat@example.com",
    "subject": "Hello", "body_html": "<p>Hello Pat</p>",
})
mail.send(raise_exception=True)
result = mail.state
"""


def wait_for(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


def test_two_processes_serve_one_database(start_odoo):
    odoo = start_odoo(processes=2)
    for process in range(2):
        admin = odoo.xmlrpc("admin", process=process)
        assert admin.call("res.users", "search_count", [("id", "=", admin.uid)]) == 1


def test_a_killed_process_comes_back(start_odoo):
    odoo = start_odoo()
    (process,) = odoo.processes
    process.kill()
    assert not process.is_running
    process.restart()
    assert odoo.xmlrpc("admin").uid


def test_json_2_answers_a_key(start_odoo):
    odoo = start_odoo()
    key = odoo.shell(
        "import datetime\n"
        "result = env['res.users.apikeys'].with_user(env.ref('base.user_admin'))"
        "._generate('rpc', 'test', datetime.datetime.now() + datetime.timedelta(1))"
    )
    found = odoo.json2(key).call(
        "res.users", "search_read", domain=[], fields=["login"]
    )
    assert "admin" in [user["login"] for user in found]
    assert odoo.json2("wrong").post("res.users", "search", domain=[]).status_code == 401


def test_a_mail_leaves_over_the_wire(start_odoo, sandbox):
    odoo = start_odoo()
    odoo.shell(SEND_MAIL)
    assert wait_for(lambda: sandbox.store.received("pat@example.com"))


def test_a_database_is_a_fresh_copy(database):
    assert sql(database, "SELECT count(*) FROM mail_mail") == [(0,)]


WRITE_TO_BORROWER = """
pat = env["res.partner"].create({"name": "Pat Example", "email": "pat@example.com"})
record = env["calendar.event"].create({"name": "Call", "start": "2026-12-01 15:00:00",
                                       "stop": "2026-12-01 15:30:00"})
record.message_post(
    body="When may I call?", partner_ids=pat.ids, subtype_xmlid="mail.mt_comment",
    message_type="comment", force_send=True,
)
env.cr.commit()
result = record.id
"""


def test_a_borrowers_answer_lands_on_the_record(start_odoo, sandbox):
    odoo = start_odoo()
    record_id = odoo.shell(WRITE_TO_BORROWER)
    assert wait_for(lambda: sandbox.store.received("pat@example.com"))
    answered = requests.post(
        f"{sandbox.url}/api/reply",
        json={"channel": "email", "from": "pat@example.com", "body": "After six"},
        timeout=60,
    )
    assert answered.json()["status"] == "delivered"
    domain = [("model", "=", "calendar.event"), ("res_id", "=", record_id)]
    found = odoo.xmlrpc("admin").call(
        "mail.message",
        "search_read",
        [*domain, ("message_type", "=", "email")],
        ["body"],
    )
    assert "After six" in found[0]["body"]
