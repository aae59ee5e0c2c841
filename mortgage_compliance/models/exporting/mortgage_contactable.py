from odoo import models


class MortgageContactable(models.AbstractModel):
    _name = "mortgage.contactable"
    _inherit = ["mortgage.contactable", "mortgage.export.watch"]
