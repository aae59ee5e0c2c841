from odoo import fields, models

from ..models.calls.mail_activity import OUTCOMES


class MortgageCallOutcome(models.TransientModel):
    """Asks how a call went; each answer says what it does next."""

    _name = "mortgage.call.outcome"
    _description = "How a call went"

    activity_id = fields.Many2one("mail.activity", required=True, ondelete="cascade")
    phone = fields.Char(related="activity_id.mortgage_phone")
    script = fields.Html(related="activity_id.note")
    outcome = fields.Selection(OUTCOMES, "How did it go?", required=True)
    note = fields.Char()

    def action_save(self):
        """Close the call with what was said."""
        self.ensure_one()
        self.activity_id.action_mortgage_call_done(self.outcome, self.note or "")
        return {"type": "ir.actions.act_window_close"}
