from odoo import api, models


class MortgageContactPolicy(models.Model):
    _inherit = "mortgage.contact.policy"

    @api.depends("code", "name")
    @api.depends_context("rule_by_name")
    def _compute_display_name(self):
        """Say what a rule says, not its code, where people look for a reason."""
        if not self.env.context.get("rule_by_name"):
            return super()._compute_display_name()
        for rule in self:
            rule.display_name = rule.name
        return None
