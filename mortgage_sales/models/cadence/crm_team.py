from odoo import models


class CrmTeam(models.Model):
    _inherit = "crm.team"

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"mortgage_active", "is_mortgage"}:
            off = self.filtered(
                lambda team: not (team.is_mortgage and team.mortgage_active)
            )
            off.sudo()._mortgage_stop_plans()
        return result

    def _mortgage_stop_plans(self):
        """End the plans of every lead of these teams; switching on starts none."""
        plans = self.env["mortgage.enrollment"].search(
            [
                ("lead_id.team_id", "in", self.ids),
                ("state", "in", ("active", "paused")),
            ]
        )
        plans._stop(self.env._("Follow-up was switched off for the team"))
