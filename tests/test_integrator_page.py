"""The page for integrators, run as it stands: every example works as written."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.posting import KEY, lender_with_keys

PAGE = Path(__file__).parents[1] / "mortgage_sales" / "readme" / "INTEGRATE.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
API_KEY = """
user = env["res.users"].search([("login", "=", "integration")])
result = env["res.users.apikeys"].with_user(user).sudo()._generate("rpc", "page", False)
"""
# Values differ from run to run where they stand; what a field means does not.
FREE_TEXT = {"assigned_to", "reason", "rule", "citation"}


@pytest.fixture(scope="module")
def environment(wired_template):
    with lender_with_keys(wired_template) as odoo:
        yield os.environ | {
            "ODOO": odoo.url,
            "DB": odoo.database,
            "SOURCE_KEY": KEY,
            "LOGIN": "integration",
            "API_KEY": odoo.shell(API_KEY),
        }


def test_every_example_runs_and_answers_as_shown(environment):
    blocks = BLOCK.findall(PAGE.read_text())
    assert {language for language, _code in blocks} == {"bash", "json", "python"}
    said = ""
    for language, code in blocks:
        if language == "json":
            _assert_alike(_documents(said), _documents(code))
        else:
            said = _run(language, code, environment)
            assert said.strip(), code


def _run(language, code, environment):
    command = {"bash": ["bash", "-euc"], "python": [sys.executable, "-c"]}[language]
    done = subprocess.run(
        [*command, code], env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, f"{code}\n{done.stdout}\n{done.stderr}"
    assert "Traceback" not in done.stdout, done.stdout
    return done.stdout


def _documents(text):
    """Return the JSON documents that stand one after the other in ``text``."""
    decoder, documents, rest = json.JSONDecoder(), [], text.strip()
    while rest:
        document, end = decoder.raw_decode(rest)
        documents.append(document)
        rest = rest[end:].lstrip()
    return documents


def _assert_alike(received, shown, field=""):
    """The answer has the fields and types of the one shown, and the same words where
    they are words of the contract."""
    if isinstance(shown, dict):
        assert received.keys() == shown.keys()
        for name in shown:
            _assert_alike(received[name], shown[name], name)
    elif isinstance(shown, list):
        assert len(received) == len(shown), received
        for one, other in zip(received, shown, strict=True):
            _assert_alike(one, other, field)
    elif isinstance(shown, str) and field not in FREE_TEXT:
        assert received == shown
    else:
        assert type(received) is type(shown), (field, received, shown)
