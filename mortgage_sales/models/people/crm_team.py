from odoo import Command, api, fields, models


class CrmTeam(models.Model):
    _inherit = "crm.team"

    is_mortgage = fields.Boolean(
        "Mortgage team",
        help="Its leads are borrowers: mortgage stages, the gate and routing apply.",
    )
    mortgage_active = fields.Boolean(
        "Follow-up is on",
        help="Off until you say so: no automatic message leaves for this team's leads.",
    )
    mortgage_on_call_ids = fields.Many2many(
        "res.users",
        "crm_team_mortgage_on_call_rel",
        "team_id",
        "user_id",
        string="Always on call",
        # The view asks for internal users: a domain here would make every new user
        # search the teams before its own groups are written.
        help="Whose alarm rings when the owner of a new lead is off and nobody has a"
        " turn on the on-call roster.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        teams = super().create(vals_list)
        teams.filtered("is_mortgage")._mortgage_take_stages()
        return teams

    def write(self, vals):
        result = super().write(vals)
        if vals.get("is_mortgage"):
            self._mortgage_take_stages()
        return result

    def unlink(self):
        # A stage refuses that a team it lists is deleted; it was us who listed it.
        stages = self.env["crm.stage"].sudo()._mortgage_shipped()
        stages.write({"team_ids": [Command.unlink(team.id) for team in self]})
        return super().unlink()

    def _mortgage_take_stages(self):
        stages = self.env["crm.stage"].sudo()._mortgage_shipped()
        stages.write({"team_ids": [Command.link(team.id) for team in self]})

    def _mortgage_on_call(self, at=None):
        """Return ``{team id: users}`` on call at ``at``: whose turn it is by the
        roster, or else whoever always is."""
        turns = self.env["mortgage.on.call"]._now(self, at)
        return {
            team.id: self.env["res.users"].union(
                *(user for user, _until in turns[team.id])
            )
            or team.mortgage_on_call_ids
            for team in self
        }
