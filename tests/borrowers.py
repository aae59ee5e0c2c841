"""Borrowers with touches that are due, made inside Odoo for the tests of sending."""

PEOPLE = """
from datetime import timedelta

from odoo import fields

company = env.ref("base.main_company")
company.write({"nmls_id": "1234001", "street": "100 Congress Ave", "city": "Austin",
               "zip": "78701", "state_id": env.ref("base.state_us_44").id})
users = env["res.users"].with_context(no_reset_password=True)

def user(login, group):
    return users.create({
        "name": f"{login.title()} Test", "login": login, "nmls_id": "1234101",
        "email": f"{login}@lender.example", "phone": "+15125550199",
        "group_ids": [(4, env.ref(f"mortgage_compliance.{group}").id)],
    })

# Long trusted with volume: what a new set-up may send is not what is tried here.
env.cr.execute("DELETE FROM mortgage_breaker_rule WHERE kind = 'ceiling'")

officer, author = user("officer", "group_lo"), user("author", "group_marketing")
approver = user("approver", "group_compliance")
for holder in (officer.id, False):
    env["mortgage.license"].create({
        "state": "TX", "user_id": holder, "company_id": company.id,
        "number": f"TX-{holder}", "valid_from": "2020-01-01 00:00:00",
        "valid_to": "2036-01-01 00:00:00",
    })

def words(channel):
    template = env["mortgage.template"].create({
        "name": f"Wire {channel}", "code": f"wire_{channel}", "channel": channel,
        "kind": kind if channel == "email" else "transactional",
    })
    version = env["mortgage.template.version"].create({
        "template_id": template.id, "subject": "Hello", "body": "I am {{ lo_name }}.",
    })
    version.with_user(author).action_submit()
    version.with_user(approver).action_approve()
    return version

versions = {channel: words(channel) for channel in ("email", "sms")}
texas = env.ref("base.state_us_44")
partners = env["res.partner"].create([{
    "name": f"Borrower {number}", "email": f"b{number}@example.com",
    "phone": f"+1512555{number:04d}", "state_id": texas.id, "zip": "78701",
    "country_id": texas.country_id.id,
} for number in range(emails + texts)])
partners._mortgage_sync_points()
points = {point.value: point.id for point in env["mortgage.contact.point"].search([])}
# They have just written and may be answered at any hour.
phones = [points[f"+1512555{number:04d}"] for number in range(emails + texts)]
env["mortgage.consent"]._record([{
    "point_id": point_id, "level": "pec", "channels": ["sms", "call"],
    "method": "inquiry",
} for point_id in phones])
env["mortgage.touch.event"].create([{
    "type": "replied", "point_id": point_id, "channel": "sms",
} for point_id in phones])
vals_list = []
for number, partner in enumerate(partners):
    channel = "email" if number < emails else "sms"
    to = f"b{number}@example.com" if channel == "email" else f"+1512555{number:04d}"
    vals_list.append({
        "res_model": "res.partner", "res_id": partner.id, "partner_id": partner.id,
        "point_id": points[to], "channel": channel,
        "kind": kind if channel == "email" else "reply",
        "template_version_id": versions[channel].id, "user_id": officer.id,
        "company_id": company.id,
    })
env["mortgage.touch"]._plan(vals_list)
"""


def plan_touches(odoo, emails=0, texts=0, kind="transactional"):
    """Make so many borrowers in Texas, each with one touch that is due now; ``kind`` is
    that of the emails."""
    odoo.shell(PEOPLE, emails=emails, texts=texts, kind=kind)
