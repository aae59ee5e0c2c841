from odoo import api, models


class CrmTeamMember(models.Model):
    _inherit = "crm.team.member"

    @api.model_create_multi
    def create(self, vals_list):
        members = super().create(vals_list)
        self.env["crm.lead"]._mortgage_ask_routing()
        return members

    def write(self, vals):
        result = super().write(vals)
        if not {"active", "assignment_optout", "crm_team_id", "user_id"}.isdisjoint(
            vals
        ):
            self.env["crm.lead"]._mortgage_ask_routing()
        return result
