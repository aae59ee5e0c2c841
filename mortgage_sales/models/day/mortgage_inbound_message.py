from odoo import models


class MortgageInboundMessage(models.Model):
    _inherit = "mortgage.inbound.message"

    # Serves LO's day: what a borrower wrote last.
    _document_idx = models.Index("(res_model, res_id)")
