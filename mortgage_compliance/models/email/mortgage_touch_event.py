from odoo import fields, models


class MortgageTouchEvent(models.Model):
    _inherit = "mortgage.touch.event"

    type = fields.Selection(
        selection_add=[("complained", "Marked as spam")],
        ondelete={"complained": "cascade"},
    )
