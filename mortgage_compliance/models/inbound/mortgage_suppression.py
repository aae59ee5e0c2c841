from odoo import fields, models


class MortgageSuppression(models.Model):
    _inherit = "mortgage.suppression"

    # Marketing waits until a person has read what the borrower meant.
    reason = fields.Selection(
        selection_add=[("in_review", "Answer in review")],
        ondelete={"in_review": "cascade"},
    )
