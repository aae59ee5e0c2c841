from odoo import api, fields, models


class CrmLead(models.Model):
    """How long a lead stands in its stage, against the days the stage allows.

    The allowance is Odoo's own "days to rot" of a stage, so that its filters and marks
    say the same.
    """

    _inherit = "crm.lead"

    mortgage_stage_share = fields.Integer(
        "Share of the days allowed (%)", compute="_compute_mortgage_stage_age"
    )
    mortgage_stage_words = fields.Char(
        "Time in the stage", compute="_compute_mortgage_stage_age"
    )
    mortgage_is_stalled = fields.Boolean(
        "Stalled", compute="_compute_mortgage_stage_age"
    )

    @api.depends(
        *("stage_id.rotting_threshold_days", "date_last_stage_update"),
        *("create_date", "won_status", "is_mortgage"),
    )
    def _compute_mortgage_stage_age(self):
        now = fields.Datetime.now()
        for lead in self:
            since = lead.date_last_stage_update or lead.create_date or now
            days = (now - since).days
            allowed = lead.is_mortgage and lead.stage_id.rotting_threshold_days
            is_open = lead.won_status == "pending"
            lead.mortgage_is_stalled = bool(allowed and is_open and days > allowed)
            lead.mortgage_stage_share = (
                min(100, 100 * days // allowed) if allowed else 0
            )
            lead.mortgage_stage_words = lead._mortgage_age_words(days, allowed)

    def _mortgage_age_words(self, days, allowed):
        if allowed:
            return self.env._(
                "%(days)s of %(allowed)s days in %(stage)s",
                days=days,
                allowed=allowed,
                stage=self.stage_id.name,
            )
        return self.env._(
            "%(days)s days in %(stage)s", days=days, stage=self.stage_id.name
        )
