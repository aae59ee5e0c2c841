from datetime import timedelta

from odoo import Command
from odoo.tests import Form, tagged

from .common import SalesCase


@tagged("post_install", "-at_install")
class TestWhatIf(SalesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.draft = cls.env["mortgage.routing.rule"].create(
            {
                "name": "Franks <i>draft</i>",
                "team_id": cls.team.id,
                "user_ids": [Command.set((cls.frank | cls.cora).ids)],
                "active": False,
            }
        )
        cls.lead = cls._lead()
        cls.lead._mortgage_route()

    def _state(self):
        turns = self.env["mortgage.routing.turn"].search([])
        loads = self.env["mortgage.routing.load"].search([])
        return (
            turns.mapped("turns"),
            loads.mapped("active_leads"),
            len(self.lead.routing_decision_ids),
            self.lead.user_id,
        )

    def _try(self, rule):
        trial = Form(
            self.env["mortgage.routing.what.if"]
            .with_user(self.manager)
            .with_context(default_lead_id=self.lead.id)
        )
        trial.rule_id = rule
        return trial.explanation

    def test_a_draft_shows_its_candidates_and_changes_nothing(self):
        self.frank.mortgage_lead_cap = 5
        before = self._state()
        shown = self._try(self.draft)
        self.assertIn("would go to Frank Hall now", shown)
        self.assertIn("Cora Diaz", shown)
        self.assertIn("no Texas license", shown)
        self.assertEqual(self._state(), before)

    def test_a_full_pool_and_a_rule_for_others_are_said(self):
        self.draft.user_ids = self.cora
        self.assertIn("nobody could own the lead", self._try(self.draft))
        self.draft.domain = "[('loan_purpose', '=', 'refinance')]"
        self.assertIn("not for leads like this one", self._try(self.draft))

    def test_the_page_tells_who_why_and_how_soon(self):
        decision = self.lead.routing_decision_ids
        decision.rule_id.name = "Texas <b>purchase</b>"
        self.lead.flush_recordset()
        arrival = decision.at - timedelta(seconds=4)
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = %s WHERE id = %s",
            [arrival, self.lead.id],
        )
        self.env.invalidate_all()
        page = self.lead.routing_explanation
        owner = self.lead.user_id.name
        self.assertIn(
            f"Assigned to {owner} by rule <em>Texas &lt;b&gt;purchase&lt;/b&gt;</em>"
            " (in turn) 4 s after arrival.",
            page,
        )
        self.assertLess(page.index("Got it"), page.index("Out"))
