from base64 import b64encode

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged, users

from .gate_common import GateCase, local

MEMO = b64encode(b"Counsel says so.")
OPEN = local("2026-12-09 12:00")


@tagged("post_install", "-at_install")
class TestPolicyRegistration(GateCase):
    """Who solicits in a state that asks for it is registered there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._consent(cls.phone, "pewc")
        cls.texas = cls.env["mortgage.jurisdiction"].search([("state", "=", "TX")])

    def _text(self, assume=(), **values):
        return self._judge(
            kind="marketing", at=OPEN, assume={"template", *assume}, **values
        )

    def test_what_each_status_does(self):
        table = (
            ({"status": "registered"}, ""),
            ({"status": "registered", "expires_on": "2026-12-09"}, ""),
            ({"status": "registered", "expires_on": "2026-12-08"}, "has ended"),
            ({"status": "lapsed", "expires_on": False}, "has ended"),
            ({"status": "not_set_up"}, "is not set up"),
            ({"status": "exempt"}, "no memo"),
            ({"status": "exempt", "memo": MEMO}, ""),
            ({"status": "not_required"}, ""),
            ({"status": "not_required", "emergency": True}, "emergency"),
            ({"emergency": True, "areas": "787 79901"}, ""),
            ({"emergency": True, "areas": "770 79901"}, "emergency"),
        )
        for values, words in table:
            with self.subTest(**values):
                self.texas.write(values)
                verdict = self._text()
                if not words:
                    self.assertTrue(verdict.allowed, verdict.reason)
                    continue
                self.assertEqual(
                    (verdict.verdict, verdict.rule, verdict.hold_until),
                    ("hold", "registration.TX", None),
                )
                self.assertIn(words, verdict.reason)

    def test_it_says_who_has_to_see_to_it(self):
        self.texas.unlink()
        self.assertEqual(
            self._text().reason,
            "Marketing texts to Texas wait: the Texas registration is not set up"
            " (compliance)",
        )
        self.assertIn("302.101", self._text().citation)

    def test_answers_and_emails_flow(self):
        self.env["mortgage.jurisdiction"].search([]).unlink()
        self.assertTrue(self._judge(at=OPEN).allowed)
        email = self._judge("email", "marketing", at=OPEN)
        self.assertNotIn("registration", email.rule)

    def test_the_residence_decides_and_not_the_area_code(self):
        self.env["mortgage.jurisdiction"].search([("state", "=", "FL")]).unlink()
        miami = self._text(value="+13055550101", point_id=0, assume={"consent"})
        self.assertNotEqual(miami.rule, "registration.FL")
        unknown = {"states": (), "zips": (), "property_state": "", "point_id": 0}
        only_phone = self._text(
            value="+13055550101", assume={"consent", "license"}, **unknown
        )
        self.assertEqual(only_phone.rule, "registration.FL")

    def test_by_hand_it_warns(self):
        self.texas.unlink()
        verdict = self._text(origin="manual")
        self.assertTrue(verdict.allowed)
        self.assertEqual(verdict.warnings[0]["rule"], "registration.TX")

    def test_setting_it_up_lets_go_what_waited(self):
        self.texas.status = "not_set_up"
        touch = self.env["mortgage.touch"].create(
            {
                "partner_id": self.dana.id,
                "channel": "sms",
                "kind": "marketing",
                "state": "held",
                "rule_code": "registration.TX",
                "res_model": "res.partner",
                "res_id": self.dana.id,
                "company_id": self.company.id,
                "ready_at": False,
            }
        )
        self.texas.status = "registered"
        self.assertLessEqual(touch.ready_at, fields.Datetime.now())

    def test_the_readiness_list_names_states_and_who_sees_to_it(self):
        def item():
            rows = self.env["mortgage.readiness"].with_user(self.compliance).items()
            return next(row for row in rows if row["code"] == "registrations")

        self.assertEqual(item()["state"], "set")
        self.texas.unlink()
        self.assertEqual((item()["state"], item()["who"]), ("missing", "compliance"))
        self.assertIn("Texas", item()["detail"])
        self.assertEqual(item()["holds_back"], "marketing calls and texts to Texas")

    def test_the_states_of_the_licenses_are_added(self):
        jurisdictions = self.env["mortgage.jurisdiction"]
        jurisdictions.search([]).unlink()
        self._license("CA")
        jurisdictions.with_user(self.compliance).action_add_licensed()
        self.assertEqual(jurisdictions.search([]).mapped("state"), ["CO", "FL", "TX"])

    def test_what_is_refused(self):
        for values, words in (
            ({"areas": "Kings"}, "no ZIP"),
            ({"certificate": False}, "certificate"),
            ({"state": "XX"}, "two-letter"),
        ):
            with self.subTest(**values), self.assertRaisesRegex(ValidationError, words):
                self.texas.write(values)

    def test_compliance_alone_changes_it(self):
        for user in (self.maria, self.manager, self.marketing, self.mortgage_admin):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.texas.with_user(user).status = "exempt"
        self.texas.with_user(self.compliance).status = "lapsed"
        self.assertEqual(self.texas.with_user(self.manager).status, "lapsed")

    @users("maria", "assistant", "processor", "machine", "outsider", "portalia")
    def test_others_see_none(self):
        for model in (
            *("mortgage.jurisdiction", "mortgage.exemption", "mortgage.holiday"),
        ):
            with self.assertRaises(AccessError):
                self.env[model].search([])
