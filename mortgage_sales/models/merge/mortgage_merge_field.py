from odoo import api, models


class MortgageMergeField(models.Model):
    _inherit = "mortgage.merge.field"

    @api.model
    def _source_models(self):
        return super()._source_models() | {
            "lead": "crm.lead",
            "loan": "mortgage.loan",
        }
