"""Many vendors at once on two Odoo processes: an even split and no failure."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.databases import sql
from tests.lender import found_lender

KEY = "demo-website-key"
POSTERS = 50
LEADS_EACH = 20
# In the demo's lender.
TEXANS = 7
COLORADANS = {"tom", "cora", "dave"}


@pytest.fixture
def odoo(database, start_odoo):
    found_lender(database)
    return start_odoo(processes=2)


def post(url, name, number, state, zip_code):
    return requests.post(
        f"{url}/mortgage/inquiry/website",
        headers={"Authorization": f"Bearer {KEY}"},
        json={
            "external_id": name,
            "name": f"Borrower {name}",
            "email": f"{name}@example.com",
            "phone": f"+1713{2000000 + number}",
            "loan_purpose": "purchase",
            "property": {"state": state, "zip": zip_code},
        },
        timeout=120,
    )


def owners(database, state):
    """Return ``{login: leads}`` in a state; without an owner under None."""
    return dict(
        sql(
            database,
            "SELECT users.login, count(*) FROM crm_lead lead"
            " LEFT JOIN res_users users ON users.id = lead.user_id"
            " WHERE lead.property_state = %s GROUP BY users.login",
            (state,),
        )
    )


def test_fifty_posters_on_two_processes_share_out_evenly(odoo, database):
    def poster(number):
        url = odoo.urls[number % 2]
        answers = []
        for turn in range(LEADS_EACH):
            name = f"load-{number}-{turn}"
            answers.append(post(url, name, number * LEADS_EACH + turn, "TX", "77002"))
        return [(answer.status_code, answer.json()) for answer in answers]

    with ThreadPoolExecutor(POSTERS) as posters:
        answers = [
            answer for found in posters.map(poster, range(POSTERS)) for answer in found
        ]

    assert Counter(status for status, _results in answers) == {200: 1000}
    results = [result for _status, found in answers for result in found]
    assert Counter(result["status"] for result in results) == {"created": 1000}
    shares = owners(database, "TX")
    turns = dict(
        sql(
            database,
            "SELECT users.login, turn.turns FROM mortgage_routing_turn turn"
            " JOIN res_users users ON users.id = turn.user_id",
        )
    )
    assert sum(shares.values()) == 1000
    assert None not in shares
    assert len(turns) == TEXANS
    # A transaction that PostgreSQL had repeated has used up a turn: reservations are
    # even to one, and the leads to as many as were repeated.
    assert max(turns.values()) - min(turns.values()) <= 1, turns
    repeated = sum(turns.values()) - 1000
    assert max(shares.values()) - min(shares.values()) <= 1 + repeated, shares


def test_posters_at_once_do_not_pass_a_cap(odoo, database):
    sql(database, "UPDATE res_users SET mortgage_lead_cap = 5")

    def poster(number):
        url = odoo.urls[number % 2]
        return [
            post(url, f"cap-{number}-{turn}", number * 3 + turn, "CO", "80202").json()
            for turn in range(3)
        ]

    with ThreadPoolExecutor(10) as posters:
        results = [r for found in posters.map(poster, range(10)) for [r] in found]

    assert all(result["status"] == "created" for result in results)
    shares = owners(database, "CO")
    waiting = shares.pop(None)
    assert shares.keys() == COLORADANS
    assert max(shares.values()) <= 5
    assert waiting == 30 - sum(shares.values())


def test_twenty_leads_go_to_the_three_who_are_licensed(odoo, database):
    for number in range(11):
        assert post(odoo.url, f"tx-{number}", number, "TX", "77002").ok
    lead_ids = []
    for number in range(20):
        answer = post(
            odoo.urls[number % 2], f"co-{number}", 100 + number, "CO", "80202"
        )
        [result] = answer.json()
        lead_ids.append(result["lead_id"])

    shares = owners(database, "CO")
    assert shares.keys() == COLORADANS
    assert max(shares.values()) - min(shares.values()) <= 1
    explained = odoo.xmlrpc("integration").call(
        "mortgage.routing.rule", "explain", lead_ids
    )
    for lead in explained:
        out = [row["reason"] for row in lead["candidates"] if not row["eligible"]]
        assert out == ["no Colorado license"] * 9
        [chosen] = [
            row["reason"]
            for row in lead["candidates"]
            if row["user_id"] == lead["user_id"]
        ]
        assert chosen == "next in turn (3 of 12 eligible)"
