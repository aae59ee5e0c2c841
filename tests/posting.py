"""Posting inquiries to a running lender, as vendors and web pages do."""

from contextlib import contextmanager

import requests

from .databases import fresh_database
from .lender import found_lender
from .servers import OdooServer

KEY = "vendor-test-key"
SOURCES = ("website", "zillow")

_SET_KEYS = """
for source in env["mortgage.lead.source"].search([("code", "in", codes)]):
    source._set_key(key)
"""


@contextmanager
def lender_with_keys(template, **options):
    """Yield a running lender whose sources take ``KEY``."""
    with fresh_database(template) as database:
        found_lender(database)
        with OdooServer(database, **options) as odoo:
            odoo.shell(_SET_KEYS, codes=SOURCES, key=KEY)
            yield odoo


def post(odoo, inquiry, code="website", key=KEY, process=0, **options):
    """Return the response to ``inquiry`` posted as JSON."""
    return requests.post(
        f"{odoo.urls[process]}/mortgage/inquiry/{code}",
        json=inquiry,
        headers={"Authorization": f"Bearer {key}"},
        timeout=120,
        **options,
    )


def dana(number, **inquiry):
    return {
        "external_id": f"post-{number}",
        "first_name": "Dana",
        "last_name": f"Ruiz {number}",
        "email": f"dana{number}@example.com",
        "phone": f"+1 512 {200 + number // 10000} {number % 10000:04}",
        "state": "TX",
        "zip": "78704",
        "loan_purpose": "purchase",
    } | inquiry
