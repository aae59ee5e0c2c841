from base64 import b64decode, b64encode

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .gate_common import GateCase, local


@tagged("post_install", "-at_install")
class TestReassignedNumbers(GateCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.checks = cls.env["mortgage.reassigned.check"]

    def _answer(self, answer, at="2026-11-20 12:00:00"):
        return self.checks.with_user(self.compliance).record_answers(
            [
                {
                    "phone": "(713) 555-0101",
                    "date": "2026-01-01",
                    "answer": answer,
                    "at": at,
                }
            ]
        )

    def test_a_number_given_away_is_not_used_again(self):
        self._answer("yes")
        verdict = self._judge("sms")
        self.assertEqual(verdict.verdict, "block")
        self.assertFalse(
            self.env["mortgage.consent"]._levels(self.phone.ids)[self.phone.id]
        )
        self.assertTrue(self._judge("email").allowed, "the person is still there")

    def test_a_good_answer_says_nothing(self):
        self._answer("no")
        self.assertFalse(self._warned())

    def test_an_unknown_or_old_answer_warns(self):
        self._answer("no_data")
        self.assertTrue(self._warned())
        self._answer("no", at="2026-11-21 12:00:00")
        self.assertFalse(self._warned())
        self.assertTrue(self._warned(local("2026-12-23 10:00")))

    def _warned(self, at=None):
        rules = [w["rule"] for w in self._judge("sms", at=at).warnings]
        return "reassigned.number" in rules

    def test_the_same_answer_twice_is_one(self):
        self.assertEqual((self._answer("no"), self._answer("no")), (1, 0))

    def test_a_bad_row_is_named_by_number_and_field(self):
        good = {"phone": "7135550101", "date": "2026-01-01", "answer": "no"}
        for change, words in [
            ({"phone": "12"}, "Row 2, phone"),
            ({"date": "yesterday"}, "Row 2, date"),
            ({"answer": "maybe"}, "Row 2, answer"),
        ]:
            with self.assertRaisesRegex(ValidationError, words):
                self.checks.with_user(self.compliance).record_answers(
                    [good, good | change]
                )

    def test_the_file_goes_out_and_comes_back(self):
        exchange = (
            self.env["mortgage.reassigned.exchange"]
            .with_user(self.compliance)
            .create({})
        )
        exchange.action_export()
        text = b64decode(exchange.exported).decode()
        self.assertIn("7135550101,2026-01-01,", text)
        exchange.content = b64encode(
            text.replace("2026-01-01,", "2026-01-01,no").encode()
        )
        exchange.action_import()
        self.assertTrue(exchange.summary)
        exchange.action_export()
        self.assertNotIn("7135550101", b64decode(exchange.exported).decode())

    def test_only_compliance_and_machines_answer(self):
        row = [{"phone": "7135550101", "date": "2026-01-01", "answer": "no"}]
        for user in (self.maria, self.manager, self.portal, self.mortgage_admin):
            with self.assertRaises(AccessError):
                self.checks.with_user(user).record_answers(row)
        self.assertEqual(self.checks.with_user(self.integration).record_answers(row), 1)
