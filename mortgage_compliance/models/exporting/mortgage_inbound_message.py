from odoo import models


class MortgageInboundMessage(models.Model):
    _name = "mortgage.inbound.message"
    _inherit = ["mortgage.inbound.message", "mortgage.export.watch"]
