"""Databases for tests with real servers: copies of the template of bin/test.

The database that pytest-odoo tests in is left alone, and nobody connects to the
template.
"""

import os
import shutil
import subprocess
import time
from configparser import ConfigParser
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path

import psycopg2
from psycopg2 import errors

_numbers = count(1)
DROP_TRIES = 20


def template():
    name = os.environ.get("MORTGAGE_TEMPLATE")
    if not name:
        raise RuntimeError(
            "These tests copy the template that bin/test builds: run bin/test PATH"
        )
    return name


def options():
    """Return the options of the configuration file that bin/test wrote."""
    parser = ConfigParser(interpolation=None)
    parser.read(os.environ["ODOO_RC"])
    return dict(parser["options"])


def filestore(database):
    return Path(options()["data_dir"]) / "filestore" / database


def copy_database(origin, database):
    subprocess.run(["createdb", "-T", origin, database], check=True)
    if filestore(origin).exists():
        # Odoo never changes a stored file, so both databases can share them.
        shutil.copytree(filestore(origin), filestore(database), copy_function=os.link)


def drop_database(database):
    command = ["dropdb", "--force", "--if-exists", database]
    for _try in range(DROP_TRIES - 1):
        if subprocess.run(command, check=False).returncode == 0:
            break
        # Autovacuum is at work there, and only a superuser may end it.
        time.sleep(1)
    else:
        subprocess.run(command, check=True)
    shutil.rmtree(filestore(database), ignore_errors=True)


@contextmanager
def fresh_database(origin=None):
    """Yield the name of a copy of ``origin`` or the template; drop it at the end."""
    database = f"mortgage_run_{os.getpid()}_{next(_numbers)}"
    copy_database(origin or template(), database)
    try:
        yield database
    finally:
        drop_database(database)


def sql(database, statement, params=None):
    """Run one statement in a transaction of its own and return its rows."""
    with closing(psycopg2.connect(dbname=database)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement, params)
            try:
                return cursor.fetchall()
            except (psycopg2.ProgrammingError, errors.NoData):
                return []


def set_parameter(database, key, value):
    sql(
        database,
        """
        INSERT INTO ir_config_parameter (key, value) VALUES (%s, %s)
        ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value
        """,
        (key, value),
    )


def bind(database):
    """Let this copy send, as an administrator does in the web client."""
    ((identity,),) = sql(
        database,
        """
        SELECT concat_ws(' ', uuid.value, datname, oid, system_identifier)
          FROM pg_control_system(), pg_database, ir_config_parameter uuid
         WHERE datname = current_database() AND uuid.key = 'database.uuid'
        """,
    )
    set_parameter(database, "mortgage_compliance.sending_bound_to", identity)
