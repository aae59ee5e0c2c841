from odoo import api, fields, models
from odoo.fields import Domain


class CrmLead(models.Model):
    """Mortgage teams have stages of their own and see none of the host's shared ones,
    which are those without a team."""

    _inherit = "crm.lead"

    stage_id = fields.Many2one(
        domain="[('team_ids', 'in', team_id)] if is_mortgage"
        " else ['|', ('team_ids', '=', False), ('team_ids', 'in', team_id)]"
    )

    @api.model
    def default_get(self, fields):
        defaults = super().default_get(fields)
        in_pipeline = self.env.context.get("mortgage_pipeline")
        if in_pipeline and "team_id" in fields and not defaults.get("team_id"):
            defaults["team_id"] = self._mortgage_default_team().id
        return defaults

    def _mortgage_default_team(self):
        """Return the mortgage team that the user works for, or else the first one."""
        teams = self.env["crm.team"].search(
            [
                ("is_mortgage", "=", True),
                ("company_id", "in", [False, self.env.company.id]),
            ]
        )
        user = self.env.user
        own = teams.filtered(lambda team: user in team.member_ids | team.user_id)
        return (own or teams)[:1]

    @api.depends("team_id", "type")
    def _compute_stage_id(self):
        mortgage = self.filtered(lambda lead: lead.team_id.is_mortgage)
        astray = mortgage.filtered(
            lambda lead: lead.team_id not in lead.stage_id.team_ids
        )
        for leads in astray.grouped("team_id").values():
            leads.stage_id = leads._stage_find(domain=[("fold", "=", False)])
        return super(CrmLead, self - mortgage)._compute_stage_id()

    def _stage_find(self, team_id=False, domain=None, order="sequence, id", limit=1):
        teams = self.env["crm.team"].browse(team_id or ()) | self.team_id
        if teams and all(teams.sudo().mapped("is_mortgage")):
            domain = [("team_ids", "!=", False), *(domain or [])]
        return super()._stage_find(team_id, domain, order, limit)

    @api.model
    def _read_group_stage_ids(self, stages, domain):
        teams = self._mortgage_teams_shown()
        if teams is None:
            return super()._read_group_stage_ids(stages, domain)
        stages = stages.sudo().with_context(active_test=False)
        return stages.search(
            Domain("id", "in", stages.ids) | Domain("team_ids", "in", teams.ids),
            order=stages._order,
        ).sudo(False)

    def _mortgage_teams_shown(self):
        """Return the teams whose stages are the columns, None for the host's way."""
        context = self.env.context
        Team = self.env["crm.team"].sudo().with_context(active_test=False)
        if context.get("mortgage_pipeline"):
            return Team.search([("is_mortgage", "=", True)])
        teams = Team.browse(context.get("default_team_id") or ())
        if context.get("show_user_team_stages"):
            teams |= self.env.user.sudo().crm_team_ids
        return teams if teams and all(teams.mapped("is_mortgage")) else None
