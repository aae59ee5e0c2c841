from odoo import Command, fields, models


class MortgageSlotReturn(models.TransientModel):
    """Asks what an LO should change in his own words before they go back to him."""

    _name = "mortgage.slot.return"
    _description = "Send own words back"

    slot_ids = fields.Many2many(
        "mortgage.template.slot",
        string="Words",
        required=True,
        default=lambda self: [Command.set(self.env.context.get("active_ids", []))],
    )
    comment = fields.Char("What to change", required=True)

    def action_return(self):
        """Send the words back with the comment."""
        self.ensure_one()
        self.slot_ids.action_return(self.comment)
        return {"type": "ir.actions.act_window_close"}
