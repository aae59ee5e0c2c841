from odoo import fields, models

from .mortgage_backfill import SILENT


class MortgageBackfillLine(models.Model):
    """What a lead was before it was brought in."""

    _name = "mortgage.backfill.line"
    _description = "Lead brought in"
    _order = "id"

    backfill_id = fields.Many2one(
        "mortgage.backfill", required=True, index=True, ondelete="cascade"
    )
    lead_id = fields.Many2one(
        "crm.lead", required=True, index=True, ondelete="cascade", readonly=True
    )
    former_team_id = fields.Many2one("crm.team", "Team before", readonly=True)
    former_stage_id = fields.Many2one("crm.stage", "Stage before", readonly=True)
    state = fields.Selection(
        [
            ("done", "Brought in"),
            ("failed", "Could not be"),
            ("undone", "Given back"),
            ("kept", "Kept: worked on since"),
        ],
        required=True,
        readonly=True,
    )
    reason = fields.Char("Why", readonly=True)

    _lead_uniq = models.Constraint(
        "UNIQUE(backfill_id, lead_id)", "A run takes a lead once."
    )

    def _undo(self):
        """Give back the leads that nobody has worked since they were brought in."""
        kept = self.filtered(
            lambda line: (
                line.lead_id.team_id != line.backfill_id.team_id
                or line.lead_id.enrollment_ids
                or line.lead_id.touch_ids
            )
        )
        kept.state = "kept"
        given_back = self - kept
        given_back.state = "undone"
        before = given_back.grouped(
            lambda line: (line.former_team_id, line.former_stage_id)
        )
        for (team, stage), lines in before.items():
            lines.lead_id.with_context(**SILENT).write(
                {"team_id": team.id, "stage_id": stage.id}
            )
