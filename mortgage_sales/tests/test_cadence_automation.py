from unittest.mock import patch

from odoo.exceptions import ValidationError

from odoo.addons.mortgage_sales.tests.cadence_common import CadenceCase


class TestAutomation(CadenceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Automations take hold of a model when the registry is ready.
        cls.env["base.automation"]._register_hook()
        cls.addClassCleanup(cls.env["base.automation"]._unregister_hook)

    def _inquiry(self, lead=None, **values):
        return self.env["mortgage.inquiry"].create(
            {
                "source_id": self.source.id,
                "external_id": f"x-{self.env['mortgage.inquiry'].search_count([])}",
                "lead_id": (lead or self.lead).id,
                **values,
            }
        )

    def _commit(self):
        self.env.cr.flush()

    def test_a_routed_inquiry_starts_speed_to_lead(self):
        inquiry = self._inquiry()
        self._commit()
        self.assertFalse(self.lead.enrollment_ids)
        inquiry.state = "routed"
        self._commit()
        self.assertEqual(self.lead.enrollment_ids.cadence_id, self.plan)

    def test_what_starts_nothing(self):
        old = self._inquiry(received_at="2026-01-01 00:00:00")
        old.state = "routed"
        self._inquiry(state="merged")
        self._inquiry(state="held")
        imported = self._inquiry()
        imported.with_context(import_file=True).state = "routed"
        self.lead.user_id = self.frank
        self._commit()
        self.assertFalse(self.lead.enrollment_ids)
        self.team.mortgage_active = False
        self._inquiry().state = "routed"
        self._commit()
        self.assertFalse(self.lead.enrollment_ids)

    def test_a_batch_is_enrolled_in_one_call(self):
        leads = self.lead
        for number in range(9):
            leads |= self._lead(f"L{number}", user_id=self.maria.id)
        inquiries = self.env["mortgage.inquiry"]
        for lead in leads:
            inquiries |= self._inquiry(lead)
        self._commit()
        calls = []
        cadence = self.env.registry["mortgage.cadence"]
        real = cadence._enroll

        def counted(plan, batch, *args):
            calls.append(batch)
            return real(plan, batch, *args)

        with patch.object(cadence, "_enroll", counted):
            inquiries.state = "routed"
            self._commit()
        self.assertEqual(calls, [leads])
        self.assertEqual(len(leads.enrollment_ids), 10)

    def test_an_admins_own_rule_on_leads(self):
        model = self.env.ref("crm.model_crm_lead")
        rule = self.env["base.automation"].create(
            {
                "name": "Veterans",
                "model_id": model.id,
                "trigger": "on_create_or_write",
                "filter_domain": "[('military', '=', True)]",
            }
        )
        self.env["ir.actions.server"].create(
            {
                "name": "Enroll veterans",
                "model_id": model.id,
                "usage": "base_automation",
                "base_automation_id": rule.id,
                "state": "mortgage_enroll",
                "mortgage_cadence_id": self.quiet.id,
            }
        )
        self.lead.military = True
        self._commit()
        self.assertEqual(self.lead.enrollment_ids.cadence_id, self.quiet)

    def test_an_action_needs_a_plan_and_leads(self):
        for model, plan in [
            ("crm.model_crm_lead", False),
            ("base.model_res_partner", self.plan.id),
        ]:
            with self.assertRaises(ValidationError):
                self.env["ir.actions.server"].create(
                    {
                        "name": "x",
                        "model_id": self.env.ref(model).id,
                        "state": "mortgage_enroll",
                        "mortgage_cadence_id": plan,
                    }
                )

    def test_a_new_lead_posted_to_a_source_is_followed(self):
        self.env["mortgage.inquiry"]._submit(
            self.source,
            [
                {
                    "external_id": "w-1",
                    "name": "Lee Park",
                    "email": "lee@example.com",
                    "phone": "(713) 555-0142",
                    "loan_purpose": "purchase",
                    "property": {"state": "TX", "zip": "77002"},
                }
            ],
        )
        self._commit()
        lead = self.env["crm.lead"].search([("email_from", "=", "lee@example.com")])
        self.assertTrue(lead.user_id)
        self.assertEqual(lead.enrollment_ids.cadence_id, self.plan)
