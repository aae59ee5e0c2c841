from odoo import api, models
from odoo.tools.mail import mail_header_msgid_re

from ...tools.email import canonical
from ...tools.mail_reply import is_automatic, written_text
from ...tools.phone import e164
from ...tools.secrets import cut, cut_html


class MortgageInboundMessage(models.Model):
    """What Odoo's mail gateway brings from borrowers."""

    _inherit = "mortgage.inbound.message"

    def _address(self):
        """Return the ``(kind, value)`` that this message came from, if it is one."""
        if self.channel == "sms":
            value = e164(self.sender)
            return ("phone", value) if value else None
        value = canonical(self.sender)
        return ("email", value) if value else None

    @api.model
    def _mail_context(self, message_dict):
        """Return the touches a mail answers and the known point it comes from.

        Colleagues answer in the same threads; what they write is no borrower's word.
        """
        address = canonical(message_dict.get("email_from"))
        colleague = address and self.env["res.users"].sudo().search_count(
            [("email_normalized", "=", address), ("share", "=", False)], limit=1
        )
        touches = self.env["mortgage.touch"].sudo()
        points = self.env["mortgage.contact.point"].sudo()
        if colleague or not address:
            return touches, points
        references = " ".join(
            filter(
                None, (message_dict.get(name) for name in ("references", "in_reply_to"))
            )
        )
        return (
            touches._by_message_ids(mail_header_msgid_re.findall(references)),
            points.search([("kind", "=", "email"), ("value", "=", address)]),
        )

    @api.model
    def _mail_document(self, message_dict):
        """Return the document of a mail that Odoo itself could not place, if any."""
        touches, point = self._mail_context(message_dict)
        draft = self.new({"point_id": point.id, "touch_id": touches[:1].id})
        draft.company_id = touches[:1].company_id or self.env.company
        return draft._find_document() if touches or point else None

    @api.model
    def _without_secrets(self, message_dict):
        """Return what Odoo may post of a mail: a borrower's without numbers that must
        not be stored, anybody else's as it is."""
        touches, point = self._mail_context(message_dict)
        if not touches and not point:
            return message_dict
        return message_dict | {
            "subject": cut(message_dict.get("subject") or "")[0],
            "body": cut_html(message_dict.get("body") or ""),
        }

    @api.model
    def _receive_mail(self, mail, message_dict, route):
        """Take in a mail that Odoo has placed under ``route`` (model, id), if it is a
        borrower's: an ``email.message.EmailMessage`` and what Odoo parsed of it."""
        touches, point = self._mail_context(message_dict)
        if not touches and not point:
            return self.browse()
        touch = touches[:1]
        company = touch.company_id or self.env.company
        message = self.with_company(company)._keep(
            "email",
            message_dict["message_id"],
            {
                "sender": message_dict.get("email_from"),
                "receiver": message_dict.get("to"),
                "body": cut(written_text(mail))[0],
                "point_id": (point or touch.point_id).id,
                "touch_id": touch.id,
            },
        )
        if not message:
            return message
        message._place(*route)
        if is_automatic(mail):
            message.meaning = "automatic"
            message._note_event("auto_replied")
            return message
        message.meaning = message._mail_meaning(str(mail.get("Subject") or ""))
        message._obey()
        if touch.point_id and touch.point_id != message.point_id:
            message._obey_at(touch.point_id)
        message._tell()
        return message

    def _place(self, model, res_id):
        posted = self.env["mail.message"].sudo()
        self.message_id = posted.search(
            [("message_id", "=", self.external_id)], limit=1
        )
        if model and res_id and model in self.env:
            self._file_under(self.env[model].sudo().browse(res_id).exists())
        if not self._contactable_document():
            self._file_under(self._find_document())

    def _mail_meaning(self, subject):
        """Judge what was typed: all of it, its first line, or a bare subject."""
        book = self.env["mortgage.opt.out.phrase"]._book()
        first_line = next(iter((self.body or "").strip().splitlines()), "")
        meanings = [book.meaning(self.body), book.keyword(first_line)]
        if not subject.lower().startswith(("re:", "aw:", "fwd:", "fw:")):
            meanings.append(book.keyword(subject))
        told = [meaning for meaning in meanings if meaning not in ("", "none", "doubt")]
        return told[0] if told else meanings[0]

    def _obey_at(self, point):
        """They wrote from another address than the one we wrote to: stop both."""
        if self.meaning in ("opt_out", "opt_out_all", "wrong_number"):
            point._opt_out("email", "unsubscribed", self.body)
