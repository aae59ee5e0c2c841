from odoo import fields, models
from odoo.exceptions import ValidationError

from ..models.consent.mortgage_suppression import SCOPES
from ..tools.email import canonical
from ..tools.phone import e164


class MortgageDoNotContact(models.TransientModel):
    """Writes down that somebody asked not to be contacted."""

    _name = "mortgage.do.not.contact"
    _description = "Do not contact somebody"

    address = fields.Char("Email or phone", required=True)
    scope = fields.Selection(SCOPES, required=True, default="all")
    reason = fields.Selection(
        [
            ("internal_dnc", "Asked not to be contacted"),
            ("wrong_number", "Wrong number"),
            ("litigator", "Litigator list"),
            ("deceased", "Deceased"),
        ],
        required=True,
        default="internal_dnc",
    )
    heard = fields.Selection(
        [
            ("call", "In a call"),
            ("voicemail", "On voicemail"),
            ("letter", "By letter"),
            ("in_person", "In person"),
            ("other", "In another way"),
        ],
        "How they asked",
        required=True,
        default="call",
    )
    note = fields.Char()

    def action_confirm(self):
        """Suppress the address from this moment on."""
        self.ensure_one()
        self.check_access("write")
        pair = ("email", canonical(self.address))
        if "@" not in self.address:
            pair = ("phone", e164(self.address))
        if not pair[1]:
            raise ValidationError(
                self.env._(
                    "“%(address)s” is neither an email nor a phone number with its area"
                    " code.",
                    address=self.address,
                )
            )
        points = self.env["mortgage.contact.point"].sudo()._upsert([pair])
        points = self.env["mortgage.contact.point"].sudo().browse(points.values())
        if self.scope == "all" and self.reason != "wrong_number":
            # It is the person who asked, not the number.
            points = points._of_the_same_people()
        heard = dict(self._fields["heard"]._description_selection(self.env))[self.heard]
        note = f"{heard}: {self.note}" if self.note else heard
        points._opt_out(self.scope, self.reason, note)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
