"""What Twilio answers to a borrower's text, and what is made of it."""

from contextlib import closing

import psycopg2
import pytest

from tests.borrowers import plan_touches
from tests.databases import sql
from tests.sandbox import AUTH_TOKEN
from tests.servers import run_in_odoo
from tests.waiting import wait_for

TO = "+15125550000"


@pytest.fixture
def one_text(start_odoo, database, sandbox):
    """Send one text with crons on and return ``(state, error_code)`` once it ended."""

    def send(until, seconds=40):
        odoo = start_odoo(crons=3)
        plan_touches(odoo, texts=1)
        assert wait_for(lambda: touch(database)[0] in until, seconds), (
            f"{touch(database)}\n{odoo.log()[-3000:]}"
        )
        return odoo

    return send


def touch(database):
    ((state, code, reason),) = sql(
        database, "SELECT state, error_code, coalesce(reason, '') FROM mortgage_touch"
    )
    return state, code, reason


def suppressed(database):
    return sql(
        database,
        "SELECT suppression.scope, suppression.reason FROM mortgage_suppression"
        " suppression JOIN mortgage_contact_point point"
        " ON point.id = suppression.point_id WHERE point.value = %s",
        (TO,),
    )


def test_a_receipt_comes_back_to_the_touch(one_text, database, sandbox):
    one_text({"delivered"})
    assert touch(database)[1] is None
    assert len(sandbox.store.received(TO)) == 1


def test_a_number_that_said_stop_to_twilio_is_suppressed(one_text, database, sandbox):
    sandbox.twilio.behaviour.errors[TO] = 21610
    one_text({"failed"})
    assert touch(database)[1] == "21610"
    assert suppressed(database) == [("sms", "stop")]


@pytest.mark.parametrize("code", (21211, 21614, 21635))
def test_a_number_that_takes_no_texts_is_remembered(one_text, database, sandbox, code):
    sandbox.twilio.behaviour.errors[TO] = code
    one_text({"failed"})
    assert suppressed(database) == [("sms", "bounced")]


def test_a_landline_reported_later_is_remembered(one_text, database, sandbox):
    sandbox.twilio.behaviour.outcomes[TO] = ("undelivered", 30006)
    one_text({"failed"})
    assert touch(database)[1] == "30006"
    assert suppressed(database) == [("sms", "bounced")]


def test_a_throttled_text_is_sent_later_once(one_text, database, sandbox):
    sandbox.twilio.behaviour.rate_limit = 1
    odoo = one_text({"held"})
    assert "20429" in touch(database)[2]
    release(odoo, database)
    assert wait_for(lambda: touch(database)[0] == "delivered")
    assert len(sandbox.store.received(TO)) == 1


def test_a_refused_login_keeps_the_texts(one_text, database, sandbox):
    sandbox.twilio.token = "changed"
    try:
        odoo = one_text({"held"})
        assert "20003" in touch(database)[2]
    finally:
        sandbox.twilio.token = AUTH_TOKEN
    release(odoo, database)
    assert wait_for(lambda: touch(database)[0] == "delivered")


def test_a_lost_answer_is_settled_by_asking_twilio(one_text, database, sandbox):
    sandbox.twilio.behaviour.drop_connection = True
    sandbox.twilio.behaviour.callback_statuses = ()
    odoo = one_text({"in_doubt"})
    sandbox.twilio.behaviour.drop_connection = False
    # Twilio is asked two minutes later.
    sql(
        database,
        "UPDATE mortgage_touch SET attempted_at = attempted_at - interval '2 minutes'",
    )
    odoo.shell("env.ref('sms.ir_cron_sms_scheduler_action')._trigger()")
    assert wait_for(lambda: touch(database)[0] == "sent")
    assert len(sandbox.store.received(TO)) == 1


def release(odoo, database):
    """Let the end of a hold be now."""
    sql(database, "UPDATE mortgage_touch SET ready_at = now() at time zone 'UTC'")
    odoo.shell(
        "env.ref('mortgage_compliance.mortgage_touch_cron_dispatch_1')._trigger()"
    )


WAKE_QUEUES = """
for queue in ("mail.mail", "sms.sms"):
    env[queue]._mortgage_wake_queue()
"""


def is_waiting_for_a_lock(database):
    waiting = sql(
        database,
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = %s AND wait_event_type = 'Lock'",
        (database,),
    )
    return waiting != [(0,)]


@pytest.mark.parametrize("channel", ("emails", "texts"))
def test_a_message_written_on_meanwhile_still_leaves_at_once(
    start_odoo, database, sandbox, channel
):
    """An answer comes in while the queue takes up another message to its sender."""
    plan_touches(start_odoo(), **{channel: 1})
    with closing(psycopg2.connect(dbname=database)) as connection:
        with connection.cursor() as cursor:
            run_in_odoo(database, "env['mortgage.touch'].search([])._dispatch()")
            cursor.execute("UPDATE mortgage_touch SET note = 'Written on'")
            odoo = start_odoo(crons=3)
            odoo.shell(WAKE_QUEUES)
            assert wait_for(lambda: is_waiting_for_a_lock(database)), odoo.log()
            connection.commit()
    assert wait_for(lambda: touch(database)[0] in ("sent", "delivered"), 20), (
        f"{touch(database)}\n{odoo.log()[-3000:]}"
    )
    assert len(sandbox.store.received()) == 1
