from odoo import fields, models


class MortgageHoldRelease(models.TransientModel):
    """Asks why a hold is released before it is."""

    _name = "mortgage.hold.release"
    _description = "Release of a legal hold"

    hold_id = fields.Many2one(
        "mortgage.legal.hold", "Matter", required=True, ondelete="cascade"
    )
    reason = fields.Text("Why it is released", required=True)

    def action_release(self):
        """Release the hold; the records go by their dates again."""
        self.hold_id._release(self.reason)
        return {"type": "ir.actions.act_window_close"}
