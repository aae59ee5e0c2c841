from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("active") is False:
            # Who comes back is somebody compliance reads again.
            self.env["mortgage.template.slot"].sudo()._withdraw_of(self)
        return result
