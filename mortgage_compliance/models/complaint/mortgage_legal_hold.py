from odoo import fields, models


class MortgageLegalHold(models.Model):
    _inherit = "mortgage.legal.hold"

    complaint_id = fields.Many2one(
        "mortgage.complaint",
        "For the complaint",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
    )
