from odoo import fields, models
from odoo.exceptions import UserError

from ..document import open_document

CHANNELS = [("email", "Email"), ("sms", "Text")]


class MortgageJournalMessage(models.Model):
    """A message between a loan officer and a borrower that went past Odoo, filed from
    the officer's own mailbox or phone."""

    _name = "mortgage.journal.message"
    _description = "Message from outside Odoo"
    _order = "at desc, id desc"
    _rec_name = "subject"

    at = fields.Datetime("When", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", "Filed by", readonly=True, index=True, ondelete="set null"
    )
    way = fields.Selection(
        [
            ("copy", "Blind copy of a mail"),
            ("forward", "Forwarded mail"),
            ("text", "Forwarded text"),
        ],
        "How it came",
        required=True,
        readonly=True,
    )
    channel = fields.Selection(CHANNELS, required=True, readonly=True)
    direction = fields.Selection(
        [("out", "To the borrower"), ("in", "From the borrower")],
        required=True,
        readonly=True,
    )
    external_id = fields.Char("Message-Id", required=True, readonly=True)
    parties = fields.Char("Between", readonly=True)
    subject = fields.Char(readonly=True)
    body = fields.Text("Words", readonly=True)
    attachment_words = fields.Text("Files that came with it", readonly=True)
    point_id = fields.Many2one(
        "mortgage.contact.point",
        "Email or phone",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    partner_id = fields.Many2one(
        "res.partner", "Borrower", index="btree_not_null", ondelete="set null"
    )
    res_model = fields.Char("Document model", readonly=True)
    res_id = fields.Many2oneReference(
        "Document", model_field="res_model", readonly=True, index="btree_not_null"
    )
    message_id = fields.Many2one("mail.message", readonly=True, ondelete="set null")
    inbound_id = fields.Many2one(
        "mortgage.inbound.message", "Taken in as", readonly=True, ondelete="set null"
    )
    state = fields.Selection(
        [
            ("filed", "Filed"),
            ("unmatched", "Of nobody known"),
            ("dismissed", "Dismissed"),
        ],
        required=True,
        readonly=True,
        default="filed",
        index=True,
    )
    opted_out = fields.Boolean(
        "Had opted out",
        readonly=True,
        help="The borrower had asked not to be contacted there when this was sent.",
    )
    ledger_id = fields.Integer("Ledger entry", readonly=True)

    # The same mail comes twice, or to two of our servers at once: one of them wins.
    _external_uniq = models.UniqueIndex(
        "(external_id, company_id, COALESCE(point_id, 0))", "It was filed already."
    )

    def write(self, vals):
        if not self.env.su and not self._may_change(vals):
            raise UserError(
                self.env._(
                    "A message stays as it came in: only the borrower of one of nobody"
                    " known can be picked."
                )
            )
        return super().write(vals)

    def _may_change(self, vals):
        unmatched = all(message.state == "unmatched" for message in self)
        return vals.keys() <= {"partner_id"} and unmatched

    def action_file(self):
        """File it with the borrower that was picked."""
        self.ensure_one()
        self.check_access("read")
        self._check_may_settle()
        if self.state != "unmatched":
            raise UserError(self.env._("It is filed already."))
        if not self.partner_id:
            raise UserError(self.env._("Borrower: pick whose message it is."))
        self.sudo()._file()
        return True

    def action_dismiss(self):
        """Say that it is about no borrower."""
        self.check_access("read")
        self._check_may_settle()
        self.sudo().filtered(lambda one: one.state == "unmatched").state = "dismissed"
        return True

    def action_open_document(self):
        """Open the lead, loan or person it is filed with."""
        return open_document(self)

    def _check_may_settle(self):
        """Whoever may write on it may; record rules say whose."""
        self.check_access("write")
