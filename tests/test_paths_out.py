"""Every way out of Odoo: borrowers' messages are judged, everybody else's pass."""

import os
import subprocess
import sys

import pytest

from tests.databases import bind, fresh_database, sql
from tests.paths_out import PATHS, RUN, SETUP
from tests.servers import OdooServer
from tests.waiting import wait_for

# What a lender may have besides what the addons need.
ALSO_INSTALLED = "account,calendar_sms,mass_mailing_crm,mass_mailing_sms"
BY_NOBODY = tuple(PATHS)[tuple(PATHS).index("mail_template") :]
OUT_OF_SCOPE = ("invoice_shared", "invoice_sent")
TO_ONE = [path for path in PATHS if path not in BY_NOBODY]
TO_MANY = [path for path in BY_NOBODY if path not in OUT_OF_SCOPE]
NUMBERS = {"pat": "+17135550111", "lee": "+17135550122", "quinn": "+17135550133"}
WAITING = """
SELECT (SELECT count(*) FROM mail_mail WHERE state = 'outgoing')
     + (SELECT count(*) FROM sms_sms WHERE state IN ('outgoing', 'process'))
     + (SELECT count(*) FROM mortgage_touch WHERE state IN ('planned', 'queued'))
     + (SELECT count(*) FROM mailing_mailing WHERE state IN ('in_queue', 'sending'))
"""


class Ran:
    """What came of all the paths: errors, what arrived, and the touches."""

    def __init__(self, errors, messages, touches):
        self.errors = errors
        self.messages = messages
        self.touches = touches

    def arrived(self, path, name):
        """Return what ``name`` received by ``path``."""
        own = {f"{name}@example.com", NUMBERS[name]}
        mark = f"{path}-{name}"
        return [
            message
            for message in self.messages
            if message.to in own
            and mark in f"{message.subject} {message.body} {message.html}"
        ]


@pytest.fixture(scope="module")
def ran(running_sandbox, wired_template, tmp_path_factory):
    running_sandbox.reset()
    with fresh_database(wired_template) as database:
        bind(database)
        command = [sys.executable, "-m", "odoo", "-c", os.environ["ODOO_RC"]]
        command += ["-d", database, "--stop-after-init", "--no-http"]
        subprocess.run(
            [*command, "-i", ALSO_INSTALLED], check=True, capture_output=True
        )
        folder = tmp_path_factory.mktemp("paths")
        odoo = OdooServer(database, crons=2, sandbox=running_sandbox, folder=folder)
        # Before the server runs: its queues would come between.
        errors = odoo.shell(SETUP + RUN, paths=PATHS)
        with odoo:
            running_sandbox.answers_to(odoo.url, database, "admin", "admin")
            assert wait_for(lambda: sql(database, WAITING) == [(0,)], 90), odoo.log()
            yield Ran(
                errors,
                running_sandbox.store.received(),
                sql(
                    database,
                    "SELECT partner.name, touch.state, touch.origin, touch.kind,"
                    " touch.rule_code, touch.reason FROM mortgage_touch touch"
                    " JOIN res_partner partner ON partner.id = touch.partner_id",
                ),
            )


@pytest.mark.parametrize("path", PATHS)
def test_no_path_fails(ran, path):
    failed = {
        mark: error for mark, error in ran.errors.items() if mark.startswith(f"{path}-")
    }
    assert not failed


@pytest.mark.parametrize("path", TO_ONE)
def test_who_may_be_contacted_is(ran, path):
    assert len(ran.arrived(path, "pat")) == 1


@pytest.mark.parametrize("path", [*TO_ONE, *TO_MANY])
def test_who_may_not_be_contacted_is_not(ran, path):
    assert not ran.arrived(path, "lee")


@pytest.mark.parametrize("path", TO_MANY)
def test_what_nobody_wrote_one_to_one_needs_approved_words(ran, path):
    assert not ran.arrived(path, "pat")


@pytest.mark.parametrize("path", PATHS)
def test_who_is_no_borrower_gets_what_odoo_sends(ran, path):
    assert ran.arrived(path, "quinn")


@pytest.mark.parametrize("path", OUT_OF_SCOPE)
@pytest.mark.parametrize("name", ["pat", "lee"])
def test_the_hosts_own_documents_pass(ran, path, name):
    assert ran.arrived(path, name)


def test_a_colleague_in_copy_gets_it_and_no_borrower_hears_of_the_other(ran):
    copies = [m for m in ran.messages if m.to == "carl@lender.example"]
    assert {m.subject for m in copies} >= {
        f"follower_in_copy-{name}" for name in NUMBERS
    }


def test_each_was_judged(ran):
    names = {name for name, *_rest in ran.touches}
    assert names == {"Pat Example", "Lee Example"}
    undecided = [touch for touch in ran.touches if touch[1] in ("planned", "queued")]
    assert not undecided
    words = {rule for _n, _s, origin, _k, rule, _r in ran.touches if rule}
    assert words <= {"suppression", "template.approved"}, words
