import json

from odoo import fields, models

from ..document import open_document


class MortgageLedgerEntry(models.Model):
    """What was refused before it was stored is in the record alone."""

    _inherit = "mortgage.ledger.entry"

    reason = fields.Char(compute="_compute_reason")
    citation = fields.Char(compute="_compute_reason")

    def _compute_reason(self):
        for entry in self:
            payload = json.loads(entry.payload or "{}")
            entry.reason = payload.get("reason") or ""
            entry.citation = payload.get("citation") or ""

    def action_open_document(self):
        """Open the lead, or whatever else it was about."""
        return open_document(self)
