from odoo import fields, models

from odoo.addons.mortgage_compliance.tools.readers import PARTY_READERS

from .mortgage_milestone import KINDS as MILESTONE_KINDS

# What a loan at this kind of milestone makes true of its borrower, beside what the
# milestones before it do. Lint rules ask for these by name.
KNOWN_OF_BORROWER = {
    "application": "recipient_is_applicant",
    "approval": "recipient_has_recorded_preapproval_or_firm_offer",
    "clear_to_close": "recipient_is_clear_to_close",
}


class CrmLead(models.Model):
    """The loan files that came from a lead."""

    _inherit = "crm.lead"

    loan_ids = fields.One2many(
        "mortgage.loan", "lead_id", "Loan files", groups=PARTY_READERS
    )
    loan_count = fields.Integer(
        "Number of loans", compute="_compute_loan_count", groups=PARTY_READERS
    )

    def _compute_loan_count(self):
        groups = self.env["mortgage.loan"]._read_group(
            [("lead_id", "in", self.ids)], ["lead_id"], ["__count"]
        )
        counts = {lead.id: count for lead, count in groups}
        for lead in self:
            lead.loan_count = counts.get(lead.id, 0)

    def _mortgage_lint_flags(self):
        flags = super()._mortgage_lint_flags()
        order = [code for code, _name in MILESTONE_KINDS]
        loans = self.env["mortgage.loan"].sudo()
        for loan in loans.search(
            [("lead_id", "in", self.ids), ("state", "in", ("active", "funded"))]
        ):
            passed = order[: order.index(loan.milestone_id.kind) + 1]
            known = {
                KNOWN_OF_BORROWER[kind] for kind in passed if kind in KNOWN_OF_BORROWER
            }
            flags[loan.lead_id.id] |= known
        return flags

    def action_mortgage_loans(self):
        """Open the loan files of this lead."""
        self.ensure_one()
        self.check_access("read")
        loans = self.loan_ids
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Loans of %(borrower)s", borrower=self.name),
            "res_model": "mortgage.loan",
            "view_mode": "list,form",
            "domain": [("lead_id", "=", self.id)],
            "context": {"default_lead_id": self.id},
        }
        if len(loans) == 1:
            action |= {"view_mode": "form", "res_id": loans.id}
        return action

    def _merge_dependences(self, opportunities):
        """Keep the loan files of the leads that go."""
        loans = opportunities.sudo().loan_ids
        loans.with_context(mortgage_merging_leads=True).lead_id = self
        return super()._merge_dependences(opportunities)
