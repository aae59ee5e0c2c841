from odoo import models


class MortgageConsent(models.Model):
    _name = "mortgage.consent"
    _inherit = ["mortgage.consent", "mortgage.export.watch"]
