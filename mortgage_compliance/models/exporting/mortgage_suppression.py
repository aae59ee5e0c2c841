from odoo import models


class MortgageSuppression(models.Model):
    _name = "mortgage.suppression"
    _inherit = ["mortgage.suppression", "mortgage.export.watch"]
