"""What the processes of a whole run have each for itself, and what they share.

pytest-odoo gives each process a copy of the database and all of them one filestore,
where Odoo collects garbage after each class: what it deletes may be files that a test
of another process has just stored.
"""

import os
import shutil
from pathlib import Path
from unittest import mock

import pytest
from xdist.scheduler import LoadFileScheduling

from odoo.tools import config

# The story takes minutes to tell: these tests share one process, and the one told.
TOLD = (
    *("tests/test_demo_story.py", "tests/test_full_house.py"),
    "tests/test_screens.py",
)


@pytest.fixture(scope="session", autouse=True)
def own_filestore(load_registry):
    if not os.environ.get("PYTEST_XDIST_WORKER"):
        yield
        return
    (database,) = config["db_name"]
    shared = Path(config.filestore(database))
    own = shared.with_name(database)
    # Odoo never changes a stored file, so both can share its bytes.
    shutil.copytree(shared, own, copy_function=os.link)
    try:
        with mock.patch.object(config, "filestore", return_value=str(own)):
            yield
    finally:
        shutil.rmtree(own)


class FilesOfAWorker(LoadFileScheduling):
    """A file is never in two processes, and neither is the story."""

    def _split_scope(self, nodeid):
        file = super()._split_scope(nodeid)
        return "told" if file in TOLD else file


@pytest.hookimpl(tryfirst=True)
def pytest_xdist_make_scheduler(config, log):
    if config.getvalue("dist") == "loadfile":
        return FilesOfAWorker(config, log)
    return None
