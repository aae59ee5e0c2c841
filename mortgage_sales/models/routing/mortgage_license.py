from odoo import api, models


class MortgageLicense(models.Model):
    _inherit = "mortgage.license"

    @api.model_create_multi
    def create(self, vals_list):
        licenses = super().create(vals_list)
        self.env["crm.lead"]._mortgage_ask_routing()
        return licenses

    def write(self, vals):
        result = super().write(vals)
        self.env["crm.lead"]._mortgage_ask_routing()
        return result
