from odoo import fields, models

TEAM = 10


class SmsTwilioNumber(models.Model):
    """A number may be a team's: of all its LOs who have none of their own."""

    _inherit = "sms.twilio.number"

    mortgage_team_id = fields.Many2one(
        "crm.team",
        "Team",
        index="btree_not_null",
        ondelete="set null",
        help="Whose LOs text from it where they have no number of their own.",
    )

    def _mortgage_rank(self, touch):
        if self.mortgage_user_id or not self.mortgage_team_id:
            return super()._mortgage_rank(touch)
        return TEAM if self.mortgage_team_id == touch.lead_id.team_id else None
