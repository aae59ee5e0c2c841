from odoo import models


class CrmTeam(models.Model):
    _inherit = "crm.team"

    def _action_assign_leads(self, force_quota=False, creation_delta_days=7):
        """Leave mortgage teams out: Odoo's quotas know neither licenses nor caps."""
        others = self.filtered(lambda team: not team.is_mortgage)
        return super(CrmTeam, others)._action_assign_leads(
            force_quota=force_quota, creation_delta_days=creation_delta_days
        )
