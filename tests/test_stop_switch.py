"""One switch stops every automatic message within seconds, on every process."""

import time

from tests.borrowers import plan_touches
from tests.databases import set_parameter, sql
from tests.waiting import wait_for

SECONDS = 5


def received(sandbox):
    return len(sandbox.store.received())


def waiting(database):
    ((count,),) = sql(
        database,
        "SELECT count(*) FROM mortgage_touch WHERE state IN ('planned', 'held')",
    )
    return count


def switch(odoo, method, *arguments, process=1):
    admin = odoo.xmlrpc("admin", process=process)
    company_id = admin.call("res.company", "search", [], limit=1)[0]
    admin.call("res.company", method, [company_id], *arguments)


def test_messages_under_way_stop_within_seconds_and_go_on_after(
    start_odoo, database, sandbox
):
    sandbox.mail.behaviour.delay = 0.1
    sandbox.twilio.behaviour.callback_statuses = ()
    set_parameter(database, "mortgage_compliance.resume_per_minute", "600")
    odoo = start_odoo(processes=2, crons=4)
    plan_touches(odoo, emails=300, texts=10)
    assert wait_for(lambda: received(sandbox) > 20, 60), odoo.log()[-3000:]

    switch(odoo, "action_mortgage_stop", "Wrong rate in the guide")
    time.sleep(SECONDS)
    stopped_at = received(sandbox)
    time.sleep(SECONDS)
    assert received(sandbox) == stopped_at, "messages left after the stop"
    assert stopped_at < 300

    switch(odoo, "action_mortgage_resume", process=0)
    assert wait_for(lambda: received(sandbox) == 310, 90), (
        f"{received(sandbox)} arrived, {waiting(database)} wait\n{odoo.log()[-3000:]}"
    )
    events = sql(
        database,
        "SELECT event FROM mortgage_ledger_entry WHERE event IN ('stop', 'resume')"
        " ORDER BY id",
    )
    assert events == [("stop",), ("resume",)]


def test_resuming_does_not_blast(start_odoo, database, sandbox):
    set_parameter(database, "mortgage_compliance.resume_per_minute", "5")
    odoo = start_odoo(processes=2, crons=4)
    switch(odoo, "action_mortgage_stop", "Before they are planned")
    plan_touches(odoo, emails=20)
    time.sleep(SECONDS)
    assert received(sandbox) == 0
    switch(odoo, "action_mortgage_resume")
    assert wait_for(lambda: received(sandbox) >= 5, 30), odoo.log()[-3000:]
    time.sleep(SECONDS)
    assert received(sandbox) == 5, "all at once"
