from odoo import api, models

JUDGES_LICENSES = ("license", "renewal")


class MortgageContactPolicy(models.Model):
    """A rule about licenses that changes may let go what waits for one."""

    _inherit = "mortgage.contact.policy"

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules._on_license_rule()
        return rules

    def write(self, vals):
        result = super().write(vals)
        self._on_license_rule()
        return result

    def _on_license_rule(self):
        if any(rule.check in JUDGES_LICENSES for rule in self):
            self.env["mortgage.license"]._judge_again()
