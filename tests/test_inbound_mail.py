"""What borrowers mail back, through Odoo's own mail gateway."""

import requests

from tests.borrowers import plan_touches
from tests.databases import sql
from tests.waiting import wait_for

BORROWER = "b0@example.com"
CATCHALL = "catchall@lender.example"


def serve(start_odoo, sandbox):
    """Return an Odoo whose one borrower has just got a mail."""
    odoo = start_odoo(crons=4)
    plan_touches(odoo, emails=1)
    assert wait_for(lambda: sandbox.store.received(BORROWER), 60), odoo.log()[-3000:]
    return odoo


def mail(sandbox, body, sender=BORROWER, **values):
    answer = {"channel": "email", "from": sender, "body": body, **values}
    posted = requests.post(f"{sandbox.url}/api/reply", json=answer, timeout=60)
    assert posted.json().get("status") == "delivered", posted.text


def events(database):
    rows = sql(database, "SELECT type FROM mortgage_touch_event ORDER BY id")
    return [event for (event,) in rows if event not in ("delivered", "opened")]


def scopes(database):
    rows = sql(
        database,
        "SELECT DISTINCT scope FROM mortgage_suppression WHERE lifted_at IS NULL",
    )
    return {scope for (scope,) in rows}


def last_message(database):
    ((model, body, author),) = sql(
        database,
        "SELECT message.model, message.body, partner.email FROM mail_message message"
        " LEFT JOIN res_partner partner ON partner.id = message.author_id"
        " ORDER BY message.id DESC LIMIT 1",
    )
    return model, body, author


def test_an_answer_is_told_to_the_touch_and_shown_on_the_record(
    start_odoo, database, sandbox
):
    serve(start_odoo, sandbox)
    before = events(database)
    mail(sandbox, "After six, please")
    model, body, author = last_message(database)
    assert (model, author) == ("res.partner", BORROWER)
    assert "After six" in body
    assert events(database) == [*before, "replied"]
    assert sql(database, "SELECT state FROM mortgage_touch") == [("delivered",)]
    assert scopes(database) == set()


def test_an_absence_note_changes_nothing(start_odoo, database, sandbox):
    serve(start_odoo, sandbox)
    before = events(database)
    mail(sandbox, "I am away. Stop by!", headers={"Auto-Submitted": "auto-replied"})
    assert events(database) == [*before, "auto_replied"]
    assert scopes(database) == set()
    assert sql(database, "SELECT state FROM mortgage_touch") == [("sent",)]


def test_an_opt_out_by_mail(start_odoo, database, sandbox):
    serve(start_odoo, sandbox)
    mail(sandbox, "Please unsubscribe me\n\nThanks")
    assert scopes(database) == {"email"}


def test_a_new_mail_to_the_catchall(start_odoo, database, sandbox):
    serve(start_odoo, sandbox)
    mail(sandbox, "I found a house", to=CATCHALL, subject="News")
    model, body, _author = last_message(database)
    assert model == "res.partner"
    assert "I found a house" in body
    # A stranger gets Odoo's own answer, and no more.
    mail(sandbox, "Hello", sender="zoe@elsewhere.example", to=CATCHALL, subject="Hi")
    assert wait_for(lambda: sandbox.store.received("zoe@elsewhere.example"), 20)
    assert len(sandbox.store.received(BORROWER)) == 1
