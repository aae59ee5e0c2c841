from odoo.exceptions import AccessError
from odoo.tests import tagged

from .gate_common import GateCase


@tagged("post_install", "-at_install")
class TestGateNotice(GateCase):
    """What the dialogs say before anybody writes."""

    def setUp(self):
        super().setUp()
        # At any hour of the day.
        for code in ("window.TX", "window.UNKNOWN"):
            self.env.cr.execute(
                "UPDATE mortgage_contact_policy SET weekday_from = 0, weekday_to = 24,"
                " saturday_from = 0, saturday_to = 24, sunday_from = 0, sunday_to = 24"
                " WHERE code = %s",
                [code],
            )
        self.env.invalidate_all()
        self.dana.write({"zip": "77002", "state_id": self.env.ref("base.state_us_44")})
        self.dana.message_subscribe(self.maria.partner_id.ids)

    def _before(self, channel="email", user=None, **values):
        gate = self.env["mortgage.gate"].with_user(user or self.maria)
        return gate.before_writing(
            "res.partner", self.dana.id, channel, self.dana.ids, **values
        )

    def test_it_says_that_it_can_go(self):
        (email,) = self._before()
        self.assertEqual(
            (email["name"], email["verdict"], email["words"]),
            ("Dana Ruiz", "allow", "Can email now"),
        )
        (text,) = self._before("sms")
        self.assertEqual(text["words"], "Can text now")

    def test_it_says_who_opted_out_and_when(self):
        self.env["mortgage.suppression"]._suppress(
            self.phone.ids, "phone", "stop", at="2026-10-03 15:00:00"
        )
        (text,) = self._before("sms")
        self.assertEqual(text["verdict"], "block")
        self.assertIn("Dana opted out Oct 3", text["words"])
        self.assertTrue(text["citation"])
        self.assertEqual(self._before()[0]["verdict"], "allow")

    def test_who_is_no_borrower_is_not_spoken_of(self):
        stranger = self.env["res.partner"].create(
            {"name": "Vendor", "email": "vendor@example.com"}
        )
        gate = self.env["mortgage.gate"].with_user(self.maria)
        asked = ("res.partner", stranger.id, "email", stranger.ids)
        self.assertFalse(gate.before_writing(*asked))
        self.assertFalse(gate.before_writing("no.model", 1, "email", stranger.ids))
        self.assertFalse(gate.before_writing("res.partner", 0, "email", stranger.ids))

    def test_only_those_who_write_to_borrowers_ask(self):
        for user in (self.portal, self.outsider):
            with self.assertRaises(AccessError):
                self._before(user=user)
        self.assertTrue(self._before(user=self.processor))

    def test_the_mail_dialog_says_it(self):
        composer = (
            self.env["mail.compose.message"]
            .with_user(self.maria)
            .create(
                {
                    "model": "res.partner",
                    "res_ids": str(self.dana.ids),
                    "composition_mode": "comment",
                    "partner_ids": [(6, 0, self.dana.ids)],
                }
            )
        )
        self.assertEqual(composer.mortgage_notice_level, "allow")
        self.assertEqual(composer.mortgage_notice, "✓ Dana Ruiz: Can email now")

    def test_the_text_dialog_says_it(self):
        self.env["mortgage.suppression"]._suppress(self.phone.ids, "phone", "stop")
        composer = (
            self.env["sms.composer"]
            .with_user(self.maria)
            .with_context(
                default_res_model="res.partner",
                default_res_id=self.dana.id,
                default_composition_mode="comment",
            )
            .create({"body": "Hello"})
        )
        self.assertEqual(composer.mortgage_notice_level, "block")
        self.assertIn("Dana opted out", composer.mortgage_notice)

    def test_asking_leaves_no_trace(self):
        touches = self.env["mortgage.touch"].search_count([])
        self._before()
        self.assertEqual(self.env["mortgage.touch"].search_count([]), touches)
