from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .test_inbound_texts import TextsCase


@tagged("post_install", "-at_install")
class TestInboundConfirmation(TextsCase):
    """The one text that may follow a STOP, judged by the gate itself."""

    def _judge(self, requests):
        return self.real_judge(requests)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.real_judge = cls.env["mortgage.gate"]._judge
        cls.dana.state_id = cls.env.ref("base.state_us_44")

    def test_the_confirmation_passes_at_night_and_after_the_stop(self):
        self._approve("stop_confirm_sms")
        night = fields.Datetime.to_datetime("2026-11-25 08:30:00")
        with self.at(night):
            self._receive("STOP")
            (confirmation,) = self._confirmations()
            (verdict,) = self._judge(confirmation._requests())
            self.assertEqual(verdict.verdict, "allow", verdict.reason)
        with self.at(night + timedelta(minutes=6)):
            (verdict,) = self._judge(confirmation._requests())
            self.assertEqual(verdict.verdict, "block")

    def test_help_is_answered_at_night(self):
        self._approve("help_sms")
        with self.at("2026-11-25 08:30:00"):
            self._receive("HELP")
            (verdict,) = self._judge(self._confirmations()._requests())
            self.assertEqual(verdict.verdict, "allow", verdict.reason)

    def test_another_text_does_not(self):
        self._receive("STOP")
        (verdict,) = self._judge(self._touch("sms")._requests())
        self.assertEqual(verdict.verdict, "block")
        self.assertIn("STOP", verdict.reason)

    def test_marketing_waits_for_a_review(self):
        self._receive("Not interested")
        (verdict,) = self._judge(self._touch("sms", kind="marketing")._requests())
        self.assertEqual(verdict.verdict, "hold")
