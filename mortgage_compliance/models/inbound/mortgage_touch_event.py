from odoo import fields, models


class MortgageTouchEvent(models.Model):
    _inherit = "mortgage.touch.event"

    inbound_id = fields.Many2one(
        "mortgage.inbound.message", "The borrower's words", readonly=True
    )
