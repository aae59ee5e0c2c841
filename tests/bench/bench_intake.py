"""A posted inquiry, routed and enrolled, beside a bare lead of stock Odoo."""

from itertools import count

from tests.lender import found_lender

from .figures import Figure, median_ms, stopwatch
from .ground import our_odoo, stock_odoo

ROUNDS = 40
BATCH = 1000
_numbers = count(1)


def inquiry():
    number = next(_numbers)
    return {
        "source": "website",
        "external_id": f"bench-{number}",
        "first_name": "Dana",
        "last_name": f"Ruiz {number}",
        "email": f"dana{number}@example.com",
        "phone": f"+1713{2000000 + number}",
        "property": {"city": "Houston", "state": "TX", "zip": "77002"},
        "loan_purpose": "purchase",
        "loan_amount": 320000,
    }


def bare_lead():
    number = next(_numbers)
    return {
        "name": f"Dana Ruiz {number}",
        "contact_name": f"Dana Ruiz {number}",
        "email_from": f"dana{number}@example.com",
        "phone": f"+1713{2000000 + number}",
        "city": "Houston",
        "zip": "77002",
        "expected_revenue": 320000,
    }


def _submit(rpc, size):
    results = rpc.call(
        "mortgage.inquiry", "submit", [inquiry() for _number in range(size)]
    )
    created = sum(result["status"] == "created" for result in results)
    if created != size:
        raise RuntimeError(f"{created} of {size} created: {results[:2]}")


def _create(rpc, size):
    rpc.call("crm.lead", "create", [bare_lead() for _number in range(size)])


def _measure(rpc, function):
    one = median_ms(function, ROUNDS, rpc, 1)
    with stopwatch() as watch:
        function(rpc, BATCH)
    return one, watch.ms / BATCH


def main():
    with our_odoo() as (odoo, _sandbox):
        found_lender(odoo.database)
        ours = _measure(odoo.xmlrpc("integration"), _submit)
    with stock_odoo() as odoo:
        stock = _measure(odoo.xmlrpc("admin"), _create)
    return [
        Figure("one inquiry ÷ one bare lead, over RPC", ours[0], stock[0], goal=2.0),
        Figure(f"{BATCH} in a batch, per lead", ours[1], stock[1], goal=1.5),
    ]
