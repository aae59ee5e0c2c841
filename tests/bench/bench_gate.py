"""Ten thousand contacts judged in one call, beside SQL that only fetches the same rows;
and the same with five million numbers on the do-not-call list."""

from tests.databases import fresh_database
from tests.servers import run_in_odoo

from .figures import Figure

CASES = 10_000
LISTED = 5_000_000
SECONDS = 1000
LOAD_MINUTES = 5

_PEOPLE = """
import random, time
from datetime import datetime, timedelta, timezone
from odoo.addons.mortgage_compliance.tools.verdict import ContactRequest

states = ["TX", "FL", "CO", "PA", "CA", "OK", "NY", "GA"]
zips = ["77002", "33101", "80202", "19104", "90012", "73102", "10001", "30303"]
def ids(query, *values):
    env.cr.execute(query, values)
    return [row[0] for row in env.cr.fetchall()]
partners = ids("INSERT INTO res_partner (name, active, type) SELECT 'B' || n, true,"
               " 'contact' FROM generate_series(1, %s) n RETURNING id", cases)
points = ids("INSERT INTO mortgage_contact_point (kind, value) SELECT 'phone',"
             " '+1713' || (2000000 + n) FROM generate_series(1, %s) n RETURNING id",
             cases)
env.cr.execute("INSERT INTO mortgage_contact_point_partner_rel (partner_id, point_id)"
               " SELECT * FROM unnest(%s, %s)", [partners, points])
env["mortgage.consent"]._record([
    {"point_id": point_id, "level": "pec", "at": "2026-01-01 12:00:00"}
    for point_id in points])
env["mortgage.suppression"]._suppress(points[::20], "phone", "stop")
env["mortgage.license"].create([
    {"state": state, "company_id": env.company.id, "valid_from": "2020-01-01"}
    for state in states])
env.company.mortgage_texts_state = "approved"
env.cr.commit()
env.cr.execute("ANALYZE")
at = datetime(2026, 11, 25, 19, 0, tzinfo=timezone.utc)
requests = [
    ContactRequest(
        channel=("sms", "call", "sms", "voicemail")[n % 4],
        kind=("marketing", "transactional")[n // 4 % 2],
        at=at + timedelta(minutes=n % 600), value=f"+1713{2000001 + n}",
        point_id=points[n], partner_id=partners[n], states=(states[n % 8],),
        zips=(zips[n % 8],), property_state=states[n % 8], company_id=env.company.id,
        # The words are another bench's; without them every check is gone through.
        assume=frozenset(["template", "consent", "registration", "content"]))
    for n in range(cases)]
"""

_JUDGE = """
gate = env["mortgage.gate"].sudo()
gate._judge(requests[:20])
times = []
for _round in range(3):
    env.invalidate_all()
    queries = env.cr.sql_log_count
    start = time.perf_counter()
    verdicts = gate._judge(requests)
    times.append(time.perf_counter() - start)
    queries = env.cr.sql_log_count - queries
counts = {}
for verdict in verdicts:
    counts[verdict.verdict] = counts.get(verdict.verdict, 0) + 1
env.invalidate_all()
few = env.cr.sql_log_count
gate._judge(requests[:100])
few = env.cr.sql_log_count - few
"""

_SQL = """
rows = []
for _round in range(3):
    start = time.perf_counter()
    for query in (
        "SELECT id, kind, value FROM mortgage_contact_point WHERE id = ANY(%(points)s)",
        "SELECT * FROM mortgage_consent WHERE point_id = ANY(%(points)s)",
        "SELECT * FROM mortgage_suppression WHERE point_id = ANY(%(points)s)",
        "SELECT * FROM mortgage_preference WHERE point_id = ANY(%(points)s)",
        "SELECT * FROM mortgage_touch WHERE partner_id = ANY(%(partners)s)",
        "SELECT * FROM crm_lead WHERE partner_id = ANY(%(partners)s)",
        "SELECT * FROM mortgage_loan WHERE partner_id = ANY(%(partners)s)",
        "SELECT * FROM mortgage_dnc_number WHERE number = ANY(%(numbers)s)",
        "SELECT * FROM mortgage_contact_policy",
        "SELECT * FROM mortgage_license",
    ):
        env.cr.execute(query, {"points": points, "partners": partners,
                               "numbers": [int(r.value[2:]) for r in requests]})
        env.cr.fetchall()
    rows.append(time.perf_counter() - start)
result = [min(times), queries, few, min(rows), counts]
"""

_LOAD = """
import base64, random, time
random.seed(5)
def number():
    return f"{random.randrange(201, 990)}{random.randrange(2000000, 9999999)}"
content = "".join(f"{number()}\\n" for _n in range(listed))
record = env["mortgage.dnc.list"].create({
    "file": base64.b64encode(content.encode()),
    "area_codes": " ".join(str(area) for area in range(201, 990))})
record.action_load()
env.cr.commit()
start = time.perf_counter()
record._load()
env.cr.commit()
result = [time.perf_counter() - start, record.status, record.number_count]
"""


def main():
    figures = []
    with fresh_database() as database:
        people = _PEOPLE + _JUDGE + _SQL
        figures += _judged(
            f"{CASES} checks", run_in_odoo(database, people, cases=CASES)
        )
    with fresh_database() as database:
        seconds, status, numbers = run_in_odoo(database, _LOAD, listed=LISTED)
        if status != "loaded" or numbers < 0.9 * LISTED:
            raise RuntimeError(f"The list is {status} with {numbers} numbers")
        figures.append(
            Figure(
                f"loading {LISTED} numbers",
                seconds / 60,
                unit="minutes",
                limit=LOAD_MINUTES,
            )
        )
        figures += _judged(
            f"{CASES} checks, {LISTED} listed",
            run_in_odoo(database, people, cases=CASES),
        )
    return figures


def _judged(name, measured):
    seconds, queries, few, sql, counts = measured
    if queries != few:
        raise RuntimeError(f"{queries} queries for {CASES} cases, {few} for a hundred")
    print(f"  {name}: {queries} queries, {counts}", flush=True)
    return [
        Figure(name, seconds * SECONDS, sql * SECONDS, limit=2 * SECONDS),
    ]
