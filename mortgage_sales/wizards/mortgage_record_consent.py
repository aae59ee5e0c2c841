from odoo import api, fields, models
from odoo.exceptions import UserError


class MortgageRecordConsent(models.TransientModel):
    """Writes down what a borrower agreed to, and asks for what that kind must show."""

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
    level = fields.Selection(
        [
            ("pec", "Said yes"),
            ("pewc", "Signed that offers may come"),
            ("dnc_permission", "Signed that we may call a do-not-call number"),
            ("personal", "Knows me personally"),
        ],
        "What happened",
        required=True,
        default="pec",
    )
    to_calls = fields.Boolean("Calls", default=True)
    to_texts = fields.Boolean("Texts", default=True)
    note = fields.Char("How and where", required=True)
    text = fields.Text("Words that were signed")
    seller = fields.Char("Lender it names", default=lambda self: self.env.company.name)
    signed_at = fields.Datetime("Signed")
    evidence = fields.Binary("Signed document")
    evidence_name = fields.Char()

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
                    "level": self.level,
                    "channels": channels,
                    "note": self.note,
                    "res_model": self.lead_id._name,
                    "res_id": self.lead_id.id,
                    **(self._signed() if self._is_signed() else {"method": "spoken"}),
                }
            ]
        )
        return {"type": "ir.actions.act_window_close"}

    @api.onchange("level")
    def _onchange_level(self):
        if self.level in ("dnc_permission", "personal"):
            self.to_texts = False

    def _is_signed(self):
        return self.level in ("pewc", "dnc_permission")

    def _signed(self):
        if not self.evidence:
            raise UserError(self.env._("Attach the signed document."))
        return {
            "method": "signed document",
            "text": self.text or "",
            "seller": self.seller or "",
            "at": fields.Datetime.to_string(self.signed_at),
            "evidence": self.evidence.decode(),
            "evidence_name": self.evidence_name or "",
        }

    def _channels(self):
        if self.kind == "email":
            return ["email"]
        asked = {
            "call": self.to_calls,
            "voicemail": self.to_calls,
            "sms": self.to_texts,
        }
        return [channel for channel, agreed in asked.items() if agreed]
