"""What borrowers choose to hear is obeyed, at every address of theirs."""

import unittest
from datetime import date, datetime, timezone

from psycopg2.errors import RaiseException

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools.preferences import Choice, next_allowed
from .gate_common import GateCase, local

UTC = timezone.utc
FRIDAY = "2026-11-27 10:00"


@tagged("post_install", "-at_install")
class TestPreferencesGate(GateCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.preference = cls.env["mortgage.preference"]
        cls.rates = cls.env.ref("mortgage_compliance.mortgage_contact_topic_rates")
        cls._consent(cls.phone, "pewc")
        cls.marketing_words = cls._approved("email", kind="marketing")
        cls.marketing_words.template_id.topic_id = cls.rates

    def _choose(self, point=None, **choice):
        return self.preference._choose(point or self.email, Choice(**choice), "page")

    def _email(self, kind="marketing", **values):
        words = self.marketing_words if kind == "marketing" else self.words["email"]
        values = {"version_id": words.id, **values}
        return self._judge("email", kind, at=local(FRIDAY), **values)

    def test_nothing_chosen_stops_nothing(self):
        self.assertTrue(self._email().allowed)

    def test_a_topic_turned_off_stops_marketing_about_it_only(self):
        self._choose(topics_off=("rates",))
        verdict = self._email()
        self.assertEqual((verdict.verdict, verdict.rule), ("block", "preference.topic"))
        self.assertIn("Rate alerts", verdict.reason)
        self.assertTrue(self._email(kind="transactional").allowed)
        self._choose(topics_off=("news",))
        self.assertTrue(self._email().allowed)

    def test_a_touch_may_name_the_topic_itself(self):
        self.marketing_words.template_id.topic_id = False
        self._choose(topics_off=("rates",))
        self.assertTrue(self._email().allowed)
        self.assertEqual(self._email(topic="rates").rule, "preference.topic")

    def test_a_quiet_day_holds_until_the_borrowers_next_midnight(self):
        self._choose(quiet_days=("fri", "sat"))
        verdict = self._email()
        self.assertEqual((verdict.verdict, verdict.rule), ("hold", "preference.days"))
        self.assertEqual(verdict.hold_until, local("2026-11-29 00:00"))
        self.assertTrue(self._email(kind="transactional").allowed)

    def test_nothing_before_a_date(self):
        self._choose(quiet_until=date(2026, 12, 24))
        self.assertEqual(self._email().hold_until, local("2026-12-24 00:00"))

    def test_what_is_chosen_at_one_address_counts_at_every_other_also_a_later_one(self):
        self._choose(self.email, quiet_days=("fri",))
        verdict = self._judge("sms", "marketing", at=local(FRIDAY))
        self.assertEqual(verdict.rule, "preference.days")
        (later,) = self._points(("email", "dana.new@example.com"))
        later.partner_ids = [Command.link(self.dana.id)]
        verdict = self._email(point_id=later.id, value=later.value)
        self.assertEqual(verdict.rule, "preference.days")

    def test_the_youngest_choice_counts_and_the_older_stay(self):
        self._choose(topics_off=("rates",))
        self._choose()
        self.assertTrue(self._email().allowed)
        rows = self.preference.search([("point_id", "=", self.email.id)])
        self.assertEqual(len(rows), 2)
        with (
            self.assertRaises(RaiseException),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            rows[0].note = "changed"
            rows.flush_recordset()
        rows.invalidate_recordset(flush=False)

    def test_choices_survive_that_the_card_is_merged_or_deleted(self):
        self._choose(quiet_days=("fri",), lang="es")
        other = self.env["res.partner"].create(
            {"name": "Dana R.", "email": "dana@example.com"}
        )
        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        merge._merge((self.dana + other).ids, other, extra_checks=False)
        other._mortgage_sync_points()
        self.assertEqual(self._email(partner_id=other.id).rule, "preference.days")
        self.assertEqual(other.mortgage_lang, "es_419")
        other.unlink()
        self.assertEqual(self._email(partner_id=0).rule, "preference.days")

    def test_a_hand_written_message_only_warns(self):
        self._choose(quiet_days=("fri",))
        verdict = self._email(origin="manual", version_id=0)
        self.assertTrue(verdict.allowed)
        self.assertIn("preference.days", [w["rule"] for w in verdict.warnings])

    def test_a_batch_costs_the_same_at_any_size(self):
        self._choose(topics_off=("rates",), quiet_days=("sun",))
        small = [
            self._request("email", "marketing", version_id=self.marketing_words.id)
        ]
        self.gate._judge(small)
        counts = []
        for requests in (small * 2, small * 40):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.gate._judge(requests)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_all_seven_days_are_no_choice(self):
        with self.assertRaises(ValidationError):
            self._choose(quiet_days=tuple("mon tue wed thu fri sat sun".split()))

    # By the loan officer

    def _change(self, user, **values):
        changes = self.env["mortgage.preference.change"].with_user(user)
        change = changes.with_context(default_partner_id=self.dana.id).create(values)
        return change

    def test_compliance_writes_down_what_a_borrower_said(self):
        change = self._change(self.compliance, quiet_sat=True, method="letter")
        change.topic_ids -= self.rates
        change.action_save()
        row = self.preference.search([("point_id", "=", self.phone.id)])
        self.assertEqual((row.method, row.topics_off), ("letter", "rates"))
        self.assertEqual(row.actor_uid, self.compliance.id)
        again = self._change(self.compliance)
        self.assertNotIn(self.rates, again.topic_ids)
        self.assertTrue(again.quiet_sat)

    def test_nobody_writes_it_down_for_somebody_elses_borrower(self):
        for user in (self.maria, self.assistant):
            with self.subTest(user.login), self.assertRaises(UserError):
                self._change(user)
        for user in (self.marketing, self.processor, self.integration, self.portal):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._change(user)

    def test_who_reads_what(self):
        self._choose(topics_off=("rates",))
        compliance = self.preference.with_user(self.compliance)
        self.assertTrue(compliance.search([("topics_off", "=", "rates")]))
        for user in (self.maria, self.assistant, self.processor):
            found = self.preference.with_user(user).search([("id", "!=", 0)])
            self.assertFalse(found, user.login)
        for user in (self.marketing, self.integration, self.portal, self.outsider):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.preference.with_user(user).search([("id", "!=", 0)])
        self.assertTrue(self.rates.with_user(self.marketing).name)
        with self.assertRaises(AccessError):
            self.rates.with_user(self.marketing).name = "Other"
        self.rates.with_user(self.compliance).hint = "Other"


class TestNextAllowed(unittest.TestCase):
    def test_every_zone_must_be_on_a_day_that_is_not_quiet(self):
        choice = Choice(quiet_days=("sun",))
        at = datetime(2026, 11, 30, 7, 30, tzinfo=UTC)  # still Sunday in LA
        zones = ("America/New_York", "America/Los_Angeles")
        self.assertEqual(
            next_allowed(choice, at, zones), datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
        )
        self.assertEqual(next_allowed(choice, at, zones[:1]), at)

    def test_the_day_the_clocks_change(self):
        choice = Choice(quiet_days=("sun",))
        at = local("2026-11-01 12:00")
        self.assertEqual(
            next_allowed(choice, at, ("America/Chicago",)), local("2026-11-02 00:00")
        )

    def test_never(self):
        choice = Choice(quiet_until=date(2999, 1, 1))
        self.assertIsNone(next_allowed(choice, local(FRIDAY), ("America/Chicago",)))
