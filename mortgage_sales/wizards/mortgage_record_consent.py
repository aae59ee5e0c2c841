from odoo import fields, models
from odoo.exceptions import UserError


class MortgageRecordConsent(models.TransientModel):
    """Writes down that a borrower said yes to being contacted.

    Spoken consent only: written consent comes with the words that were agreed to.
    """

    _name = "mortgage.record.consent"
    _description = "Record what a borrower agreed to"

    lead_id = fields.Many2one("crm.lead", required=True, readonly=True)
    known_point_ids = fields.Many2many(related="lead_id.mortgage_point_ids")
    point_id = fields.Many2one(
        "mortgage.contact.point",
        "Email or phone",
        required=True,
        domain="[('id', 'in', known_point_ids)]",
    )
    kind = fields.Selection(related="point_id.kind")
    to_calls = fields.Boolean("Calls", default=True)
    to_texts = fields.Boolean("Texts", default=True)
    note = fields.Char("How and where", required=True)

    def action_record(self):
        """Record the consent in the user's name."""
        self.ensure_one()
        self.lead_id.check_access("write")
        if self.point_id not in self.lead_id.mortgage_point_ids:
            raise UserError(self.env._("Choose an email or phone of this borrower."))
        channels = self._channels()
        if not channels:
            raise UserError(self.env._("Say what the borrower agreed to."))
        self.env["mortgage.consent"].record(
            [
                {
                    "point_id": self.point_id.id,
                    "level": "pec",
                    "channels": channels,
                    "method": "spoken",
                    "note": self.note,
                    "res_model": self.lead_id._name,
                    "res_id": self.lead_id.id,
                }
            ]
        )
        return {"type": "ir.actions.act_window_close"}

    def _channels(self):
        if self.kind == "email":
            return ["email"]
        asked = {
            "call": self.to_calls,
            "voicemail": self.to_calls,
            "sms": self.to_texts,
        }
        return [channel for channel, agreed in asked.items() if agreed]
