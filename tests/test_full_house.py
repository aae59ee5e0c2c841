"""With data in every table of ours the host goes on: it updates, deletes and merges,
and when our addons leave, the evidence stays."""

import pytest

from tests.databases import fresh_database, sql
from tests.servers import run_in_odoo
from tests.test_host_unharmed import ADDONS, UNINSTALL, _run

# What a cell is worth where nobody cares, by the type PostgreSQL names.
DUMMIES = {
    "integer": "1",
    "bigint": "1",
    "numeric": "1",
    "double precision": "1",
    "boolean": "false",
    # Of two in a row the later one is later.
    "date": "date '2026-01-01' + {place}",
    "timestamp without time zone": "timestamp '2026-01-01' + interval '{place} days'",
    "jsonb": "'{}'",
    "bytea": "''",
}
KEPT = {
    "mortgage_ledger_entry": "mortgage_archive_ledger_entry",
    "mortgage_ledger_seal": "mortgage_archive_ledger_seal",
    "mortgage_archive": "mortgage_archive_messages",
    "mortgage_person_salt": "mortgage_archive_person_salt",
    "mortgage_complaint": "mortgage_archive_complaints",
    "mortgage_journal_message": "mortgage_archive_journal",
    "mortgage_privacy_request": "mortgage_archive_privacy_requests",
}
# A person whom every kind of record is about.
PEOPLE = """
def person(name, number):
    return env["res.partner"].create({
        "name": name, "email": f"{name.lower()}@example.com",
        "phone": f"+1713222{number}",
    })

def everything_about(partner):
    company = env.company
    env["mortgage.complaint"].create({
        "partner_id": partner.id, "topic": "delay", "words": "Too slow",
    })
    point = partner.mortgage_point_ids[:1]
    env["mortgage.journal.message"].create({
        "at": "2026-01-01 12:00:00", "way": "copy", "direction": "out",
        "channel": "email", "external_id": f"x{partner.id}", "point_id": point.id,
        "company_id": company.id, "partner_id": partner.id,
    })
    env["mortgage.privacy.request"].create({
        "requester": partner.name, "partner_ids": partner.ids,
    })
    env["mortgage.legal.hold"].create({
        "name": partner.name, "reason": "A letter", "partner_ids": partner.ids,
    })
    return env["crm.lead"].create({
        "name": partner.name, "partner_id": partner.id, "type": "opportunity",
        "team_id": team.id,
    })

team = env["crm.team"].search([("is_mortgage", "=", True)], limit=1)
"""
HOST = (
    PEOPLE
    + """
gone, first, second = (person(n, 5600 + i) for i, n in enumerate(("Ann", "Bea", "Cy")))
for partner in (gone, first, second):
    everything_about(partner)
result = []
gone.unlink()
result.append(not gone.exists())
wizard = env["base.partner.merge.automatic.wizard"].create({
    "partner_ids": [(6, 0, (first | second).ids)], "dst_partner_id": first.id,
})
wizard.action_merge()
result.append(bool(first.exists() and not second.exists()))
complaints = env["mortgage.complaint"].search([("complainant", "=", "Cy")])
result.append(complaints.partner_id == first)
leads = env["crm.lead"].search([("partner_id", "=", first.id)])
result.append(len(leads) == 2 and len(leads.merge_opportunity().exists()) == 1)
user = env["res.users"].create({
    "name": "Lou", "login": "lou",
    "group_ids": [(4, env.ref("mortgage_compliance.group_lo").id)],
})
env["mortgage.complaint"].create({
    "complainant": "Di", "topic": "conduct", "words": "Rude", "user_id": user.id,
})
user.unlink()
result.append(not user.exists())
"""
)


def _tables(database):
    rows = sql(
        database,
        "SELECT table_name FROM information_schema.tables"
        " WHERE table_name LIKE 'mortgage_%' AND table_schema = 'public'"
        " AND table_type = 'BASE TABLE' ORDER BY 1",
    )
    return [name for (name,) in rows]


def _counts(database):
    return {
        table: sql(database, f"SELECT count(*) FROM {table}")[0][0]
        for table in _tables(database)
    }


def _columns(database, table):
    """Return ``[(column, value)]`` of a row: the required ones and each reference."""
    references = dict(
        sql(
            database,
            "SELECT attribute.attname, key.confrelid::regclass::text"
            " FROM pg_constraint key JOIN pg_attribute attribute"
            " ON attribute.attrelid = key.conrelid AND attribute.attnum = key.conkey[1]"
            " WHERE key.conrelid = %s::regclass AND key.contype = 'f'",
            [table],
        )
    )
    found = sql(
        database,
        "SELECT column_name, data_type, is_nullable = 'NO' FROM"
        " information_schema.columns WHERE table_name = %s AND column_default IS NULL"
        " ORDER BY ordinal_position",
        [table],
    )
    for place, (name, kind, required) in enumerate(found):
        if name in references:
            yield name, f"(SELECT max(id) FROM {references[name]})"
        elif required:
            dummy = DUMMIES.get(kind, "'x'")
            yield name, dummy.replace("{place}", str(place))


def _fill(database):
    """Put a row into each empty table, those others point at first; return what stays
    empty with why."""
    failures = {}
    for _round in range(5):
        for table in [name for name, count in _counts(database).items() if not count]:
            cells = list(_columns(database, table))
            names = ", ".join(name for name, _value in cells)
            values = ", ".join(value for _name, value in cells)
            try:
                sql(database, f"INSERT INTO {table} ({names}) SELECT {values}")
                failures.pop(table, None)
            except Exception as error:
                failures[table] = str(error).splitlines()[0]
    return failures


@pytest.fixture(scope="module")
def full_house(told):
    with fresh_database(told) as database:
        # Of the host's own, what the story has no use for.
        run_in_odoo(database, 'env["utm.campaign"].create({"name": "Spring"})')
        assert _fill(database) == {}
        yield database


def test_an_update_keeps_every_row(full_house):
    before = _counts(full_house)
    assert all(before.values()), before
    log = _run(full_house, "-u", ADDONS)
    assert " ERROR " not in log
    after = _counts(full_house)
    lost = {table for table, count in before.items() if after.get(table, 0) < count}
    assert not lost


def test_the_host_deletes_and_merges(full_house):
    assert run_in_odoo(full_house, HOST) == [True] * 5


def test_uninstalling_leaves_the_evidence_and_nothing_else(full_house):
    before = _counts(full_house)
    run_in_odoo(full_house, UNINSTALL)
    after = _counts(full_house)
    for table, kept in KEPT.items():
        assert after[kept] == before[table], kept
    left = {name for name in after if not name.startswith("mortgage_archive")}
    assert not left
    # What is kept holds nobody back.
    keys = sql(
        full_house,
        "SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f'"
        " AND conrelid::regclass::text LIKE 'mortgage_archive%'",
    )
    assert not keys
