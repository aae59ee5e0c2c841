from odoo import models

# What the gate asks for before marketing may carry it.
CARRIED = {"phone", "email", "mortgage_branch_id"}


class ResUsers(models.Model):
    _inherit = "res.users"

    def write(self, vals):
        """Let what waited for a number or an address go once it is filled in."""
        result = super().write(vals)
        if CARRIED & vals.keys():
            self.env["mortgage.touch"]._release(["content."], self.company_ids.ids)
        return result
