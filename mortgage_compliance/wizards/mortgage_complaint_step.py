from odoo import fields, models

from ..models.complaint.mortgage_complaint import OUTCOMES


class MortgageComplaintStep(models.TransientModel):
    """Asks what was said or done as a complaint goes a step further."""

    _name = "mortgage.complaint.step"
    _description = "Step of a complaint"

    complaint_id = fields.Many2one(
        "mortgage.complaint", required=True, ondelete="cascade"
    )
    step = fields.Selection(
        [
            ("acknowledge", "First answer"),
            ("answer", "Answer"),
            ("close", "Close"),
            ("reopen", "Reopen"),
        ],
        required=True,
        readonly=True,
    )
    at = fields.Datetime("When", required=True, default=fields.Datetime.now)
    words = fields.Text("What was said or done", required=True)
    outcome = fields.Selection(OUTCOMES)
    remedy = fields.Text("What was changed")

    def action_take(self):
        """Take the step."""
        self.ensure_one()
        complaint = self.complaint_id
        if self.step == "acknowledge":
            complaint._acknowledge(self.words, self.at)
        elif self.step == "answer":
            if self.remedy:
                complaint.remedy = self.remedy
            complaint._answer(self.words, self.outcome, self.at)
        elif self.step == "close":
            complaint._close(self.words)
        else:
            complaint._reopen(self.words, self.at)
        return {"type": "ir.actions.act_window_close"}
