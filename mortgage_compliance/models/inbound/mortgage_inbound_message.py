from odoo import api, fields, models
from odoo.tools import SQL, plaintext2html

from ...tools.phone import e164
from ...tools.secrets import cut
from .mortgage_opt_out_phrase import MEANINGS

NOTE_LENGTH = 120


class MortgageInboundMessage(models.Model):
    """One text or mail that a borrower sent us, taken in exactly once."""

    _name = "mortgage.inbound.message"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Message from a borrower"
    _order = "at desc, id desc"
    _rec_name = "sender"

    at = fields.Datetime("Received", required=True, readonly=True)
    channel = fields.Selection(
        [("sms", "Text"), ("email", "Email")], required=True, readonly=True
    )
    # Twilio's MessageSid or the mail's Message-Id.
    external_id = fields.Char(required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    sender = fields.Char("From", readonly=True)
    receiver = fields.Char("To", readonly=True)
    body = fields.Text("Words", readonly=True)
    point_id = fields.Many2one(
        "mortgage.contact.point", "Contact point", readonly=True, index=True
    )
    meaning = fields.Selection(
        [*MEANINGS, ("automatic", "Automatic reply"), ("none", "An answer")],
        readonly=True,
        default="none",
    )
    state = fields.Selection(
        [("done", "Done"), ("review", "To review"), ("decided", "Reviewed")],
        readonly=True,
        required=True,
        default="done",
        index=True,
    )
    decided_by_id = fields.Many2one("res.users", "Reviewed by", readonly=True)
    touch_id = fields.Many2one(
        "mortgage.touch", "Answers", readonly=True, ondelete="set null"
    )
    message_id = fields.Many2one("mail.message", readonly=True, ondelete="set null")
    res_model = fields.Char("Document model", readonly=True)
    res_id = fields.Many2oneReference("Document", model_field="res_model")

    _external_uniq = models.UniqueIndex(
        "(channel, external_id)", "This message was taken in already."
    )

    @api.model
    def _keep(self, channel, external_id, values):
        """Return a new record of a message, or none when it was taken in before.

        Not the ORM: the same message may come twice at once. One transaction waits here
        for the other, fails, is retried by Odoo and then finds the other's row.
        """
        rows = self.env.execute_query(
            SQL(
                "INSERT INTO mortgage_inbound_message"
                " (channel, external_id, company_id, at, state) VALUES"
                " (%s, %s, %s, %s, 'done')"
                " ON CONFLICT (channel, external_id) DO NOTHING RETURNING id",
                channel,
                external_id,
                self.env.company.id,
                fields.Datetime.now(),
            )
        )
        message = self.browse(message_id for (message_id,) in rows)
        if message:
            message.write(values)
        return message

    @api.model
    def _receive_text(self, form):
        """Take in a text as Twilio posts it: file it, obey it, tell the LO."""
        point = self.env["mortgage.contact.point"].search(
            [("kind", "=", "phone"), ("value", "=", e164(form.get("From")))]
        )
        touch = self.env["mortgage.touch"]._answered_by(
            point, "sms", e164(form.get("To"))
        )
        message = self._keep(
            "sms",
            form["MessageSid"],
            {
                "sender": form.get("From"),
                "receiver": form.get("To"),
                "body": self._text_of(form),
                "point_id": point.id,
                "touch_id": touch.id if point else False,
            },
        )
        if not message:
            return message
        message.meaning = (
            self.env["mortgage.opt.out.phrase"]._book().meaning(form.get("Body"))
        )
        message._file_under(message._find_document())
        message._post_text()
        message._obey(confirmed=bool(form.get("OptOutType")))
        message._tell()
        return message

    def _text_of(self, form):
        count = form.get("NumMedia") or ""
        pictures = (
            count if count.isascii() and count.isdigit() and int(count[:4]) else ""
        )
        # Borrowers write numbers that must not be stored, whatever they are asked.
        lines = [cut(form.get("Body") or "")[0]]
        if pictures:
            lines.append(
                self.env._("(%(count)s pictures, kept at Twilio)", count=pictures[:4])
            )
        return "\n".join(filter(None, lines))

    # The document

    def _find_document(self):
        """Return what the borrower writes about: the open document of the last message
        to them, any open one, or that message's even if closed, or the person."""
        asked = self._touch_document()
        opened = self.point_id._open_documents()
        for documents in opened:
            if asked and asked in documents:
                return asked
        mine = [self._of_company(documents)[:1] for documents in opened]
        mine = next(filter(None, mine), None)
        return mine or asked or self.point_id.sudo().partner_ids[:1]

    def _touch_document(self):
        model = self.env.get(self.touch_id.res_model or "")
        if model is None:
            return None
        return model.sudo().browse(self.touch_id.res_id).exists()

    def _of_company(self, documents):
        if "company_id" not in documents._fields:
            return documents
        ours = (self.company_id, self.env["res.company"])
        return documents.filtered(lambda document: document.company_id in ours)

    def _file_under(self, document):
        if document:
            self.res_model = document._name
            self.res_id = document.id

    def _document(self):
        return (
            self.env[self.res_model].sudo().browse(self.res_id) if self.res_id else None
        )

    def _contactable_document(self):
        document = self._document()
        contactable = self.env.registry["mortgage.contactable"]
        return document if isinstance(document, contactable) else None

    def _facts(self):
        document = self._contactable_document()
        return document._mortgage_contact_facts()[document.id] if document else {}

    def _partner(self):
        partners = self.point_id.sudo().partner_ids
        own = partners.filtered(
            lambda partner: partner.id == self._facts().get("partner_id")
        )
        return own or partners[:1]

    # Telling

    def _post_text(self):
        """Show a text in the document's chatter as the borrower's own words."""
        document = self._document()
        if document is None:
            return
        followers = document.message_follower_ids.partner_id
        owner = self.env["res.users"].browse(self._facts().get("user_id"))
        # Not to borrowers who follow: they would get each other's texts as mails.
        colleagues = followers.filtered(lambda partner: not partner.partner_share)
        root = self.env.ref("base.user_root")
        self.message_id = (
            document.with_user(root)
            .with_context(mail_post_autofollow_author_skip=True)
            .message_post(
                body=plaintext2html(self.body or ""),
                author_id=self._partner().id,
                email_from=self._partner().email_formatted or self.sender,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                partner_ids=(colleagues | owner.partner_id).ids,
                notify_skip_followers=True,
            )
        )

    def _tell(self):
        """Note a person's answer, and let the document's plays react to it."""
        self._note_event("replied")
        # Who answers has got it, whatever receipts say.
        self.touch_id._set_outcome("delivered")
        self.env["mortgage.ledger.entry"]._append([self._ledger_values("reply")])
        document = self._contactable_document()
        # A keyword is no conversation: nobody is to answer a STOP.
        if document and self.meaning in ("none", "doubt"):
            document._mortgage_on_reply(
                self.channel, self.body, self.touch_id, self.message_id
            )

    def _note_event(self, event, note=""):
        self.env["mortgage.touch.event"].sudo().create(
            {
                "type": event,
                "touch_id": self.touch_id.id,
                "point_id": self.point_id.id,
                "channel": self.channel,
                "res_model": self.res_model,
                "res_id": self.res_id,
                "company_id": self.company_id.id,
                "inbound_id": self.id,
                "note": note or (self.body or "")[:NOTE_LENGTH],
            }
        )

    def _ledger_values(self, event, **payload):
        return {
            "event": event,
            "res_model": self.res_model,
            "res_id": self.res_id,
            "touch_id": self.touch_id.id,
            "point_id": self.point_id.id,
            "company_id": self.company_id.id,
            "payload": {
                "channel": self.channel,
                "external_id": self.external_id,
                "meaning": self.meaning,
                **payload,
            },
            "content": (self.body or "").encode(),
            "retention_class": "inbound_message",
        }
