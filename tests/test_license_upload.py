"""A list of renewed licenses lets go what waits, on a running Odoo."""

import time

from tests.borrowers import plan_touches
from tests.databases import sql
from tests.waiting import wait_for

EMAILS = 50
MOST_SECONDS = 120

_LAPSE = """
from datetime import timedelta

from odoo import fields

mine = env["mortgage.license"].search([("user_id.login", "=", "officer")])
mine.valid_to = fields.Datetime.now() - timedelta(days=1)
env["res.users"].search([("login", "=", "officer")]).nmls_id = "1234177"
result = [mine.number, fields.Date.to_string(fields.Date.today() + timedelta(days=365))]
"""


def states(database):
    return dict(
        sql(database, "SELECT state, count(*) FROM mortgage_touch GROUP BY state")
    )


def test_an_upload_clears_the_holds_within_two_minutes(start_odoo, database, sandbox):
    quiet = start_odoo(crons=0)
    plan_touches(quiet, emails=EMAILS, texts=0)
    number, until = quiet.shell(_LAPSE)
    odoo = start_odoo(crons=3)
    assert wait_for(lambda: states(database) == {"held": EMAILS}, 90), states(database)
    reasons = sql(database, "SELECT DISTINCT reason FROM mortgage_touch")
    assert len(reasons) == 1
    assert reasons[0][0].startswith("Waits: Officer Test's Texas license ended ")
    assert reasons[0][0].endswith(" and is not renewed")
    assert not sandbox.store.all()

    admin = odoo.xmlrpc("admin")
    began = time.monotonic()
    head = "NMLS ID,State,License Number,Status,Expiration Date"
    listed = f"{head}\n1234177,TX,{number},Approved,{until}\n"
    [update] = admin.call("mortgage.license.update", "create", [{"pasted": listed}])
    admin.call("mortgage.license.update", "action_apply", [update])
    assert wait_for(lambda: set(states(database)) == {"sent"}, MOST_SECONDS), (
        f"{states(database)}\n{odoo.log()[-3000:]}"
    )
    print(f"From upload to sent, {EMAILS} emails: {time.monotonic() - began:.1f} s")
