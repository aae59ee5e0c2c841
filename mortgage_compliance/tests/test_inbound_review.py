from datetime import date

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..tools.holidays import next_business_day
from .test_inbound_texts import TextsCase


@tagged("post_install", "-at_install")
class TestInboundReview(TextsCase):
    """Doubt holds marketing at once and asks a person within one business day."""

    def _judge(self, requests):
        return self.real_judge(requests)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.real_judge = cls.env["mortgage.gate"]._judge
        cls.company.partner_id.tz = "America/Chicago"

    def test_federal_holidays_and_weekends_are_no_business_days(self):
        for day, following in (
            ("2026-11-25", "2026-11-27"),  # Thanksgiving
            ("2026-07-02", "2026-07-06"),  # the Fourth on a Saturday, kept on Friday
            ("2026-12-24", "2026-12-28"),  # Christmas on a Friday
            ("2026-12-31", "2027-01-04"),
            ("2026-11-20", "2026-11-23"),
        ):
            self.assertEqual(
                next_business_day(date.fromisoformat(day)),
                date.fromisoformat(following),
            )

    def test_the_clock_ends_with_the_next_business_day(self):
        with self.at("2026-11-25 18:00:00"):
            message = self._receive("Not interested")
        self.assertEqual(str(message.decide_by), "2026-11-27 23:00:00")
        self.assertIn(self.compliance, message._reviewers())
        self.assertTrue(message.reviewer_id)

    def test_marketing_waits_without_end_and_says_for_whom(self):
        self._receive("Not interested")
        marketing = self._touch("sms", kind="marketing")
        (verdict,) = self._judge(marketing._requests())
        self.assertEqual((verdict.verdict, verdict.hold_until), ("hold", None))
        self.assertEqual(verdict.rule, "opt_out.review")
        self.assertEqual(verdict.reason, "Texts wait: compliance reads Dana's answer")
        (verdict,) = self._judge(self._touch("email", kind="marketing")._requests())
        self.assertNotEqual(verdict.rule, "opt_out.review")

    def _held(self):
        touch = self._touch("sms", kind="marketing")
        touch.write(
            {
                "state": "held",
                "rule_code": "opt_out.review",
                "ready_at": False,
                "hold_until": False,
            }
        )
        return touch

    def test_it_is_not_one_and_what_waited_is_judged_at_once(self):
        message = self._receive("Not interested")
        touch = self._held()
        message.with_user(self.compliance).action_not_opt_out()
        self.assertTrue(touch.ready_at)
        self.assertEqual((message.state, message.meaning), ("decided", "none"))
        self.assertEqual(message.decided_by_id, self.compliance)
        self.assertTrue(message.decided_at)
        entry = self.env["mortgage.ledger.entry"].search([("event", "=", "review")])
        self.assertEqual(entry[:1].actor_uid, self.compliance.id)
        self.assertFalse(self._active())

    def test_it_is_one_and_what_waited_never_goes(self):
        message = self._receive("Not interested")
        touch = self._held()
        message.with_user(self.compliance).action_opt_out()
        (verdict,) = self._judge(touch._requests())
        self.assertEqual(verdict.verdict, "block")

    def test_only_compliance_decides(self):
        message = self._receive("Not interested")
        for user in (
            *(self.maria, self.assistant, self.manager, self.processor),
            *(self.marketing, self.mortgage_admin, self.integration, self.portal),
        ):
            for decide in ("action_opt_out", "action_not_opt_out"):
                with self.assertRaises(AccessError):
                    getattr(message.with_user(user), decide)()
        self.assertEqual(message.state, "review")

    def test_a_day_that_is_over_is_told_once_to_all_who_decide(self):
        with self.at("2026-11-25 18:00:00"):
            message = self._receive("Not interested")
        with self.at("2026-11-27 22:59:00"):
            self.messages._cron_escalate_reviews()
            self.assertFalse(message.escalated_at)
            self.assertFalse(message.is_overdue)
        with self.at("2026-11-27 23:01:00"):
            self.messages._cron_escalate_reviews()
            told = len(message.activity_ids)
            self.assertEqual(told, 1 + len(message._reviewers()))
            self.messages._cron_escalate_reviews()
            self.assertEqual(len(message.activity_ids), told)
            message.invalidate_recordset(["is_overdue"])
            self.assertTrue(message.is_overdue)
        self.assertEqual(self._active(), {"sms"}, "time alone decides nothing")

    def test_a_strangers_doubt_waits_too(self):
        message = self._receive("Not interested", sender="+17135550177")
        self.assertEqual(message.state, "review")
        self.assertEqual(self._active(message.point_id), {"sms"})

    def test_what_was_said_before_stands_beside_it(self):
        touch = self._touch("sms", state="sent", queued_at=fields.Datetime.now())
        touch.sent_at = fields.Datetime.now()
        self.env["mortgage.archive"]._store(
            [{"touch_id": touch.id, "content": b"Rates fell, want a quote?"}]
        )
        self._receive("Who is <b>this</b>?")
        message = self._receive("Not interested")
        said = message.with_user(self.compliance).conversation
        self.assertIn("Rates fell, want a quote?", said)
        self.assertIn("Who is &lt;b&gt;this", said)
        self.assertLess(said.index("Rates fell"), said.index("Who is"))
        self.assertNotIn("Not interested", said)

    def test_a_written_request_ends_every_address_of_the_person(self):
        self.env["mortgage.do.not.contact"].with_user(self.compliance).create(
            {"address": "(713) 555-0101", "scope": "all", "heard": "letter"}
        ).action_confirm()
        for point in (self.phone_point, self.email_point):
            self.assertEqual(self._active(point), {"all"})
        row = self.suppression.search([("point_id", "=", self.email_point.id)])
        self.assertIn("letter", row.note)
