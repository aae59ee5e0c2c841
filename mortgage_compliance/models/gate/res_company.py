from odoo import models

# What the gate asks for before marketing may carry it.
CARRIED = {"street", "city", "zip", "state_id", "phone", "email", "alias_domain_id"}


class ResCompany(models.Model):
    _inherit = "res.company"

    def write(self, vals):
        """Let what waited for an address or a number go once it is filled in."""
        result = super().write(vals)
        if CARRIED & vals.keys():
            self.env["mortgage.touch"]._release(["content."], self.ids)
        return result
