from odoo import fields, models

# What Odoo's own stages are called, and which of the mortgage stages says the same.
STAGES_BY_NAME = {
    "qualified": "contacted",
    "proposition": "prequalified",
    "negotiation": "application",
    "won": "funded",
}


class MortgageBackfillStage(models.Model):
    """Which mortgage stage the leads of a stage come to stand in."""

    _name = "mortgage.backfill.stage"
    _description = "Stage of leads brought in"
    _order = "id"

    backfill_id = fields.Many2one(
        "mortgage.backfill", required=True, index=True, ondelete="cascade"
    )
    team_id = fields.Many2one(related="backfill_id.team_id")
    stage_id = fields.Many2one(
        "crm.stage", "Stage now", readonly=True, ondelete="cascade"
    )
    lead_count = fields.Integer("Leads", readonly=True)
    target_id = fields.Many2one(
        "crm.stage",
        "Becomes",
        required=True,
        domain="[('team_ids', 'in', team_id)]",
        ondelete="cascade",
    )
