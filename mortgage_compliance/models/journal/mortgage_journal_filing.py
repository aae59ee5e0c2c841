from markupsafe import Markup

from odoo import models
from odoo.tools import plaintext2html

# What a suppression must name to speak against a message on a channel.
AGAINST = {"email": {"all", "email"}, "sms": {"all", "phone", "sms"}}
SCOPES = {"email": "email", "sms": "sms"}


class MortgageJournalMessage(models.Model):
    """Puts a message onto the borrower's record, and does what it asks for."""

    _inherit = "mortgage.journal.message"

    def _file(self):
        """File each with its borrower: the chatter, an opt-out, an answer."""
        for message in self:
            message.partner_id = message.partner_id or message._borrower()
            message._find_document()
            message.state = "filed"
            message.opted_out = message._is_against_opt_out()
            message._post()
            if message.direction == "in":
                message._take_in()
            message._tell_of_opt_out()

    def _borrower(self):
        return self.point_id.partner_ids.filtered(lambda one: not one.user_ids)[:1]

    def _find_document(self):
        """Set the open document of the borrower, or the person."""
        points = self.point_id or self.partner_id.mortgage_point_ids
        drafts = self.env["mortgage.inbound.message"].new(
            {"point_id": points[:1].id, "company_id": self.company_id.id}
        )
        document = drafts._find_document() or self.partner_id
        if document:
            self.write({"res_model": document._name, "res_id": document.id})

    def _is_against_opt_out(self):
        if self.direction != "out" or not self.point_id:
            return False
        rows = self.env["mortgage.suppression"]._active_rows(self.point_id.ids)
        return any(
            row["scope"] in AGAINST[self.channel]
            and (not row["at"] or row["at"] <= self.at)
            for row in rows.get(self.point_id.id, ())
        )

    def _post(self):
        """Show it in the document's chatter, as a note that nobody is mailed."""
        document = self._document()
        if document is None or not hasattr(document, "_message_log"):
            return
        said = (
            self.env._("Written from outside Odoo")
            if self.direction == "out"
            else self.env._("The borrower wrote outside Odoo")
        )
        author = self.user_id.partner_id if self.direction == "out" else self.partner_id
        self.message_id = document._message_log(
            body=Markup("<p><i>%s</i></p>%s") % (said, plaintext2html(self.body or "")),
            subject=self.subject,
            author_id=author.id,
        )

    def _document(self):
        model = self.env.get(self.res_model or "")
        if model is None:
            return None
        return model.sudo().browse(self.res_id).exists() or None

    def _take_in(self):
        """Take the borrower's words in as any others: obeyed, and an end to what waits
        for an answer. No confirmation goes out: they did not write to that number."""
        if not self.point_id:
            return
        inbound = self.env["mortgage.inbound.message"].with_company(self.company_id)
        message = inbound._keep(
            self.channel,
            f"{self.external_id}#{self.point_id.id}",
            {
                "at": self.at,
                "sender": self.point_id.value,
                "receiver": self.user_id.email or self.user_id.name,
                "body": self.body,
                "point_id": self.point_id.id,
                "message_id": self.message_id.id,
                "meaning": self._meaning(),
            },
        )
        if not message:
            return
        self.inbound_id = message
        message._file_under(self._document())
        message._obey(confirmed=True)
        message._tell()

    def _meaning(self):
        book = self.env["mortgage.opt.out.phrase"]._book()
        return book.meaning(self.body) or "none"

    def _tell_of_opt_out(self):
        """Tell compliance that somebody wrote to a borrower who had opted out."""
        if not self.opted_out:
            return
        review = self.env["mortgage.inbound.message"].new(
            {"company_id": self.company_id.id}
        )
        self.env["mail.thread"].sudo().message_notify(
            partner_ids=review._reviewers().partner_id.ids,
            subject=self.env._(
                "%s wrote to a borrower who had opted out", self.user_id.name
            ),
            body=self.env._(
                "%(who)s wrote to %(borrower)s from outside Odoo, where no rule can"
                " stop it. The borrower had asked not to be contacted there.",
                who=self.user_id.name,
                borrower=self.partner_id.name or self.point_id.value,
            ),
        )
