from odoo import fields, models


class MortgageBreakerTrialLine(models.TransientModel):
    """A run that would have been stopped."""

    _name = "mortgage.breaker.trial.line"
    _description = "Run that would have been stopped"
    _order = "stopped_at, id"

    trial_id = fields.Many2one(
        "mortgage.breaker.trial", required=True, ondelete="cascade"
    )
    stopped_at = fields.Datetime("Stopped")
    company = fields.Char()
    channel = fields.Char()
    words = fields.Char("Template")
    rule = fields.Char()
    reason = fields.Char("Why")
    sent = fields.Integer("Left before")
    kept = fields.Integer("Would have waited")
