"""A do-not-call list whose load was killed is not taken for loaded."""

from tests.databases import sql
from tests.waiting import wait_for

NUMBERS = 400_000

# The lists that every test database starts with are of today.
_UPLOAD = """
import base64
env["mortgage.dnc.list"].search([("version_on", ">", day)]).status = "replaced"
lines = "".join(f"713{2000000 + n}\\n" for n in range(numbers))
result = env["mortgage.dnc.list"].load(
    "national", base64.b64encode(lines.encode()).decode(), day)
"""
_LOAD_HERE = """
import pathlib
env["mortgage.dnc.list"].search([]).status = "replaced"
path = pathlib.Path(folder) / "list.txt"
path.write_text("".join(f"713{2000000 + n}\\n" for n in range(numbers)))
result = env["mortgage.dnc.list"]._load_path("national", path, "2026-11-20").id
"""


def loading(database, list_id):
    """Return ``(status, lines read, numbers kept)``."""
    ((status, position),) = sql(
        database,
        "SELECT status, position FROM mortgage_dnc_list WHERE id = %s",
        (list_id,),
    )
    ((numbers,),) = sql(
        database,
        "SELECT count(*) FROM mortgage_dnc_number WHERE list_id = %s",
        (list_id,),
    )
    return status, position, numbers


def test_a_killed_load_goes_on_and_the_version_before_answers(start_odoo, database):
    odoo = start_odoo(crons=1)
    old = odoo.shell(_UPLOAD, numbers=1, day="2026-11-01")
    assert wait_for(lambda: loading(database, old)[0] == "loaded", 60)
    new = odoo.shell(_UPLOAD, numbers=NUMBERS, day="2026-11-20")
    (process,) = odoo.processes
    assert wait_for(lambda: loading(database, new)[1] > 0, 120), odoo.log()[-3000:]
    process.kill()
    status, position, numbers = loading(database, new)
    assert (status, position) == ("loading", numbers), "half a list is none"
    assert 0 < position < NUMBERS
    assert loading(database, old) == ("loaded", 1, 1)
    process.restart()
    # Nobody waits for the ten minutes of the job in a test.
    odoo.shell("env.ref('mortgage_compliance.mortgage_dnc_list_cron_load')._trigger()")
    assert wait_for(lambda: loading(database, new)[0] == "loaded", 180), (
        f"{loading(database, new)}\n{odoo.log()[-3000:]}"
    )
    assert loading(database, new) == ("loaded", NUMBERS, NUMBERS)
    assert loading(database, old) == ("replaced", 1, 0)


def test_who_loads_from_the_shell_is_not_met_by_the_job(start_odoo, database, tmp_path):
    odoo = start_odoo(crons=1)
    new = odoo.shell(_LOAD_HERE, numbers=NUMBERS, folder=str(tmp_path))
    assert loading(database, new) == ("loaded", NUMBERS, NUMBERS)
    # The job has had its turn.
    odoo.shell("env.ref('mortgage_compliance.mortgage_dnc_list_cron_load')._trigger()")
    assert not wait_for(lambda: loading(database, new)[0] != "loaded", 10)
