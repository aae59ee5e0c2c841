"""What a mail server answers to a borrower's mail, and what is made of it."""

from tests.borrowers import plan_touches
from tests.databases import sql
from tests.waiting import wait_for

REFUSED = "b0@example.com"


def touches(database):
    """Return ``{address: (state, tries, whether it is tried again later)}``."""
    rows = sql(
        database,
        "SELECT point.value, touch.state, touch.tries,"
        " touch.ready_at > now() at time zone 'UTC' FROM mortgage_touch touch"
        " JOIN mortgage_contact_point point ON point.id = touch.point_id",
    )
    return {value: tuple(rest) for value, *rest in rows}


def suppressed(database):
    return sql(
        database,
        "SELECT point.value, stop.reason FROM mortgage_suppression stop"
        " JOIN mortgage_contact_point point ON point.id = stop.point_id",
    )


def states(database):
    return {state for state, _tries, _later in touches(database).values()}


def send_three(start_odoo, database, sandbox, refusal):
    sandbox.mail.behaviour.refuse[REFUSED] = refusal
    odoo = start_odoo(crons=3)
    plan_touches(odoo, emails=3)
    assert wait_for(lambda: not states(database) & {"planned", "queued"}, 40), (
        f"{touches(database)}\n{odoo.log()[-3000:]}"
    )
    return odoo


def test_a_refusal_for_now_is_tried_later_and_keeps_nobody(
    start_odoo, database, sandbox
):
    # After 421 the connection is gone: the next ones need a new one.
    odoo = send_three(start_odoo, database, sandbox, "421 4.7.0 Too much, later")
    seen = touches(database)
    assert seen.pop(REFUSED) == ("held", 1, True)
    assert {state for state, _tries, _later in seen.values()} == {"sent"}
    sandbox.mail.behaviour.refuse.clear()
    sql(
        database,
        "UPDATE mortgage_touch SET ready_at = now() at time zone 'UTC'"
        " WHERE state = 'held'",
    )
    odoo.shell(
        "env.ref('mortgage_compliance.mortgage_touch_cron_dispatch_1')._trigger()"
    )
    assert wait_for(lambda: states(database) == {"sent"}), touches(database)
    assert len(sandbox.store.received(REFUSED)) == 1


def test_a_refusal_for_good_is_a_failure(start_odoo, database, sandbox):
    send_three(start_odoo, database, sandbox, "550 5.1.1 No such user")
    assert touches(database)[REFUSED][0] == "failed"
    assert suppressed(database) == [(REFUSED, "bounced")]


def test_a_refusal_of_our_mail_keeps_the_address(start_odoo, database, sandbox):
    send_three(start_odoo, database, sandbox, "550 5.7.1 Blocked for spam")
    assert touches(database)[REFUSED][0] == "failed"
    assert suppressed(database) == []
