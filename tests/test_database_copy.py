"""A copy of the lender's database writes to nobody until an administrator says so."""

import time

import pytest

from tests.borrowers import PEOPLE
from tests.databases import fresh_database, sql
from tests.servers import OdooServer, run_in_odoo
from tests.waiting import wait_for

SECONDS = 8
OVERDUE = """
touches = env["mortgage.touch"].search([("state", "=", "planned")])
touches.write({"ready_at": fields.Datetime.now() - timedelta(days=1)})
"""


@pytest.fixture
def copy(database, sandbox, tmp_path):
    """A restored copy with overdue messages, served with its crons on."""
    asked = {"emails": 20, "texts": 5, "kind": "transactional"}
    run_in_odoo(database, PEOPLE + OVERDUE, **asked)
    with fresh_database(database) as name:
        options = {"crons": 4, "sandbox": sandbox, "folder": tmp_path}
        with OdooServer(name, **options) as odoo:
            yield odoo


def test_a_copy_sends_nothing_until_it_is_allowed_to(copy, sandbox):
    time.sleep(SECONDS)
    assert sandbox.store.all() == []
    states = sql(copy.database, "SELECT DISTINCT state FROM mortgage_touch")
    assert states == [("planned",)]

    # What somebody writes by hand there does not leave either.
    admin = copy.xmlrpc("admin")
    (borrower,) = admin.call(
        "res.partner", "search", [("email", "=", "b1@example.com")]
    )
    admin.call(
        "res.partner",
        "message_post",
        [borrower],
        body="Hello",
        partner_ids=[borrower],
        subtype_xmlid="mail.mt_comment",
        message_type="comment",
    )
    time.sleep(2)
    assert sandbox.store.all() == []

    switch = admin.call("mortgage.sending.switch", "create", {})
    admin.call("mortgage.sending.switch", "action_bind", [switch])
    assert wait_for(lambda: len(sandbox.store.received()) >= 25, 60), copy.log()[-3000:]


def test_a_neutralized_copy_has_forgotten_what_waited(copy, sandbox):
    copy.stop()
    run_in_odoo(
        copy.database,
        "from odoo.modules.neutralize import neutralize_database\n"
        "neutralize_database(env.cr)",
    )
    states = sql(copy.database, "SELECT DISTINCT state FROM mortgage_touch")
    assert states == [("cancelled",)]
    assert sandbox.store.all() == []
