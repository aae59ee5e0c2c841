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
    run_in_odoo(
        database,
        "env['ir.module.module'].search([('name', '=', 'mortgage_compliance')])"
        ".button_immediate_uninstall()",
    )
    assert _host_rows(database) == before
    kept = sql(
        database,
        "SELECT count(*) FROM mortgage_archive_ledger_entry WHERE event = 'verdict'",
    )
    assert kept == [(1,)]
    left = sql(
        database,
        "SELECT table_name FROM information_schema.tables"
        " WHERE table_name LIKE 'mortgage_%' AND table_name NOT LIKE"
        " 'mortgage_archive_%' AND table_schema = 'public'",
    )
    assert not left
