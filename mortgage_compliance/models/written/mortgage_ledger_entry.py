import json

from odoo import fields, models


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
        self.ensure_one()
        self.check_access("read")
        document = self.env[self.res_model].browse(self.res_id).exists()
        document.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": document._name,
            "res_id": document.id,
            "views": [[False, "form"]],
        }
