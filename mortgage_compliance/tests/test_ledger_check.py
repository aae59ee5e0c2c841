import os
import tempfile
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from psycopg2 import Error

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged, users
from odoo.tools import SQL, config, mute_logger

from ..models.ledger import mortgage_ledger_check
from ..models.ledger.mortgage_ledger_anchor import EMAIL, FILE, FOLDER
from ..tools import seal, seal_check
from .common import ComplianceCase


class LedgerCase(ComplianceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ledger = cls.env["mortgage.ledger.entry"]
        cls.seals = cls.env["mortgage.ledger.seal"]
        cls.checks = cls.env["mortgage.ledger.check"]
        cls.entries = cls.ledger._append(
            [
                {"event": "consent", "payload": {"words": "¿Qué tal?"}},
                {"event": "handover", "touch_id": 91, "content": b"To Dana"},
                {"event": "handover", "touch_id": 92, "content": b"To Omar"},
                {"event": "verdict", "touch_id": 93},
            ]
        )
        cls.seals._seal()

    def _tamper(self, *statements, **values):
        """Do as somebody would who may do all with the database."""
        for table in ("ledger_entry", "ledger_seal", "archive"):
            self.env.cr.execute(f"ALTER TABLE mortgage_{table} DISABLE TRIGGER USER")
        for statement in statements:
            self.env.cr.execute(SQL(statement, **values))

    def _check(self):
        check = self.checks._begin()
        # Every entry is past the floor in a test, whose transaction never ends.
        check.floor = self.entries[-1]
        check._go_on()
        return check

    def _assert_broken(self, words, entry=None):
        check = self._check()
        self.assertEqual(check.state, "broken", check.words)
        self.assertIn(words, check.words)
        if entry is not None:
            self.assertEqual(check.entry, entry, check.words)
        return check


@tagged("post_install", "-at_install")
class TestLedgerCheck(LedgerCase):
    def test_a_whole_record_is_intact(self):
        check = self._check()
        self.assertEqual((check.state, check.words), ("intact", check.words))
        self.assertGreaterEqual(check.position, 4)
        self.assertGreaterEqual(check.body_count, 2)
        entry = self.ledger.search([("event", "=", "verify")], limit=1)
        self.assertEqual(entry.res_id, check.id)
        self.assertIn('"result":"intact"', entry.payload)

    def test_small_steps_find_the_same(self):
        self.patch(mortgage_ledger_check, "LINKS", 2)
        self.patch(mortgage_ledger_check, "BODIES", 1)
        self.assertEqual(self._check().state, "intact")
        self._tamper(
            "UPDATE mortgage_ledger_entry SET touch_id = 94 WHERE id = %(id)s",
            id=self.entries[3],
        )
        self._assert_broken("changed", self.entries[3])

    def test_without_dropped_triggers_postgresql_refuses(self):
        for statement in (
            "UPDATE mortgage_ledger_entry SET payload = '' WHERE id = %(id)s",
            "DELETE FROM mortgage_ledger_entry WHERE id = %(id)s",
            "TRUNCATE mortgage_ledger_entry",
            "UPDATE mortgage_archive SET content = ''",
            "DELETE FROM mortgage_archive",
            "TRUNCATE mortgage_archive",
        ):
            with (
                self.subTest(statement),
                mute_logger("odoo.sql_db"),
                self.assertRaisesRegex(Error, "append-only"),
                self.env.cr.savepoint(flush=False),
            ):
                self.env.cr.execute(SQL(statement, id=self.entries[0]))

    def test_one_changed_byte_is_found(self):
        self._tamper(
            "UPDATE mortgage_ledger_entry SET payload = replace(payload, 'tal', 'tar')"
            " WHERE id = %(id)s",
            id=self.entries[0],
        )
        self._assert_broken("somebody changed it", self.entries[0])

    def test_a_deleted_entry_is_found(self):
        self._tamper(
            "DELETE FROM mortgage_ledger_entry WHERE id = %(id)s", id=self.entries[1]
        )
        self._assert_broken("was deleted", self.entries[1])

    def test_an_entry_deleted_with_its_seal_is_found(self):
        self._tamper(
            "DELETE FROM mortgage_ledger_entry WHERE id = %(id)s",
            "DELETE FROM mortgage_ledger_seal WHERE entry = %(id)s",
            id=self.entries[1],
        )
        self._assert_broken("were taken away", self.entries[2])

    def test_an_emptied_ledger_is_found(self):
        self._tamper("TRUNCATE mortgage_ledger_entry")
        self._assert_broken("was deleted")

    def test_emptied_seals_are_found(self):
        self._tamper("TRUNCATE mortgage_ledger_seal")
        self._assert_broken("has no seal")

    def test_seals_cut_off_the_end_are_found(self):
        ((position,),) = self.env.execute_query(
            SQL("SELECT max(position) FROM mortgage_ledger_seal")
        )
        check = self.checks._begin()
        check.seal_count = position
        self._tamper(
            "DELETE FROM mortgage_ledger_seal WHERE position = %(at)s", at=position
        )
        check._go_on()
        self.assertEqual(check.state, "broken")
        self.assertIn("the last ones were taken away", check.words)

    def test_two_entries_put_into_another_order_are_found(self):
        self._tamper(
            "UPDATE mortgage_ledger_entry SET id = -1 WHERE id = %(a)s",
            "UPDATE mortgage_ledger_entry SET id = %(a)s WHERE id = %(b)s",
            "UPDATE mortgage_ledger_entry SET id = %(b)s WHERE id = -1",
            a=self.entries[1],
            b=self.entries[2],
        )
        self._assert_broken("somebody changed it", self.entries[1])

    def test_two_seals_put_into_another_order_are_found(self):
        self._tamper(
            "CREATE TEMP TABLE pair ON COMMIT DROP AS SELECT * FROM"
            " mortgage_ledger_seal WHERE entry IN (%(a)s, %(b)s)",
            "DELETE FROM mortgage_ledger_seal WHERE entry IN (%(a)s, %(b)s)",
            "INSERT INTO mortgage_ledger_seal (id, position, entry, leaf, root, at)"
            " SELECT one.id, one.position, other.entry, other.leaf, other.root, one.at"
            " FROM pair one, pair other WHERE one.id != other.id",
            a=self.entries[1],
            b=self.entries[2],
        )
        self._assert_broken("does not follow the one before it")

    def test_a_changed_seal_is_found(self):
        self._tamper(
            "UPDATE mortgage_ledger_seal SET leaf = sha256(leaf) WHERE entry = %(id)s",
            id=self.entries[2],
        )
        self._assert_broken("does not follow", self.entries[2])

    def test_an_entry_put_in_afterwards_is_found(self):
        gone = self.entries[0]
        self._tamper(
            "INSERT INTO mortgage_ledger_entry (id, at, event, payload)"
            " VALUES (-5, '2026-01-01', 'consent', '{}')"
        )
        self.assertTrue(gone)
        self._assert_broken("it was put in later", -5)

    def test_a_swapped_pair_of_messages_is_found(self):
        self._tamper(
            "UPDATE mortgage_archive one SET content = other.content"
            " FROM mortgage_archive other"
            " WHERE (one.touch_id, other.touch_id) IN ((91, 92), (92, 91))"
        )
        self._assert_broken("changed or swapped", self.entries[1])

    def test_a_pair_swapped_with_its_hashes_is_found(self):
        self._tamper(
            "UPDATE mortgage_archive one"
            " SET content = other.content, sha256 = other.sha256"
            " FROM mortgage_archive other"
            " WHERE (one.touch_id, other.touch_id) IN ((91, 92), (92, 91))"
        )
        self._assert_broken("is not in the archive", self.entries[1])

    def test_a_deleted_message_is_found_unless_a_purge_took_it(self):
        sha256 = self.ledger.browse(self.entries[1]).content_sha256
        self._tamper("DELETE FROM mortgage_archive WHERE touch_id = 91")
        self._assert_broken(sha256, self.entries[1])
        self.ledger._append([{"event": "purge", "payload": {"sha256": [sha256]}}])
        self.seals._seal()
        self.assertEqual(self._check().state, "intact")

    def test_bytes_that_are_no_message_are_found(self):
        self._tamper("UPDATE mortgage_archive SET content = 'x' WHERE touch_id = 92")
        self._assert_broken("is not what was handed over", self.entries[2])

    def test_who_answers_for_it_is_told(self):
        self._tamper(
            "DELETE FROM mortgage_ledger_entry WHERE id = %(id)s", id=self.entries[1]
        )
        self._check()
        told = self.env["mail.message"].search(
            [("partner_ids", "in", self.compliance.partner_id.ids)], limit=1
        )
        self.assertEqual(told.subject, "The record is broken")
        self.assertIn(str(self.entries[1]), told.body)
        item = self.env["mortgage.readiness"].with_user(self.compliance)._item_record
        self.assertEqual(item()["state"], "missing")

    def test_a_step_costs_the_same_for_few_and_many(self):
        for size in (2, 200):
            self.ledger._append([{"event": "verdict"}] * size)
            self.seals._seal()
            check = self.checks._begin()
            with self.subTest(size=size), self.assertQueryCount(1):
                check._next_links()

    @users("compliance")
    def test_compliance_begins_one_and_not_two(self):
        for _again in range(2):
            # As the button above the list does, which sends no ids.
            call_kw(self.env["mortgage.ledger.check"], "action_check_now", [[]], {})
        running = self.checks.search([("state", "=", "running")])
        self.assertEqual(len(running), 1)
        self.checks._cron_check()
        self.assertNotEqual(running.state, "running")

    @users("maria", "manager", "madmin", "outsider")
    def test_others_may_not(self):
        with self.assertRaises(AccessError):
            self.env["mortgage.ledger.check"].action_check_now()

    def test_a_walk_goes_on_where_it_was(self):
        rows = [(n, None, 2, 1, "verdict", *[None] * 6) for n in (1, 2, 3)]
        links, root = [], seal.NOTHING
        for position, row in enumerate(rows, 1):
            root = seal.root(root, seal.leaf(row))
            links.append(
                seal_check.Link(position, row[0], seal.leaf(row), root, None, row)
            )
        walk = seal_check.Walk()
        self.assertIsNone(walk.first_break(links[:2]))
        again = seal_check.Walk(walk.position, walk.root)
        self.assertIsNone(again.first_break(links[2:]))
        self.assertEqual(seal_check.Walk().first_break(links[1:]).kind, "seals_missing")


@tagged("post_install", "-at_install")
class TestLedgerAnchor(LedgerCase):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.anchors = self.env["mortgage.ledger.anchor"]

    def _places(self, email="anchors@counsel.example", folder=True):
        self.env["ir.config_parameter"].set_param(EMAIL, email)
        values = {FOLDER: str(self.folder) if folder else ""}
        patched = patch.dict(config._runtime_options, values)
        patched.start()
        self.addCleanup(patched.stop)

    def test_it_goes_where_the_lender_says_and_once_a_state(self):
        self._places()
        self.anchors._cron_anchor()
        self.anchors._cron_anchor()
        (line,) = (self.folder / FILE).read_text().splitlines()
        anchor = self.anchors.search([], limit=1)
        self.assertEqual((anchor.line, anchor.email), (line, "anchors@counsel.example"))
        mails = self.env["mail.mail"].search([("email_to", "=", anchor.email)])
        self.assertEqual(len(mails), 1)
        self.assertIn(line, mails.body_html)
        self.assertEqual(
            self.ledger.search_count(
                [("event", "=", "anchor"), ("res_id", "=", anchor.id)]
            ),
            1,
        )
        self.assertEqual(os.listdir(self.folder), [FILE])

    def test_without_a_place_there_is_none(self):
        self._places(email="", folder=False)
        before = self.anchors.search_count([])
        self.anchors._cron_anchor()
        self.assertEqual(self.anchors.search_count([]), before)
        item = self.env["mortgage.readiness"]._item_anchor()
        self.assertEqual(item["state"], "warning")

    def test_a_record_written_anew_does_not_pass_its_anchor(self):
        self._places()
        self.anchors._cron_anchor()
        line = self.anchors.search([], limit=1).line
        is_passed, _words = self.anchors._judge_line(line)
        self.assertTrue(is_passed)
        self._tamper(
            "UPDATE mortgage_ledger_entry SET touch_id = 99 WHERE id = %(id)s",
            "TRUNCATE mortgage_ledger_seal",
            "DELETE FROM mortgage_ledger_floor",
            "SELECT setval('mortgage_ledger_seal_id_seq', 1, false)",
            id=self.entries[3],
        )
        self.seals._seal()
        is_passed, words = self.anchors._judge_line(line)
        self.assertFalse(is_passed)
        self.assertIn("at least one is not what it was", words)
        self._assert_broken("written anew")

    def test_lines_that_are_none_are_told_apart(self):
        self._places()
        self.anchors._cron_anchor()
        line = self.anchors.search([], limit=1).line
        words = line.split()
        for wrong, said in (
            ("", "no anchor line"),
            ("hello", "no anchor line"),
            (" ".join([*words[:4], "x", words[5]]), "no anchor line"),
            (" ".join([*words[:2], "other", *words[3:]]), "another database"),
            (" ".join([*words[:4], "999999999", words[5]]), "fewer now"),
            (" ".join([*words[:5], "00" * 32]), "at least one"),
        ):
            is_passed, told = self.anchors._judge_line(wrong)
            self.assertFalse(is_passed)
            self.assertIn(said, told, wrong)

    @users("compliance")
    def test_compliance_pastes_a_line(self):
        wizard = self.env["mortgage.anchor.check"].create({"line": "hello"})
        self.assertFalse(wizard.is_passed)
        self.assertIn("no anchor line", wizard.answer)

    def test_an_anchor_stays(self):
        self._places()
        self.anchors._cron_anchor()
        anchor = self.anchors.search([], limit=1)
        with self.assertRaises(UserError):
            anchor.write({"root": ""})
        with self.assertRaises(UserError):
            anchor.unlink()
        self.assertLess(
            fields.Datetime.now() - anchor.at, timedelta(minutes=5), "of today"
        )
