import csv
import json
from datetime import datetime, timedelta, timezone

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged, users
from odoo.tools import file_open

from .common import ComplianceCase

STATE_RULES = "mortgage_compliance/data/policy/state_rules.csv"


@tagged("post_install", "-at_install")
class TestContactPolicy(ComplianceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.env["mortgage.contact.policy"]

    def _rule(self, code):
        return self.policy.search([("code", "=", code), ("superseded_by", "=", False)])

    def test_every_row_of_the_state_file_is_a_rule(self):
        with file_open(STATE_RULES, "r") as source:
            rows = list(csv.DictReader(source))
        for row in rows:
            rule = self._rule(f"window.{row['state']}")
            with self.subTest(state=row["state"]):
                self.assertEqual(rule.origin, "shipped")
                self.assertEqual(rule.source, row["citation"])
                self.assertEqual(rule.verified, row["verified"] == "1")
                if row["holiday_ban"] == "1":
                    self.assertTrue(self._rule(f"closed_days.{row['state']}").days)

    def test_every_shipped_rule_has_a_citation(self):
        self.assertFalse(
            self.policy.search([("origin", "=", "shipped"), ("source", "=", False)])
        )

    def test_texas_sunday_opens_at_noon(self):
        self.assertEqual(
            self._rule("window.TX").hours_text,
            "Mon–Fri 09:00–21:00 · Sat 09:00–21:00 · Sun 12:00–21:00",
        )
        self.assertEqual(
            self._rule("window.PA").hours_text,
            "Mon–Fri 09:00–19:00 · Sat 09:00–19:00 · Sun closed",
        )

    def test_changing_a_rule_makes_its_successor(self):
        rule = self._rule("window.TX")
        rule.with_user(self.compliance).weekday_from = 10
        successor = self._rule("window.TX")
        self.assertEqual(rule.superseded_by, successor)
        self.assertEqual(
            (rule.weekday_from, successor.weekday_from, successor.origin),
            (9, 10, "lender"),
        )
        self.assertEqual(rule.valid_to, successor.valid_from)
        entry = self.env["mortgage.ledger.entry"].search(
            [("event", "=", "rule_change"), ("res_id", "=", successor.id)], limit=1
        )
        self.assertEqual(json.loads(entry.payload)["weekday_from"], 10)
        self.assertEqual(entry.actor_uid, self.compliance.id)
        with self.assertRaisesRegex(UserError, "change its successor"):
            rule.weekday_from = 8

    def test_a_rule_to_come_may_still_be_changed(self):
        rule = self.policy.create(
            {
                "code": "closed_days.own",
                "name": "Our day off",
                "check": "closed_days",
                "days": "flag",
                "valid_from": fields.Datetime.now() + timedelta(days=3),
            }
        )
        rule.days = "flag pioneer"
        self.assertFalse(rule.superseded_by)
        rule.unlink()

    def test_a_rule_that_was_in_force_stays(self):
        with self.assertRaisesRegex(UserError, "Give it an end"):
            self._rule("window.TX").unlink()

    def test_loading_again_changes_nothing(self):
        rules = self.policy.search([])
        self.policy._load_shipped()
        self.assertEqual(self.policy.search([]), rules)

    def test_shipped_news_never_touch_a_lenders_row(self):
        self._rule("window.TX").weekday_from = 10
        mine = self._rule("window.TX")
        ended = self._rule("closed_days.AL")
        ended.valid_to = fields.Datetime.now()
        rules = self.policy.search([])
        self.policy._load_shipped()
        self.assertEqual(self.policy.search([]), rules)
        self.assertEqual(self._rule("window.TX"), mine)

    def test_shipped_news_succeed_a_shipped_row(self):
        rule = self._rule("window.IA")
        self.policy._load_rules(
            [
                {
                    "code": "window.IA",
                    "name": rule.name,
                    "check": "window",
                    "source": "New",
                }
            ]
        )
        successor = self._rule("window.IA")
        self.assertEqual(rule.superseded_by, successor)
        self.assertEqual((successor.origin, successor.source), ("shipped", "New"))
        self.assertEqual(successor.weekday_to, rule.weekday_to)

    def test_a_companys_own_row_replaces_the_general_one_there_only(self):
        general = self._rule("window.TX")
        own = general.copy(
            {"company_id": self.company.id, "valid_from": "2020-06-01 00:00:00"}
        )
        book = self.policy._rulebook()
        at = datetime(2026, 11, 28, tzinfo=timezone.utc)
        self.assertEqual(book.find("window.TX", self.company.id, at).id, own.id)
        self.assertEqual(book.find("window.TX", 0, at).id, general.id)
        before = datetime(2020, 2, 1, tzinfo=timezone.utc)
        self.assertEqual(book.find("window.TX", self.company.id, before).id, general.id)

    def test_a_wrong_word_is_named(self):
        with self.assertRaisesRegex(ValidationError, "XX"):
            self._rule("presumption").states = "FL XX"

    def test_the_form_works_for_compliance(self):
        with Form(self._rule("window.TX").with_user(self.compliance)) as form:
            form.sunday_from = 13
        self.assertEqual(self._rule("window.TX").sunday_from, 13)

    @users("maria", "assistant", "processor", "marketing", "madmin", "manager")
    def test_people_read_rules_and_change_none(self):
        rule = self.env["mortgage.contact.policy"].search([], limit=1)
        self.assertTrue(rule.name)
        with self.assertRaises(AccessError):
            rule.name = "Mine"

    @users("outsider", "portalia", "machine")
    def test_others_see_no_rules(self):
        with self.assertRaises(AccessError):
            self.env["mortgage.contact.policy"].search([])
