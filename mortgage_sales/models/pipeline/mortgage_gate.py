from odoo import api, models


class MortgageGate(models.AbstractModel):
    _inherit = "mortgage.gate"

    @api.model
    def _document_keys(self):
        """Let a question name a lead, whose borrower, state and owner then count."""
        return {**super()._document_keys(), "lead_id": "crm.lead"}
