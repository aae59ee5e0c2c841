"""The ground of the tests with real servers: processes, databases and mails."""

import time

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
