from odoo import api, fields, models


class MortgageRunDecision(models.TransientModel):
    """Asks why a stopped run may go on, or why it is called off."""

    _name = "mortgage.run.decision"
    _description = "Decision about a stopped run"

    run_id = fields.Many2one("mortgage.send.run", required=True, ondelete="cascade")
    stop_reason = fields.Char(related="run_id.reason", string="Why it stopped")
    asked_by_id = fields.Many2one(related="run_id.asked_by_id", string="Asked by")
    asked_reason = fields.Text(related="run_id.asked_reason", string="Their reason")
    waiting_count = fields.Integer(related="run_id.waiting_count")
    is_mass = fields.Boolean(compute="_compute_is_mass")
    reason = fields.Text("Your reason", required=True)

    @api.depends("run_id")
    def _compute_is_mass(self):
        for decision in self:
            decision.is_mass = decision.run_id._is_mass()

    def action_resume(self):
        """Let the run go on, or ask a second person to."""
        goes_on = self.run_id._resume(self.reason)
        message = (
            self.env._("It goes on; each message is judged again.")
            if goes_on
            else self.env._(
                "Asked: another manager or compliance officer has to agree. They have"
                " been told."
            )
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if goes_on else "warning",
                "message": message,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_call_off(self):
        """Call off what has not left."""
        self.run_id._call_off(self.reason)
        return {"type": "ir.actions.act_window_close"}
