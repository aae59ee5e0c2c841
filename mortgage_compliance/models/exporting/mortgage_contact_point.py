from odoo import models


class MortgageContactPoint(models.Model):
    _name = "mortgage.contact.point"
    _inherit = ["mortgage.contact.point", "mortgage.export.watch"]
