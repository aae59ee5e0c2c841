"""“All Texas marketing Oct 1 – Nov 15, and everything to one borrower” out of a million
contacts: run, put together and passed by the verifier."""

from tests.databases import fresh_database
from tests.servers import run_in_odoo

from .figures import Figure

TOUCHES = 1_000_000
PEOPLE = 20_000
MINUTES = 10

# A year of contacts over ten states, half of them marketing; each with its hand-over in
# the ledger, and a message in the archive where it is asked for.
_FILL = """
def ids(query, *values):
    env.cr.execute(query, values)
    return [row[0] for row in env.cr.fetchall()]
partners = ids("INSERT INTO res_partner (name, active, type) SELECT 'B' || n, true,"
               " 'contact' FROM generate_series(1, %s) n RETURNING id", people)
points = ids("INSERT INTO mortgage_contact_point (kind, value) SELECT 'phone',"
             " '+1713' || (2000000 + n) FROM generate_series(1, %s) n RETURNING id",
             people)
env.cr.execute("INSERT INTO mortgage_contact_point_partner_rel (partner_id, point_id)"
               " SELECT * FROM unnest(%s, %s)", [partners, points])
first = env["mortgage.touch"].create({
    "res_model": "res.partner", "res_id": partners[0], "channel": "sms",
    "kind": "marketing", "company_id": env.company.id, "state": "sent",
    "ready_at": False, "reason": "It is allowed: written consent of 2026-01-01"})
env.flush_all()
env.cr.execute("SELECT column_name FROM information_schema.columns"
               " WHERE table_name = 'mortgage_touch' AND table_schema = 'public'"
               " AND is_generated = 'NEVER'")
new = {
    "id": "%(first)s + n",
    "res_id": "person.partner", "partner_id": "person.partner",
    "point_id": "person.point",
    "kind": "CASE WHEN n / 7 %% 2 = 0 THEN 'marketing' ELSE 'servicing' END",
    "borrower_states": "(ARRAY['TX','FL','CO','PA','CA','OK','NY','GA','AZ','WA'])"
                       "[1 + n / 11 %% 10]",
    "sent_at": "timestamp '2025-11-25' + n * interval '31 seconds'",
}
columns = [row[0] for row in env.cr.fetchall()]
env.cr.execute("CREATE TEMP TABLE person AS SELECT n - 1 AS number,"
               " p AS partner, o AS point FROM unnest(%s::int[], %s::int[])"
               " WITH ORDINALITY u(p, o, n)",
               [partners, points])
env.cr.execute(
    "INSERT INTO mortgage_touch (" + ", ".join(columns) + ") SELECT "
    + ", ".join(new.get(name, "one." + name) for name in columns)
    + " FROM mortgage_touch one, generate_series(1, %(touches)s) n"
    " JOIN person ON person.number = n %% %(people)s WHERE one.id = %(first)s",
    {"first": first.id, "people": people, "touches": touches})
env.cr.execute("SELECT setval('mortgage_touch_id_seq', max(id)) FROM mortgage_touch")
env.cr.commit()
borrower = partners[7]
env.cr.execute('''
    SELECT id, point_id FROM mortgage_touch
     WHERE id > %s AND (partner_id = %s OR (borrower_states = 'TX'
       AND kind = 'marketing' AND sent_at >= '2026-10-01' AND sent_at < '2026-11-17'))
     ORDER BY id''', [first.id, borrower])
asked = env.cr.fetchall()
env["mortgage.person.salt"]._keys(points)
for start in range(0, len(asked), 1000):
    env["mortgage.ledger.entry"]._append([
        {"event": "handover", "touch_id": touch, "point_id": point,
         "company_id": env.company.id, "retention_class": "message_marketing",
         "payload": {"wire_id": f"SM{touch}"},
         "content": f"Message {touch}: rates moved. Reply STOP to end. ".encode() * 5}
        for touch, point in asked[start:start + 1000]])
    env.cr.commit()
env.cr.execute('''
    INSERT INTO mortgage_ledger_entry (at, actor_uid, company, event, res_model, res_id,
                                       touch_id, payload)
    SELECT sent_at, 1, company_id, 'handover', res_model, res_id, id, '{"schema":1}'
      FROM mortgage_touch WHERE id > %s AND NOT (id = ANY(%s))''',
    [first.id, [touch for touch, _point in asked]])
env.cr.commit()
env["mortgage.ledger.seal"]._cron_seal()
env.cr.commit()
env.cr.execute("ANALYZE")
result = [borrower, len(asked)]
"""

_RUN = """
import time
from odoo import Command
officer = env["res.users"].create({
    "name": "Cleo", "login": "cleo",
    "group_ids": [(6, 0, [env.ref("mortgage_compliance.group_compliance").id])]})
export = env["mortgage.exam.export"].with_user(officer).create({
    "purpose": "Texas exam 2026",
    "scope_ids": [
        Command.create({"about": "period", "date_from": "2026-10-01",
                        "date_to": "2026-11-15", "states": "TX", "kind": "marketing"}),
        Command.create({"about": "borrower", "partner_ids": [borrower]})]})
start = time.perf_counter()
export.action_run()
env.cr.commit()
job = env["mortgage.exam.export"]
while export.state in ("waiting", "running"):
    job._cron_run()
    env["mortgage.ledger.seal"]._cron_seal()
    env.cr.commit()
    env.invalidate_all()
made = time.perf_counter() - start
if export.state != "done":
    raise RuntimeError(export.sudo().failure)
from odoo.addons.mortgage_compliance.tools import verify_export
start = time.perf_counter()
complaints = verify_export.check(str(export.sudo()._path()))
verified = time.perf_counter() - start
start = time.perf_counter()
env.cr.execute('''
    SELECT touch.id, entry.id, body.content FROM mortgage_touch touch
      JOIN mortgage_ledger_entry entry ON entry.touch_id = touch.id
      LEFT JOIN mortgage_archive body ON body.touch_id = touch.id
     WHERE touch.partner_id = %s OR (touch.borrower_states = 'TX'
       AND touch.kind = 'marketing' AND touch.sent_at >= '2026-10-01'
       AND touch.sent_at < '2026-11-16')''', [borrower])
env.cr.fetchall()
bare = time.perf_counter() - start
result = [made, verified, bare, export.message_count, complaints,
          export.sudo()._path().stat().st_size]
"""


def main():
    with fresh_database() as database:
        borrower, asked = run_in_odoo(database, _FILL, touches=TOUCHES, people=PEOPLE)
        made, verified, bare, messages, complaints, size = run_in_odoo(
            database, _RUN, borrower=borrower
        )
    if complaints or not 0 < messages <= asked:
        raise RuntimeError(f"{messages} of {asked} messages: {complaints}")
    print(f"  {messages} messages, {size / 1e6:.0f} MB", flush=True)
    return [
        Figure(
            f"export out of {TOUCHES} contacts",
            made / 60,
            bare / 60,
            unit="minutes",
            limit=MINUTES,
        ),
        Figure("its verifier", verified / 60, unit="minutes"),
    ]
