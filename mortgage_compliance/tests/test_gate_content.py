from odoo.tests import tagged

from .gate_common import GateCase, local

NOON = local("2026-12-02 12:00")


@tagged("post_install", "-at_install")
class TestGateContent(GateCase):
    """Marketing waits for what its channel must carry, and goes once that is filled
    in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._consent(cls.phone, "pewc")
        cls.news = {
            channel: cls._approved(channel, kind="marketing")
            for channel in ("email", "sms")
        }

    def _marketing(self, channel="email", **values):
        version = self.news.get(channel)
        return self._judge(
            channel,
            "marketing",
            NOON,
            **{"version_id": version.id if version else 0, **values},
        )

    def _waits(self, verdict, rule):
        self.assertEqual((verdict.verdict, verdict.rule), ("hold", rule))
        self.assertFalse(verdict.hold_until, "a person releases it")
        self.assertTrue(verdict.reason.startswith("Waits: "), verdict.reason)
        self.assertIn("administrator", verdict.reason)

    def test_a_complete_lender_is_not_held(self):
        for channel in ("email", "sms", "call"):
            self.assertTrue(self._marketing(channel).allowed, channel)

    def test_a_postal_address(self):
        self.company.zip = False
        self._waits(self._marketing(), "content.address")
        self.assertTrue(self._judge("email", "transactional", NOON).allowed)
        by_hand = self._marketing(origin="manual")
        self.assertTrue(by_hand.allowed)
        self.assertEqual(by_hand.warnings[0]["rule"], "content.address")

    def test_no_free_mail(self):
        for address, is_free in (
            ("maria.gomez@gmail.com", True),
            ("maria@YAHOO.com", True),
            ("maria@yahoo.co.uk", True),
            ("maria@me.com", True),
            ("maria@mail.lender.example", False),
            ("maria@homelending.com", False),
            ("maria@gmail.lender.com", False),
        ):
            with self.subTest(address):
                self.maria.email = address
                verdict = self._marketing()
                if is_free:
                    self._waits(verdict, "content.from")
                else:
                    self.assertTrue(verdict.allowed)
        self.maria.email = "maria@gmail.com"
        self.company.alias_domain_id = self.env["mail.alias.domain"].create(
            {"name": "lender.example"}
        )
        self.assertTrue(self._marketing().allowed, "the company's domain sends it")

    def test_a_caller_id(self):
        self.maria.phone = False
        self.assertTrue(self._marketing("call").allowed, "the company's number")
        self.company.phone = False
        self._waits(self._marketing("call"), "content.caller_id")
        self.assertTrue(self._marketing("call", origin="manual").allowed)

    def test_what_waited_is_judged_again_when_it_is_filled_in(self):
        touches = self.env["mortgage.touch"].create(
            [
                {
                    "res_model": "res.partner",
                    "res_id": self.dana.id,
                    "channel": "email",
                    "kind": "marketing",
                    "state": "held",
                    "rule_code": rule,
                    "ready_at": False,
                }
                for rule in ("content.address", "license.lo")
            ]
        )
        self.company.name = "Another Name"
        self.assertFalse(touches[0].ready_at)
        self.company.zip = "78702"
        self.assertTrue(touches[0].ready_at)
        self.assertFalse(touches[1].ready_at)
        touches[0].ready_at = False
        self.dana.zip = "78703"
        self.assertFalse(touches[0].ready_at)
        self.company.partner_id.zip = "78704"
        self.assertTrue(touches[0].ready_at)

    def test_a_touch_with_words_that_sell_is_marketing(self):
        touch = self.env["mortgage.touch"].create(
            {
                "res_model": "res.partner",
                "res_id": self.dana.id,
                "partner_id": self.dana.id,
                "point_id": self.email.id,
                "channel": "email",
                "kind": "transactional",
                "template_version_id": self.news["email"].id,
                "user_id": self.maria.id,
                "company_id": self.company.id,
            }
        )
        touch._judged()
        self.assertEqual(touch.kind, "marketing")
        self.assertIn("List-Unsubscribe-Post", touch._mail_headers())
