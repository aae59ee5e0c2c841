"""Fixtures for tests with real servers; see servers.py for what they give."""

from contextlib import ExitStack

import pytest

from tests.databases import bind, fresh_database
from tests.sandbox.sandbox import Sandbox
from tests.servers import OdooServer
from tests.told import tell_story
from tests.wiring import wire


@pytest.fixture(scope="session")
def running_sandbox():
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running_sandbox):
    """The sandbox, empty and well-behaved."""
    running_sandbox.reset()
    return running_sandbox


@pytest.fixture(scope="session")
def wired_template(running_sandbox):
    """A database whose mails and texts go to the sandbox, to be copied."""
    with fresh_database() as database:
        wire(database, running_sandbox)
        yield database


@pytest.fixture(scope="session")
def told():
    """The name of a database on which the demo's story has just been told."""
    with fresh_database() as database:
        tell_story(database)
        yield database


@pytest.fixture
def database(wired_template):
    with fresh_database(wired_template) as database:
        bind(database)
        yield database


@pytest.fixture
def start_odoo(database, sandbox, tmp_path):
    """``start_odoo(processes=2, crons=4, conf={…})`` gives a running OdooServer."""
    with ExitStack() as servers:

        def start(**options):
            server = OdooServer(database, sandbox=sandbox, folder=tmp_path, **options)
            servers.enter_context(server)
            sandbox.answers_to(server.url, database, "admin", "admin")
            return server

        yield start
