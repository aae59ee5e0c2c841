"""Whatever is killed and however many there are: queued once, sent at most once."""

import os
import signal
import time
from collections import Counter

import pytest

from tests.borrowers import plan_touches
from tests.databases import sql
from tests.waiting import wait_for

DISPATCHERS = 4


def states(database):
    rows = sql(database, "SELECT state, count(*) FROM mortgage_touch GROUP BY state")
    return dict(rows)


def nothing_waits(database):
    waiting = sql(
        database,
        "SELECT count(*) FROM mortgage_touch WHERE state IN ('planned', 'held')"
        " OR (state = 'queued' AND attempted_at IS NULL)",
    )
    return waiting == [(0,)]


def received(sandbox):
    """Return how often each borrower got something."""
    return Counter(
        message.to for message in sandbox.store.all() if not message.from_borrower
    )


def in_doubt(database):
    rows = sql(
        database,
        "SELECT point.value FROM mortgage_touch touch"
        " JOIN mortgage_contact_point point ON point.id = touch.point_id"
        " WHERE touch.state = 'in_doubt'",
    )
    return {value for (value,) in rows}


def test_fifteen_hundred_touches_are_queued_exactly_once(start_odoo, database, sandbox):
    sandbox.twilio.behaviour.callback_statuses = ()
    odoo = start_odoo(processes=2, crons=DISPATCHERS)
    plan_touches(odoo, emails=1000, texts=500)
    assert wait_for(lambda: set(states(database)) <= {"sent", "delivered"}, 240), (
        f"{states(database)}\n{odoo.log()[-3000:]}"
    )
    handed_over = sql(
        database,
        "SELECT count(*), count(DISTINCT touch_id) FROM mortgage_ledger_entry"
        " WHERE event = 'handover'",
    )
    assert handed_over == [(1500, 1500)]
    counts = received(sandbox)
    assert len(counts) == 1500
    assert set(counts.values()) == {1}
    jobs = sql(
        database,
        "SELECT count(DISTINCT progress.cron_id) FROM ir_cron_progress progress"
        " JOIN ir_cron cron ON cron.id = progress.cron_id"
        " WHERE cron.cron_name LIKE 'Mortgage: send what%%' AND progress.done > 0",
    )
    assert jobs[0][0] > 1, "several dispatchers shared the work"


class Killer:
    """Kills Odoo when the outside world has got ``after`` messages."""

    def __init__(self, process, after):
        self.process = process
        self.left = after
        self.victims = []

    def __call__(self, messages):
        self.left -= 1
        if self.left == 0:
            self.victims = [message.to for message in messages]
            os.kill(self.process.pid, signal.SIGKILL)
            # The dead get no answer.
            time.sleep(0.5)


MOMENTS = ("before_250", "after_250")


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_mail_is_not_sent_twice_when_the_sender_is_killed(
    start_odoo, database, sandbox, moment
):
    check_a_kill(start_odoo, database, sandbox, sandbox.mail, moment, emails=30)


@pytest.mark.parametrize("moment", ("before_reply", "after_reply"))
def test_a_text_is_not_sent_twice_when_the_sender_is_killed(
    start_odoo, database, sandbox, moment
):
    sandbox.twilio.behaviour.callback_statuses = ()
    check_a_kill(start_odoo, database, sandbox, sandbox.twilio, moment, texts=30)


def check_a_kill(start_odoo, database, sandbox, service, moment, emails=0, texts=0):
    odoo = start_odoo(crons=DISPATCHERS)
    (process,) = odoo.processes
    killer = Killer(process, after=7)
    setattr(service.behaviour, moment, killer)
    plan_touches(odoo, emails=emails, texts=texts)
    assert wait_for(lambda: killer.victims and not process.is_running, 60)
    setattr(service.behaviour, moment, None)
    # Nobody waits a minute for the recovery in a test.
    sql(
        database,
        "UPDATE mortgage_touch SET attempted_at = attempted_at - interval '2 minutes'"
        " WHERE state = 'queued' AND attempted_at IS NOT NULL",
    )
    process.restart()
    odoo.shell(
        "env.ref('mortgage_compliance.mortgage_touch_cron_dispatch_1')._trigger()"
    )
    assert wait_for(
        lambda: nothing_waits(database) and "queued" not in states(database), 120
    ), f"{states(database)}\n{odoo.log()[-3000:]}"
    counts = received(sandbox)
    assert set(counts.values()) == {1}, "doubled"
    doubtful = in_doubt(database)
    everybody = {f"b{number}@example.com" for number in range(emails)}
    everybody |= {f"+1512555{number:04d}" for number in range(texts)}
    assert everybody - set(counts) <= doubtful, "missing and not shown"
    assert set(killer.victims) <= doubtful | _settled(database, killer.victims)


def _settled(database, victims):
    """Return the victims whose text Twilio knew about when it was asked."""
    rows = sql(
        database,
        "SELECT point.value FROM mortgage_touch touch"
        " JOIN mortgage_contact_point point ON point.id = touch.point_id"
        " WHERE touch.state = 'sent' AND touch.channel = 'sms'"
        " AND point.value = ANY(%s)",
        (victims,),
    )
    return {value for (value,) in rows}
