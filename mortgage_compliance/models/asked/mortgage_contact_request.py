from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...tools.case import Asked
from ...tools.verdict import CHANNELS

EVIDENCE = [
    ("promise", "Said so in a call"),
    ("appointment", "Booked an appointment"),
    ("message", "Wrote so"),
]


class MortgageContactRequest(models.Model):
    """A borrower asked to be called or texted at a time, with the proof of it.

    It lets one contact through that hours and caps would hold: what is used is used up.
    Opt-outs and licenses stand above it.
    """

    _name = "mortgage.contact.request"
    _description = "Contact that a borrower asked for"
    _order = "valid_from desc, id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner", "Borrower", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    channels = fields.Char(required=True, readonly=True, help="Such as “call sms”.")
    valid_from = fields.Datetime("From", required=True, readonly=True)
    valid_to = fields.Datetime(
        "Until", required=True, readonly=True, help="The first minute it is too late."
    )
    evidence = fields.Selection(EVIDENCE, "Proof", required=True, readonly=True)
    note = fields.Char("What was said", readonly=True)
    user_id = fields.Many2one("res.users", "Recorded by", readonly=True)
    res_model = fields.Char("Document model", readonly=True)
    res_id = fields.Many2oneReference(
        "Document", model_field="res_model", readonly=True
    )
    touch_id = fields.Many2one(
        "mortgage.touch", "Used by", readonly=True, ondelete="set null", copy=False
    )
    used_at = fields.Datetime("Used", readonly=True, copy=False)

    # Serves the gate's question for what these borrowers asked for.
    _partner_idx = models.Index("(partner_id, valid_to)")
    _document_idx = models.Index("(res_model, res_id)")
    _span_check = models.Constraint(
        "CHECK(valid_to > valid_from)", "It must end after it begins."
    )

    @api.constrains("channels")
    def _check_channels(self):
        for request in self:
            words = (request.channels or "").split()
            if not words or set(words) - set(CHANNELS):
                raise ValidationError(
                    self.env._(
                        "channels: give some of %(known)s.", known=" ".join(CHANNELS)
                    )
                )

    @api.model
    def _record(self, vals_list):
        """Record what borrowers asked for; who says so is the caller."""
        for vals in vals_list:
            vals.setdefault("user_id", self.env.uid)
        requests = self.sudo().create(vals_list)
        requests._log()
        return requests

    def _withdraw(self):
        """End the unused ones of ``self``: another time was agreed on, or none."""
        now = fields.Datetime.now()
        unused = self.sudo().filtered(lambda one: not one.used_at)
        unused.filtered(lambda one: one.valid_from >= now).unlink()
        unused.exists().filtered(lambda one: one.valid_to > now).valid_to = now

    @api.model
    def _open_rows(self, partner_ids, touch_ids, first, last):
        """Return ``{partner id: [Asked]}`` of what may be used from ``first`` until
        ``last`` (naive UTC), also what one of these touches uses already."""
        rows = self.sudo().search_fetch(
            Domain("partner_id", "in", list(partner_ids))
            & Domain("valid_to", ">", first)
            & Domain("valid_from", "<=", last)
            & (Domain("used_at", "=", False) | Domain("touch_id", "in", touch_ids)),
            [
                *("partner_id", "company_id", "channels", "valid_from", "valid_to"),
                *("evidence", "note", "touch_id", "used_at", "user_id"),
            ],
            order="valid_to, id",
        )
        found = {}
        for row in rows:
            found.setdefault(row.partner_id.id, []).append(row._as_value())
        return found

    def _as_value(self):
        return Asked(
            id=self.id,
            company_id=self.company_id.id,
            channels=tuple(self.channels.split()),
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            is_used=bool(self.used_at),
            touch_id=self.touch_id.id or 0,
            words=self._words(),
        )

    def _words(self):
        """Return the proof in words: “Said so in a call (Maria Gomez)”."""
        proofs = dict(self._fields["evidence"]._description_selection(self.env))
        words = proofs[self.evidence]
        return f"{words} ({self.user_id.name})" if self.user_id else words

    def _use(self, touch):
        """Note that ``touch`` is the contact that was asked for.

        Of two who use it at once the second fails with a serialization failure.
        """
        self.write({"touch_id": touch.id, "used_at": fields.Datetime.now()})

    def _log(self):
        self.env["mortgage.ledger.entry"].sudo()._append(
            [
                {
                    "event": "asked_for",
                    "res_model": request._name,
                    "res_id": request.id,
                    "company_id": request.company_id.id,
                    "payload": {
                        "channels": request.channels,
                        "from": fields.Datetime.to_string(request.valid_from),
                        "until": fields.Datetime.to_string(request.valid_to),
                        "evidence": request.evidence,
                        "note": request.note or "",
                        "document": [request.res_model or "", request.res_id or 0],
                    },
                }
                for request in self
            ]
        )
