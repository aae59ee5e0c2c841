from odoo import fields, models

STATES = [
    ("active", "Running"),
    ("paused", "Paused"),
    ("done", "Finished"),
    ("stopped", "Ended"),
]


class MortgageEnrollment(models.Model):
    """One lead on one follow-up plan."""

    _name = "mortgage.enrollment"
    _description = "Lead on a follow-up plan"
    _order = "id desc"
    _rec_name = "cadence_id"

    cadence_id = fields.Many2one("mortgage.cadence", required=True, index=True)
    lead_id = fields.Many2one("crm.lead", required=True, index=True, ondelete="cascade")
    state = fields.Selection(STATES, required=True, default="active", index=True)
    stop_reason = fields.Char()
    started_at = fields.Datetime(required=True, default=fields.Datetime.now)
    next_at = fields.Datetime(
        "Next step planned at", help="When the engine plans this lead's next steps."
    )
