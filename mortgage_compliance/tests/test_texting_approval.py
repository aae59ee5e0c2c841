from datetime import datetime, timezone

from odoo import fields
from odoo.exceptions import AccessError, UserError

from ..tools.verdict import ContactRequest
from .gate_common import GateCase

NOON = datetime(2026, 1, 6, 18, tzinfo=timezone.utc)


class TestApproval(GateCase):
    """No text before carriers approved; everything else goes on."""

    def _judge(self, channel="sms", **values):
        point = self.email if channel == "email" else self.phone
        request = {
            "channel": channel,
            "kind": "transactional",
            "at": NOON,
            "value": point.value,
            "point_id": point.id,
            "states": ("TX",),
            "property_state": "TX",
            "user_id": self.maria.id,
            "company_id": self.company.id,
            "version_id": self.words[channel].id if channel in self.words else 0,
            "origin": "automatic",
        }
        return self.gate._judge([ContactRequest(**request | values)])[0]

    def _registration(self, user=None):
        model = self.env["mortgage.texts.registration"]
        return model.with_user(user or self.mortgage_admin).create({})

    def test_texts_wait_for_approval_and_nothing_else_does(self):
        for state in ("not_approved", "pending"):
            self.company.mortgage_texts_state = state
            verdict = self._judge()
            self.assertEqual(
                (verdict.verdict, verdict.rule, verdict.reason),
                ("block", "texting.approved", "Texting is not approved yet"),
            )
            self.assertTrue(self._judge("email").allowed)
            self.assertTrue(self._judge("call").allowed)
        self.company.mortgage_texts_state = "approved"
        self.assertTrue(self._judge().allowed)

    def test_an_lo_is_told_to_call_or_email(self):
        self.company.mortgage_texts_state = "pending"
        verdict = self._judge(origin="manual", version_id=0)
        self.assertEqual(
            (verdict.verdict, verdict.reason),
            ("block", "Texts are not approved yet: call or email"),
        )

    def test_an_opt_out_is_honored_whatever_the_approval(self):
        self.company.mortgage_texts_state = "pending"
        self.phone._opt_out("phone", "stop", "STOP")
        self.assertEqual(self._judge().rule, "opt_out.phone")

    def test_a_text_file_needs_no_approval(self):
        self.company.write(
            {"mortgage_texts_state": "not_approved", "sms_provider": "log"}
        )
        self.assertTrue(self._judge().allowed)

    def test_texts_of_a_refused_account_wait_for_a_person(self):
        self.company.mortgage_texts_fault = "Twilio 30034"
        verdict = self._judge()
        self.assertEqual(
            (verdict.verdict, verdict.rule, verdict.hold_until),
            ("hold", "texting.account", None),
        )

    def test_carriers_list_is_worked_off_before_approval(self):
        self.company.mortgage_texts_state = "not_approved"
        form = self._registration()
        self.assertGreaterEqual(len(form.requirement_ids), 8)
        form.action_submit()
        self.assertEqual(form.state, "pending")
        with self.assertRaisesRegex(UserError, "Privacy policy.*Campaign ID"):
            form.action_approve()
        form.requirement_ids.write({"done": True})
        self.assertEqual(form.requirement_ids.done_by_id, self.mortgage_admin)
        form.campaign = "C123"
        form.action_approve()
        self.assertEqual(self.company.mortgage_texts_state, "approved")
        self.assertTrue(self.company.mortgage_texts_approved_on)
        self.assertTrue(self.company.mortgage_texts_welcome)
        form.action_withdraw()
        self.assertFalse(self._judge().allowed)

    def test_what_is_taken_out_of_the_form_is_asked_for_all_the_same(self):
        self.company.mortgage_texts_state = "not_approved"
        form = self._registration()
        form.write({"requirement_ids": [(5, 0, 0)], "campaign": "C123"})
        with self.assertRaisesRegex(UserError, "Privacy policy"):
            form.action_approve()

    def test_nobody_registers_another_company(self):
        other = self.env["res.company"].create({"name": "Other Lender"})
        form = self._registration()
        form.sudo().company_id = other
        for deed in ("action_save", "action_submit", "action_resume"):
            with self.subTest(deed), self.assertRaises(AccessError):
                getattr(form, deed)()
        self.assertEqual(other.mortgage_texts_state, "not_approved")

    def test_what_is_queued_is_judged_again_when_approval_or_license_is_gone(self):
        touch = self.env["mortgage.touch"]._plan(
            [
                {
                    "res_model": "res.partner",
                    "res_id": self.dana.id,
                    "channel": "sms",
                    "kind": "transactional",
                }
            ]
        )
        judged = {"state": "queued", "verdict_at": fields.Datetime.now()}
        touch.write(judged)
        self._registration().action_withdraw()
        self.assertFalse(touch.verdict_at)
        touch.write(judged)
        licenses = self.env["mortgage.license"]
        licenses.search([("company_id", "=", self.company.id)]).status = "revoked"
        self.assertFalse(touch.verdict_at)

    def test_nobody_signs_a_tick_in_anothers_name(self):
        form = self._registration()
        row = form.requirement_ids[0]
        row.write({"done": True, "done_by_id": self.maria.id})
        self.assertEqual(row.done_by_id, self.mortgage_admin)
        row.done = False
        self.assertFalse(row.done_by_id)

    def test_only_administrators_and_compliance_register(self):
        for user in (self.maria, self.assistant, self.manager, self.processor):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._registration(user)
        self._registration(self.compliance).action_submit()

    def test_setup_says_what_is_missing(self):
        readiness = self.env["mortgage.readiness"].with_user(self.mortgage_admin)

        def item(code):
            return next(row for row in readiness.items() if row["code"] == code)

        self.company.mortgage_texts_state = "not_approved"
        self.assertEqual(item("texts_approved")["state"], "missing")
        self.assertIn("0 of 8", item("texts_approved")["detail"])
        self.company.mortgage_texts_state = "approved"
        self.assertEqual(item("texts_approved")["state"], "set")
        self.assertEqual(item("texts_trouble")["state"], "set")
        self.company.mortgage_texts_fault = "Twilio 30034"
        self.assertIn("30034", item("texts_trouble")["detail"])

    def test_many_texts_are_judged_at_the_price_of_one(self):
        self._judge()
        self.env.invalidate_all()
        request = ContactRequest("sms", "transactional", NOON, company_id=1)
        book = self.env["mortgage.contact.policy"]._rulebook()
        cases = self.gate._cases([request] * 200, book)
        self.env.invalidate_all()
        with self.assertQueryCount(3):
            self.gate._check_texting(cases, book)

    def test_an_employee_sees_the_price_of_a_text(self):
        self.company.mortgage_text_price = 0.0083
        company = self.env["res.company"]
        answer = company.with_user(self.maria).mortgage_text_price_of_segment()
        self.assertEqual(answer["price"], 0.0083)
        with self.assertRaises(AccessError):
            company.with_user(self.portal).mortgage_text_price_of_segment()
