"""A legal hold that is being opened while a purge is at work keeps its records."""

import threading
import time
from contextlib import closing

import psycopg2

from tests.databases import fresh_database, sql
from tests.servers import run_in_odoo
from tests.test_purge_kill import FILL

MESSAGES = 50
HOLD = """
INSERT INTO mortgage_legal_hold (name, reason, company_id, scope, state, opened_at)
SELECT 'Exam', 'Notice received', id, 'company', 'open', now() FROM res_company LIMIT 1
"""
PURGE = """
run = env["mortgage.purge"]._begin()
run._go_on()
result = [run.state, run.gone_count, run.held_count]
"""


def _waits(database):
    return sql(database, "SELECT count(*) FROM pg_locks WHERE NOT granted")[0][0]


def test_a_hold_opened_just_now_keeps_what_a_purge_was_about_to_take():
    with fresh_database() as database:
        run_in_odoo(database, FILL, messages=MESSAGES)
        found = []
        purge = threading.Thread(
            target=lambda: found.append(run_in_odoo(database, PURGE))
        )
        with closing(psycopg2.connect(dbname=database)) as counsel:
            with counsel.cursor() as cursor:
                # As create() does, and not committed yet.
                cursor.execute("UPDATE mortgage_hold_fence SET moved = moved + 1")
                cursor.execute(HOLD)
                purge.start()
                deadline = time.monotonic() + 120
                while not _waits(database) and time.monotonic() < deadline:
                    time.sleep(0.1)
                assert _waits(database), "The purge did not wait for the hold"
            counsel.commit()
        purge.join(120)
        assert found == [["done", 0, MESSAGES]]
        left = sql(database, "SELECT count(*) FROM mortgage_archive")
        assert left[0][0] >= MESSAGES
