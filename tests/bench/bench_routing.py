"""A thousand leads over fifty LOs: our routing beside stock Odoo's assignment."""

import os

from tests.databases import fresh_database
from tests.servers import run_in_odoo

from .figures import Figure

LEADS = 1000
OFFICERS = 50

_PEOPLE = """
import time
from odoo import Command
users = env["res.users"].create([
    {"name": f"Officer {n}", "login": f"bench-officer-{n}",
     "email": f"officer{n}@lender.example",
     "group_ids": [Command.set([env.ref(group).id])]}
    for n in range(officers)
])
team = env["crm.team"].create({"name": "Bench", "use_opportunities": True,
                               "company_id": env.company.id})
env["crm.team.member"].create([
    {"crm_team_id": team.id, "user_id": user.id, "assignment_max": 30 * leads}
    for user in users
])
partners = env["res.partner"].create([
    {"name": f"Borrower {n}", "email": f"borrower{n}@example.com",
     "phone": f"+1713{2000000 + n}"}
    for n in range(leads)
])
values = [
    {"name": f"Borrower {n}", "type": "opportunity", "partner_id": partner.id,
     "team_id": team.id, "user_id": False}
    for n, partner in enumerate(partners)
]
"""

_STOCK = """
found = env["crm.lead"].create(values)
env.cr.commit()
start = time.perf_counter()
team._action_assign_leads(force_quota=True, creation_delta_days=0)
env.cr.commit()
seconds = time.perf_counter() - start
env.invalidate_all()
result = [seconds, sorted(len(found.filtered(lambda l: l.user_id == u)) for u in users)]
"""

_OURS = """
team.is_mortgage = True
env["mortgage.routing.rule"].create({"name": "Everybody", "team_id": team.id})
env["mortgage.license"].create([
    {"state": "TX", "user_id": holder, "company_id": env.company.id,
     "valid_from": "2020-01-01"}
    for holder in [False, *users.ids]
])
found = env["crm.lead"].create([v | {"property_state": "TX"} for v in values])
env.cr.commit()
env.invalidate_all()
start = time.perf_counter()
found._mortgage_route()
env.cr.commit()
seconds = time.perf_counter() - start
env.invalidate_all()
result = [seconds, sorted(len(found.filtered(lambda l: l.user_id == u)) for u in users)]
"""


def _measure(database, code, group):
    seconds, shares = run_in_odoo(
        database, _PEOPLE + code, leads=LEADS, officers=OFFICERS, group=group
    )
    return seconds * 1000, shares


def main():
    with fresh_database() as database:
        ours, shares = _measure(database, _OURS, "mortgage_compliance.group_lo")
    if shares[0] != shares[-1] or sum(shares) != LEADS:
        raise RuntimeError(f"Not shared evenly: {shares}")
    with fresh_database(os.environ["MORTGAGE_BASE"]) as database:
        stock, shares = _measure(database, _STOCK, "sales_team.group_sale_salesman")
    if sum(shares) != LEADS:
        raise RuntimeError(f"Odoo assigned {sum(shares)} of {LEADS}")
    return [
        Figure(f"{LEADS} leads over {OFFICERS} LOs", ours, stock, goal=1 / 20),
    ]
