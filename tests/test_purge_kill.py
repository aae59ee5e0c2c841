"""A purge whose server dies midway: nothing goes without its entry, and it goes on."""

import json
import time

from tests.databases import fresh_database, sql
from tests.servers import OdooServer, run_in_odoo

MESSAGES = 30_000
MINUTES = 4
FILL = """
env.cr.execute('''
    INSERT INTO mortgage_archive (at, company, sha256, size, retention_class, content)
    SELECT '2018-01-01', %s, encode(sha256(n::text::bytea), 'hex'), 1,
           'message_marketing', ''
      FROM generate_series(1, %s) n''', [env.company.id, messages])
env["ir.config_parameter"].set_param("mortgage_compliance.purge", "True")
env.ref("mortgage_compliance.mortgage_purge_cron_purge")._trigger()
"""


def _left(database):
    return sql(database, "SELECT count(*) FROM mortgage_archive")[0][0]


def _named(database):
    rows = sql(
        database, "SELECT payload FROM mortgage_ledger_entry WHERE event = 'purge'"
    )
    return [sha256 for (payload,) in rows for sha256 in json.loads(payload)["sha256"]]


def _wait(database, is_reached):
    deadline = time.monotonic() + 60 * MINUTES
    while time.monotonic() < deadline:
        if is_reached(_left(database)):
            return
        time.sleep(0.02)
    raise AssertionError(f"{_left(database)} messages are left")


def test_killed_midway_it_takes_and_names_each_message_once():
    with fresh_database() as database:
        run_in_odoo(database, FILL, messages=MESSAGES)
        with OdooServer(database, crons=1) as odoo:
            _wait(database, lambda left: left < MESSAGES)
            odoo.processes[0].kill()
            left = _left(database)
            assert 0 < left < MESSAGES
            assert len(_named(database)) == MESSAGES - left
            odoo.processes[0].start()
            _wait(database, lambda left: left == 0)
        named = _named(database)
        assert len(named) == len(set(named)) == MESSAGES
        assert sql(database, "SELECT count(*) FROM mortgage_purge") == [(1,)]
