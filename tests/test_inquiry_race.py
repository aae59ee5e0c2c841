"""Two vendors, one borrower, the same instant."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tests.databases import sql
from tests.posting import dana, lender_with_keys, post

ROUNDS = 40


def test_one_person_from_two_vendors_at_once_is_one_lead(wired_template):
    with lender_with_keys(wired_template, processes=2) as odoo:
        with ThreadPoolExecutor(2) as vendors:
            for number in range(ROUNDS):
                _meet(odoo, vendors, number)
        counts = sql(
            odoo.database,
            "SELECT state, count(*), count(DISTINCT lead_id) FROM mortgage_inquiry"
            " GROUP BY state ORDER BY state",
        )
    assert counts == [("merged", ROUNDS, ROUNDS), ("routed", ROUNDS, ROUNDS)]


def _meet(odoo, vendors, number):
    barrier = Barrier(2)

    def send(process, code):
        own = {
            "external_id": f"{code}-{number}",
            "email": f"{code}{number}@example.com",
        }
        barrier.wait()
        return post(odoo, dana(number, **own), code=code, process=process)

    responses = list(vendors.map(send, (0, 1), ("website", "zillow")))
    results = [response.json()[0] for response in responses]
    assert sorted(result["status"] for result in results) == ["created", "merged"]
    assert len({result["lead_id"] for result in results}) == 1
