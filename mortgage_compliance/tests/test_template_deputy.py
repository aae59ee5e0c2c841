import json

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .template_common import TemplateCase


@tagged("post_install", "-at_install")
class TestTemplateDeputy(TemplateCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = cls._draft(user=cls.compliance)
        cls.own.action_submit()

    @classmethod
    def _deputy(cls, user=None, days=(0, 7), officer=None, **vals):
        today = fields.Date.today()
        first, last = (fields.Date.add(today, days=day) for day in days)
        return (
            cls.env["mortgage.deputy"]
            .with_user(officer or cls.compliance)
            .create(
                {
                    "deputy_id": (user or cls.manager).id,
                    "date_from": first,
                    "date_to": last,
                    "reason": "I write the words myself",
                    **vals,
                }
            )
        )

    def test_a_deputy_approves_what_the_one_officer_wrote(self):
        with self.assertRaisesRegex(UserError, "Somebody else"):
            self.own.action_approve()
        with self.assertRaises(AccessError):
            self.own.with_user(self.manager).action_approve()
        mandate = self._deputy()
        version = self.own.with_user(self.manager)
        self.assertTrue(version.may_decide)
        self.assertIn("deputy for Cleo Park", version.decision_note)
        version.action_approve()
        self.assertEqual(version.state, "approved")
        self.assertEqual(version.approved_by_id, self.manager)
        self.assertEqual(version.deputy_for_id, self.compliance)
        entry = self.env["mortgage.ledger.entry"].search(
            [("res_model", "=", version._name), ("res_id", "=", version.id)], limit=1
        )
        payload = json.loads(entry.payload)
        self.assertEqual(payload["act"], "approved")
        self.assertEqual(payload["deputy_for"], self.compliance.id)
        self.assertEqual(payload["deputy_mandate"], mandate.id)
        self.assertEqual(entry.actor_uid, self.manager.id)

    def test_a_deputy_reads_what_waits_only_while_named(self):
        version = self.own.with_user(self.manager)
        self.assertFalse(version.search([("id", "=", version.id)]))
        mandate = self._deputy()
        self.assertTrue(version.search([("id", "=", version.id)]))
        self.assertTrue(version.has_access("read"))
        self.assertFalse(version.has_access("write"))
        mandate.action_end()
        self.env.invalidate_all()
        self.assertFalse(version.search([("id", "=", version.id)]))
        with self.assertRaises(AccessError):
            version.action_approve()
        self.assertEqual(mandate.status, "over")

    def test_before_and_after_the_dates_a_deputy_decides_nothing(self):
        for days in ((3, 9), (2, 2)):
            self._deputy(days=days)
        with self.assertRaises(AccessError):
            self.own.with_user(self.manager).action_approve()
        with self.assertRaisesRegex(ValidationError, "over already"):
            self._deputy(days=(-9, -2))

    def test_a_deputy_does_not_approve_own_words(self):
        self._deputy(self.marketing)
        draft = self._draft()
        draft.action_submit()
        with self.assertRaisesRegex(UserError, "Somebody else"):
            draft.action_approve()

    def test_a_deputy_of_somebody_who_is_no_officer_any_more_is_none(self):
        self._deputy()
        group = self.env.ref("mortgage_compliance.group_compliance")
        self.compliance.sudo().group_ids -= group
        with self.assertRaises(AccessError):
            self.own.with_user(self.manager).action_approve()

    def test_a_deputy_returns_and_retires_too(self):
        self._deputy()
        version = self.own.with_user(self.manager)
        version.action_return()
        self.assertEqual(version.sudo().state, "draft")
        self.own.action_submit()
        version.action_approve()
        version.action_retire()
        self.assertEqual(version.state, "retired")

    def test_officers_name_for_themselves_only_and_nobody_else_names(self):
        mandate = self._deputy(officer_id=self.manager.id)
        self.assertEqual(mandate.officer_id, self.compliance)
        for user in (
            self.marketing,
            self.maria,
            self.manager,
            self.mortgage_admin,
            self.outsider,
        ):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._deputy(officer=user)
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.env["mortgage.deputy"].with_user(user).sudo().create(
                    {"deputy_id": user.id, "date_to": "2040-01-01", "reason": "x"}
                )

    def test_who_can_be_a_deputy(self):
        for user in (self.maria, self.processor, self.outsider, self.portal):
            with self.subTest(user.login), self.assertRaises(ValidationError):
                self._deputy(user)
        with self.assertRaisesRegex(ValidationError, "himself"):
            self._deputy(self.compliance)

    def test_a_mandate_stays_as_it_was_given(self):
        mandate = self._deputy()
        for change in (
            {"date_to": "2040-01-01"},
            {"deputy_id": self.marketing.id},
            {"officer_id": self.manager.id},
            {"ended_at": False},
        ):
            with self.subTest(change), self.assertRaises(UserError):
                mandate.write(change)
            with self.subTest(change), self.assertRaises(UserError):
                mandate.with_context(mortgage_by_button=True).write(change)
        with self.assertRaises(UserError):
            mandate.unlink()
        with self.assertRaises(AccessError):
            mandate.with_user(self.manager).action_end()

    def test_naming_and_ending_are_in_the_ledger_and_the_deputy_is_told(self):
        mandate = self._deputy()
        mandate.action_end()
        entries = self.env["mortgage.ledger.entry"].search(
            [("res_model", "=", mandate._name), ("res_id", "=", mandate.id)]
        )
        acts = [json.loads(entry.payload)["act"] for entry in entries.sorted("id")]
        self.assertEqual(acts, ["deputy_named", "deputy_ended"])
        told = self.env["mail.message"].search(
            [("partner_ids", "in", self.manager.partner_id.ids)]
        )
        self.assertIn("deputy for Cleo Park", told[:1].subject)

    def test_the_form_names_a_deputy(self):
        with Form(self.env["mortgage.deputy"].with_user(self.compliance)) as form:
            form.deputy_id = self.manager
            form.date_to = fields.Date.add(fields.Date.today(), days=3)
            form.reason = "Vacation"
        mandate = form.save()
        self.assertEqual(mandate.status, "in_force")
        self.assertEqual(mandate.officer_id, self.compliance)

    def test_a_deputy_of_one_company_does_not_decide_for_another(self):
        other = self.env["res.company"].create({"name": "Other Lending"})
        self.manager.sudo().company_ids += other
        template = self._template("test_other", company_id=self.company.id)
        version = self._draft(template)
        template.sudo().company_id = other
        version.sudo().action_submit()
        self._deputy()
        deciding = version.with_user(self.manager).with_context(
            allowed_company_ids=[self.company.id, other.id]
        )
        with self.assertRaises(AccessError):
            deciding.action_approve()
