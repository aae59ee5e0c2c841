"""Installing on a database with data starts nothing; uninstalling leaves it whole."""

import os
import subprocess
import sys

import pytest

from tests.databases import fresh_database, sql
from tests.servers import run_in_odoo

ADDONS = "mortgage_compliance,mortgage_sales,mortgage_rates"
LEADS = 2000

# A host with its own stages, automations, templates of plans and leads at work.
FILL = """
stage = env["crm.stage"].create({"name": "Our own stage", "sequence": 3})
team = env["crm.team"].create({"name": "Solar panels"})
env["base.automation"].create({
    "name": "Tag new leads", "model_id": env["ir.model"]._get_id("crm.lead"),
    "trigger": "on_create", "action_server_ids": [(0, 0, {
        "name": "Tag", "model_id": env["ir.model"]._get_id("crm.lead"),
        "state": "object_write", "update_path": "referred", "value": "by hand",
    })],
})
env["crm.lead"].create([{
    "name": f"Lead {number}", "type": "opportunity", "team_id": team.id,
    "stage_id": stage.id, "contact_name": f"Person {number}",
    "email_from": f"person{number}@example.com", "phone": f"+1713{2000000 + number}",
} for number in range(leads)])
env["mail.mail"].search([]).unlink()
"""

# A lender at work: at least one row of what only our addons know.
WORK = """
from datetime import timedelta
from odoo import fields

now = fields.Datetime.now()
people = env["res.users"].create([{
    "name": name, "login": name, "nmls_id": nmls, "tz": "America/Chicago",
    "group_ids": [(4, env.ref("mortgage_compliance.group_lo").id)],
} for name, nmls in (("maria", "1234101"), ("frank", "1234102"))])
maria, frank = people
team = env["crm.team"].create({
    "name": "Purchase", "is_mortgage": True, "member_ids": [(6, 0, people.ids)],
})
old = env["crm.lead"].search([("team_id.is_mortgage", "=", False)], limit=2)
run = env["mortgage.backfill"].create({
    "team_id": team.id, "lead_domain": str([("id", "in", old.ids)]),
})
run.action_preview()
run.line_ids.create([
    {"backfill_id": run.id, "lead_id": lead.id, "state": "done"} for lead in old
])
lead = env["crm.lead"].create({
    "name": "Dana Ruiz", "contact_name": "Dana Ruiz", "type": "opportunity",
    "email_from": "dana@example.com", "phone": "+17132225501",
    "team_id": team.id, "user_id": maria.id, "loan_purpose": "purchase",
})
loan = env["mortgage.loan"].create({"loan_number": "24-1001", "lead_id": lead.id})
env["mortgage.condition"].create({"loan_id": loan.id, "name": "Pay stub"})
env["mortgage.on.call"].create({
    "team_id": team.id, "user_id": frank.id,
    "date_from": now, "date_to": now + timedelta(hours=12),
})
people._mortgage_make_resources()
env["resource.calendar.leaves"].create({
    "name": "Vacation", "resource_id": maria._mortgage_resource().id,
    "calendar_id": False, "mortgage_cover_id": frank.id,
    "date_from": now, "date_to": now + timedelta(days=5),
})
lead.user_id = frank
lead.activity_schedule("mortgage_sales.activity_type_call", user_id=frank.id)
lead.activity_schedule("mortgage_sales.activity_type_hand_over", user_id=frank.id)
env["mortgage.touch"].create({
    "res_model": "crm.lead", "res_id": lead.id, "partner_id": lead.partner_id.id,
    "channel": "call", "kind": "transactional", "due_at": now, "state": "sent",
    "call_outcome": "reached",
})
result = [name for name in (
    "mortgage.loan", "mortgage.condition", "mortgage.on.call", "mortgage.backfill",
    "mortgage.backfill.line", "mortgage.routing.decision", "mortgage.touch",
    "mortgage.contact.point", "mortgage.ledger.entry",
) if not env[name].search_count([])]
"""

# What a host shows of models that our addons extend.
OPEN = """
for name in (
    "crm.lead", "crm.team", "crm.stage", "res.users", "res.partner", "res.company",
    "mail.activity", "resource.calendar.leaves", "res.config.settings", "sms.sms",
):
    for kind in ("form", "list"):
        env[name].get_views([(False, kind), (False, "search")])
lead = env["crm.lead"].search([("name", "=", "Dana Ruiz")])
lead.read()
lead.activity_ids.read()
env["resource.calendar.leaves"].search([("name", "=", "Vacation")]).read()
result = [lead.contact_name, lead.user_id.login, len(lead.activity_ids)]
"""
UNINSTALL = """
env["ir.module.module"].search(
    [("name", "=", "mortgage_compliance")]
).button_immediate_uninstall()
"""


def _run(database, *arguments):
    command = [sys.executable, "-m", "odoo", "-c", os.environ["ODOO_RC"]]
    command += ["-d", database, "--stop-after-init", "--no-http"]
    done = subprocess.run(
        [*command, "--max-cron-threads=0", *arguments],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return done.stderr


def _host_rows(database):
    """Return what the host sees of its own data: ids, stages, teams and texts."""
    leads = sql(
        database,
        "SELECT id, name, stage_id, team_id, user_id, partner_id, email_from, phone,"
        " referred, active, write_date FROM crm_lead ORDER BY id",
    )
    stages = sql(
        database,
        "SELECT id, name, sequence, is_won FROM crm_stage WHERE id <= %s ORDER BY id",
        [max(row[2] for row in leads)],
    )
    activities = sql(database, "SELECT count(*) FROM mail_activity")
    mails = sql(database, "SELECT count(*) FROM mail_mail")
    texts = sql(database, "SELECT count(*) FROM sms_sms")
    messages = sql(
        database, "SELECT count(*) FROM mail_message WHERE model = 'crm.lead'"
    )
    return {
        "leads": leads,
        "stages": stages,
        "activities": activities,
        "mails": mails,
        "texts": texts,
        "messages": messages,
    }


def _tables_of_ours(database):
    return sql(
        database,
        "SELECT table_name FROM information_schema.tables"
        " WHERE table_name LIKE 'mortgage_%' AND table_name NOT LIKE"
        " 'mortgage_archive_%' AND table_schema = 'public'",
    )


@pytest.fixture(scope="module")
def host():
    with fresh_database(os.environ["MORTGAGE_BASE"]) as database:
        run_in_odoo(database, FILL, leads=LEADS)
        yield database, _host_rows(database)


def test_installing_starts_nothing(host):
    database, before = host
    _run(database, "-i", ADDONS)
    assert _host_rows(database) == before
    for table in ("mortgage_touch", "mortgage_enrollment", "mortgage_inquiry"):
        assert sql(database, f"SELECT count(*) FROM {table}") == [(0,)], table


def test_updating_changes_nothing_of_the_host(host):
    database, before = host
    _run(database, "-u", ADDONS)
    assert _host_rows(database) == before


def test_uninstalling_leaves_the_host_and_the_evidence(host):
    database, before = host
    run_in_odoo(
        database,
        "env['mortgage.ledger.entry']._append([{'event': 'verdict', 'content': b'x'}])",
    )
    run_in_odoo(database, UNINSTALL)
    assert _host_rows(database) == before
    kept = sql(
        database,
        "SELECT count(*) FROM mortgage_archive_ledger_entry WHERE event = 'verdict'",
    )
    assert kept == [(1,)]
    assert not _tables_of_ours(database)


def test_a_lender_at_work_can_leave_and_come_back(host):
    """On the host that had our addons before: what is kept has its name already."""
    database, _before = host
    _run(database, "-i", ADDONS)
    assert run_in_odoo(database, WORK) == []
    columns = "SELECT id, name, date_from, date_to FROM resource_calendar_leaves"
    leads = "SELECT id, name, user_id, partner_id FROM crm_lead ORDER BY id"
    rows = sql(database, leads), sql(database, columns)
    written = sql(database, "SELECT count(*) FROM mortgage_ledger_entry")
    run_in_odoo(database, UNINSTALL)

    assert (sql(database, leads), sql(database, columns)) == rows
    assert sql(database, "SELECT count(*) FROM mortgage_archive_ledger_entry_2") == (
        written
    )
    assert not _tables_of_ours(database)
    # Open tasks stay for people to do, though the types of ours are gone.
    assert run_in_odoo(database, OPEN) == ["Dana Ruiz", "frank", 2]

    log = _run(database, "-i", ADDONS)
    # Indexes of what was kept do not stand in the way of the new ones.
    assert " ERROR " not in log
    assert run_in_odoo(database, OPEN) == ["Dana Ruiz", "frank", 2]
    assert sql(database, "SELECT count(*) FROM mortgage_archive_ledger_entry_2") == (
        written
    )
