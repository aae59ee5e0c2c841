"""Two hundred writers for a minute, first alone, then while the ledger is sealed by its
cron; and a million entries checked, beside SQL that only reads and hashes them."""

import threading
import time
from contextlib import closing
from statistics import quantiles

import psycopg2

from tests.databases import fresh_database
from tests.servers import OdooServer, run_in_odoo

from .figures import Figure

WRITERS = 200
SECONDS = 60
# Each writes so often: a thousand entries a second together.
PAUSE = 0.2
SEAL_SECONDS = 120
ENTRIES = 1_000_000
MESSAGES = 50_000
CHECK_MINUTES = 5

_WRITE = """
INSERT INTO mortgage_ledger_entry (at, actor_uid, company, event, res_model, res_id,
                                   touch_id, person_key, payload, content_sha256)
VALUES (now() AT TIME ZONE 'UTC', 1, 1, 'verdict', 'crm.lead', 1, 1, NULL,
        '{"schema":1,"verdict":"allow"}', NULL)
"""
_WAITS = """
SELECT count(*), count(*) FILTER (WHERE EXISTS (
           SELECT FROM unnest(pg_blocking_pids(one.pid)) blocker
             JOIN pg_stat_activity other ON other.pid = blocker
            WHERE other.application_name <> 'writer'))
  FROM pg_stat_activity one
 WHERE one.application_name = 'writer' AND one.wait_event_type = 'Lock'
   AND one.datname = current_database()
"""
_STANDING = """
SELECT (SELECT count(*) FROM mortgage_ledger_entry entry WHERE NOT EXISTS (
            SELECT FROM mortgage_ledger_seal seal WHERE seal.entry = entry.id)),
       (SELECT extract(epoch FROM max(seal.at - entry.at))
          FROM mortgage_ledger_entry entry
          JOIN mortgage_ledger_seal seal ON seal.entry = entry.id
         WHERE entry.event = 'verdict' AND entry.id > %s)
"""

_FILL = """
env.cr.execute('''
    INSERT INTO mortgage_ledger_entry (at, actor_uid, company, event, res_model,
                                       res_id, touch_id, person_key, payload)
    SELECT timestamp '2026-01-01' + n * interval '20 seconds', 1, 1, 'verdict',
           'crm.lead', n, n, md5(n::text) || md5(n::text),
           '{"inputs":{"channel":"sms","kind":"marketing","states":["TX"]},'
           '"reason":"It is allowed: consent of ' || n || '","schema":1}'
      FROM generate_series(1, %s) n''', [entries - messages])
for first in range(0, messages, 1000):
    env["mortgage.ledger.entry"]._append([
        {"event": "handover", "touch_id": n, "company_id": 1,
         "retention_class": "message_marketing",
         "content": f"Message {n}: a letter of the usual length. ".encode() * 12}
        for n in range(first, first + 1000)])
    env.cr.commit()
"""
_CHECK = """
import time
start = time.perf_counter()
env["mortgage.ledger.seal"]._cron_seal()
env.cr.commit()
sealed = time.perf_counter() - start
start = time.perf_counter()
check = env["mortgage.ledger.check"]._begin()
check._go_on()
checked = time.perf_counter() - start
start = time.perf_counter()
env.cr.execute('''
    SELECT count(sha256(convert_to(entry.payload, 'UTF8'))), count(sha256(seal.leaf))
      FROM mortgage_ledger_seal seal
      JOIN mortgage_ledger_entry entry ON entry.id = seal.entry''')
bare = time.perf_counter() - start
result = [sealed, checked, bare, check.state, check.position, check.body_count]
"""


def main():
    with fresh_database() as database:
        figures = _written(database)
    with fresh_database() as database:
        run_in_odoo(database, _FILL, entries=ENTRIES, messages=MESSAGES)
        sealed, checked, bare, state, position, bodies = run_in_odoo(database, _CHECK)
    if state != "intact" or position < ENTRIES or bodies < MESSAGES:
        raise RuntimeError(f"{state}: {position} entries, {bodies} messages")
    return [
        *figures,
        Figure(f"sealing {ENTRIES} entries", sealed / 60, unit="minutes"),
        Figure(
            f"checking {ENTRIES} entries, {MESSAGES} messages",
            checked / 60,
            bare / 60,
            unit="minutes",
            limit=CHECK_MINUTES,
        ),
    ]


def _written(database):
    alone, _waits, _by_sealer = _write(database)
    ((_unsealed, _age), (first,)) = (
        _ask(database, _STANDING, (0,)),
        _ask(database, "SELECT max(id) FROM mortgage_ledger_entry"),
    )
    with OdooServer(database, crons=1) as odoo:
        # What the writers alone left is sealed before the clock runs.
        _wait_for_seals(database, 0)
        beside, waits, by_sealer = _write(database)
        age = _wait_for_seals(database, first)
        odoo.stop()
    print(
        f"  {len(alone)} entries alone, {len(beside)} while sealing; lock waits"
        f" seen: {waits}, of them behind another than a writer: {by_sealer}",
        flush=True,
    )
    return [
        Figure(
            f"{WRITERS} writers, p95 of a commit, sealing against not",
            _p95(beside),
            _p95(alone),
        ),
        Figure("lock waits behind the sealer", by_sealer, unit="waits", limit=0),
        Figure("oldest entry when sealed", age, unit="seconds", limit=SEAL_SECONDS),
    ]


def _write(database):
    """Let all write for a while; return their times in ms and the lock waits seen."""
    until = time.monotonic() + SECONDS
    times, waits = [], [0, 0]
    watched = threading.Event()

    def write():
        with closing(_connect(database, "writer")) as connection:
            cursor = connection.cursor()
            while time.monotonic() < until:
                start = time.perf_counter()
                cursor.execute(_WRITE)
                connection.commit()
                times.append((time.perf_counter() - start) * 1000)
                time.sleep(PAUSE)

    def watch():
        with closing(_connect(database, "watcher")) as connection:
            connection.autocommit = True
            cursor = connection.cursor()
            while not watched.is_set():
                cursor.execute(_WAITS)
                for number, count in enumerate(cursor.fetchone()):
                    waits[number] += count
                time.sleep(0.02)

    watcher = threading.Thread(target=watch)
    writers = [threading.Thread(target=write) for _number in range(WRITERS)]
    watcher.start()
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    watched.set()
    watcher.join()
    return times, *waits


def _wait_for_seals(database, after):
    """Wait until all is sealed; return the age of the oldest past ``after`` then."""
    deadline = time.monotonic() + 2 * SEAL_SECONDS
    while time.monotonic() < deadline:
        unsealed, age = _ask(database, _STANDING, (after,))
        if not unsealed:
            return float(age or 0)
        time.sleep(1)
    raise RuntimeError(f"{unsealed} entries have no seal after two limits")


def _connect(database, name):
    return psycopg2.connect(dbname=database, application_name=name)


def _ask(database, query, values=None):
    with closing(_connect(database, "asker")) as connection:
        cursor = connection.cursor()
        cursor.execute(query, values)
        return cursor.fetchone()


def _p95(times):
    return quantiles(times, n=20)[-1]
