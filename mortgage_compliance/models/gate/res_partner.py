from odoo import models

from .res_company import CARRIED


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        """Let what waited for a company's address go once it stands on its card."""
        result = super().write(vals)
        if CARRIED & vals.keys():
            companies = self.env["res.company"].sudo()
            companies = companies.search([("partner_id", "in", self.ids)])
            if companies:
                self.env["mortgage.touch"]._release(["content."], companies.ids)
        return result
