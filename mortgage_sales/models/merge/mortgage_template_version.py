from odoo import api, models
from odoo.exceptions import UserError


class MortgageTemplateVersion(models.Model):
    """Words are shown to their writer as one lead's borrower would get them."""

    _inherit = "mortgage.template.version"

    @api.model
    def _preview_document_model(self):
        lead = self.env["crm.lead"]
        return lead._name if lead.has_access("read") else False

    @api.model
    def _preview_document(self, lead_id):
        lead = self.env["crm.lead"].browse(lead_id).exists()
        if not lead:
            raise UserError(self.env._("lead_id: there is no such lead."))
        lead.check_access("read")
        return lead
