"""Databases and servers to measure on."""

import os
from contextlib import contextmanager

from tests.databases import fresh_database
from tests.sandbox.sandbox import Sandbox
from tests.servers import OdooServer
from tests.wiring import wire


@contextmanager
def our_odoo(**options):
    """Yield a server with our addons and the sandbox that its messages go to."""
    with Sandbox() as sandbox, fresh_database() as database:
        wire(database, sandbox)
        with OdooServer(database, sandbox=sandbox, **options) as odoo:
            sandbox.answers_to(odoo.url, database, "admin", "admin")
            yield odoo, sandbox


@contextmanager
def stock_odoo(**options):
    """Yield a server with the same stock modules and none of ours."""
    with fresh_database(os.environ["MORTGAGE_BASE"]) as database:
        with OdooServer(database, **options) as odoo:
            yield odoo
