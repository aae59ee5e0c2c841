from odoo import models


class MortgageTouch(models.Model):
    _name = "mortgage.touch"
    _inherit = ["mortgage.touch", "mortgage.export.watch"]
