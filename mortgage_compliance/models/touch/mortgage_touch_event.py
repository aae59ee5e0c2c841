from odoo import api, fields, models

EVENT_TYPES = [
    ("delivered", "Delivered"),
    ("bounced", "Bounced"),
    ("failed", "Failed"),
    ("opened", "Opened"),
    ("clicked", "Clicked"),
    ("replied", "Replied"),
    ("auto_replied", "Automatic reply"),
    ("opted_out", "Opted out"),
    ("opted_in", "Opted in"),
]


class MortgageTouchEvent(models.Model):
    """What came back: a receipt, a bounce, an answer. Events change no plan by
    themselves; the document is told through its hooks."""

    _name = "mortgage.touch.event"
    _description = "What came back from a borrower"
    _order = "at desc, id desc"
    _rec_name = "type"

    at = fields.Datetime(required=True, default=fields.Datetime.now, readonly=True)
    type = fields.Selection(EVENT_TYPES, required=True, readonly=True)
    touch_id = fields.Many2one(
        "mortgage.touch", "Contact", ondelete="cascade", index="btree_not_null"
    )
    point_id = fields.Many2one("mortgage.contact.point", "From")
    channel = fields.Char(readonly=True)
    res_model = fields.Char("Document model", readonly=True)
    res_id = fields.Many2oneReference("Document", model_field="res_model")
    company_id = fields.Many2one("res.company", readonly=True)
    note = fields.Char(readonly=True, help="An error code, or how the answer begins.")

    # Serves "did this borrower write to us lately" and the timeline of a document.
    _point_idx = models.Index("(point_id, type, at)")
    _document_idx = models.Index("(res_model, res_id, at)")

    @api.model
    def _recent_answers(self, point_ids, since):
        """Return the contact points out of ``point_ids`` that answered since then."""
        groups = self.sudo()._read_group(
            [
                ("point_id", "in", list(point_ids)),
                ("type", "=", "replied"),
                ("at", ">=", since),
            ],
            ["point_id"],
        )
        return {point.id for (point,) in groups}
