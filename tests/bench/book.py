"""A lender with a large book: one lead that came by the road, copied in SQL."""

from tests.databases import bind, sql
from tests.lender import found_lender
from tests.servers import run_in_odoo

# One lead as the road leaves it, owned by the LO whose screens are measured.
_FIRST_LEAD = """
from datetime import timedelta
from odoo import fields
source = env["mortgage.lead.source"].search([("code", "=", "website")])
(first,) = env["mortgage.inquiry"]._submit(source, [{
    "external_id": "book", "name": "Borrower 0", "email": "borrower0@example.com",
    "phone": "512 555 0142", "state": "TX", "zip": "78704", "city": "Austin",
    "loan_purpose": "purchase", "loan_amount": 320000}])
# The follow-up starts with the commit.
env.cr.commit()
lead = env["crm.lead"].browse(first["lead_id"])
lead.user_id = env["res.users"].search([("login", "=", "lo")])
env.flush_all()
env["mortgage.touch"]._before_claim()
soon = fields.Datetime.now() + timedelta(minutes=10)
env["mortgage.touch"].search([("due_at", "<=", soon)], order="due_at")._dispatch()
env.flush_all()
result = {
    "lead": lead.id, "partner": lead.partner_id.id,
    "email": env["mortgage.touch"].search([("channel", "=", "email")], limit=1).id,
    "task": env["mail.activity"].search(
        [("res_model", "=", "crm.lead"), ("res_id", "=", lead.id)], limit=1).id,
}
"""
EMAIL = "'borrower' || n || '@example.com'"
PHONE = "'+1512' || 2000000 + n"
LOGINS = (
    "ARRAY['lo', 'frank', 'keisha', 'tom', 'rosa', 'ben', 'luis', 'grace', 'omar',"
    " 'nina', 'cora', 'dave']"
)


def fill(database, leads, contacts):
    """Found the lender in ``database`` with ``leads`` leads, all over twelve LOs and
    ninety days, each with ``contacts`` contacts, of which two lie ahead.

    Return the id of the first lead, which has them all and belongs to ``lo``.
    """
    bind(database)
    found_lender(database)
    first = run_in_odoo(database, _FIRST_LEAD)
    reach = {
        "email": EMAIL,
        "email_normalized": EMAIL,
        "phone": PHONE,
        "phone_sanitized": PHONE,
    }
    partners = _copy(
        database,
        "res_partner",
        first["partner"],
        leads,
        name="'Borrower ' || n",
        complete_name="'Borrower ' || n",
        **reach,
        commercial_partner_id="%(id)s",
    )
    copies = _copy(
        database,
        "crm_lead",
        first["lead"],
        leads,
        name="'Borrower ' || n",
        contact_name="'Borrower ' || n",
        email_from=EMAIL,
        **reach,
        partner_id=f"{partners} + n - 1",
        user_id=f"(SELECT id FROM res_users WHERE login = ({LOGINS})[1 + n % 12])",
        create_date="now() - (n % 90) * interval '1 day'",
    )
    _give_points(database, partners, leads)
    _give_contacts(database, first, copies, leads, contacts)
    _copy(
        database,
        "mail_activity",
        first["task"],
        leads // 20,
        res_id=f"{copies} + n - 1",
        user_id=_owner(copies),
        mortgage_touch_id="NULL",
        mortgage_due_at="now() + (n % 120 - 20) * interval '10 minutes'",
    )
    sql(database, "ANALYZE")
    return first["lead"]


def _owner(copies):
    return f"(SELECT user_id FROM crm_lead WHERE id = {copies} + n - 1)"


def _give_points(database, partners, number):
    """Make every copy of the borrower reachable at an email and a phone of its own."""
    for kind, value in (("email", EMAIL), ("phone", PHONE)):
        sql(
            database,
            f"WITH point AS (INSERT INTO mortgage_contact_point (kind, value)"
            f" SELECT '{kind}', {value} FROM generate_series(1, {number}) n"
            f" RETURNING id, value)"
            f" INSERT INTO mortgage_contact_point_partner_rel (point_id, partner_id)"
            f" SELECT point.id, {partners} + n - 1 FROM generate_series(1, {number}) n"
            f" JOIN point ON point.value = {value}",
        )


def _give_contacts(database, first, copies, leads, contacts):
    """Give the copies their contacts and the first lead as many on top."""
    moments = {
        "due_at": "now() + interval '1 hour' - (n / {leads}) * interval '1 day'",
        "state": "CASE WHEN n <= 2 * {leads} THEN 'planned' ELSE 'sent' END",
        "ready_at": "CASE WHEN n <= 2 * {leads} THEN now() + interval '1 day' END",
        "sent_at": "CASE WHEN n > 2 * {leads} THEN now() - interval '1 day' END",
    }
    unique = {"wire_id": "NULL", "enrollment_id": "NULL", "message_id": "NULL"}
    lead = f"{copies} + (n - 1) % {leads}"
    _copy(
        database,
        "mortgage_touch",
        first["email"],
        leads * contacts,
        res_id=lead,
        lead_id=lead,
        partner_id=f"(SELECT partner_id FROM crm_lead WHERE id = {lead})",
        user_id=f"(SELECT user_id FROM crm_lead WHERE id = {lead})",
        **{name: text.format(leads=leads) for name, text in moments.items()},
        **unique,
    )
    _copy(
        database,
        "mortgage_touch",
        first["email"],
        contacts,
        **{name: text.format(leads=1) for name, text in moments.items()},
        **unique,
    )


def _copy(database, table, row_id, number, **columns):
    """Copy one row ``number`` times with ``columns`` as given, in which ``n`` counts
    from 1; return the first id."""
    ((first,),) = sql(database, f"SELECT max(id) + 1 FROM {table}")
    names = [
        name
        for (name,) in sql(
            database,
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = %s AND is_generated = 'NEVER'",
            (table,),
        )
    ]
    new_id = f"{first} + n - 1"
    columns = {name: text.replace("%(id)s", new_id) for name, text in columns.items()}
    columns["id"] = new_id
    values = ", ".join(columns.get(name, f'origin."{name}"') for name in names)
    listed = ", ".join(f'"{name}"' for name in names)
    sql(
        database,
        f"INSERT INTO {table} ({listed}) SELECT {values} FROM {table} origin,"
        f" generate_series(1, {number}) n WHERE origin.id = {row_id}",
    )
    sql(database, f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))")
    return first
