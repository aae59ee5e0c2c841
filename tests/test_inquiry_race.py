"""One borrower, twice in the same instant: from two vendors, by two taps."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tests.databases import sql
from tests.posting import dana, lender_with_keys, post

ROUNDS = 40
TAPS = 5


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


def test_two_taps_on_new_lead_are_one_lead(wired_template):
    with lender_with_keys(wired_template, processes=2) as odoo:
        screens = [odoo.xmlrpc("lo", process=process) for process in (0, 1)]
        with ThreadPoolExecutor(2) as taps:
            for number in range(TAPS):
                barrier = Barrier(2)

                def tap(screen, number=number, barrier=barrier):
                    answers = ("Nora Quill", f"713 555 {1000 + number}", "refinance")
                    barrier.wait()
                    return screen.call("mortgage.day", "add_lead", *answers)

                one, other = taps.map(tap, screens)
                assert one["lead_id"] == other["lead_id"]
                assert one["activity_id"] == other["activity_id"]


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
