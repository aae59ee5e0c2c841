from odoo import api, models

from .mortgage_loan_example import SAMPLE, SAMPLE_LINE


class MortgageSender(models.AbstractModel):
    _inherit = "mortgage.sender"

    @api.model
    def _sample_footer(self):
        return super()._sample_footer() | {"loan_examples": (SAMPLE, SAMPLE_LINE)}
