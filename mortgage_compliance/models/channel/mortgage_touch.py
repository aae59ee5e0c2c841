from odoo import Command, api, fields, models
from odoo.tools import email_normalize, formataddr
from odoo.tools.mail import generate_tracking_message_id

from odoo.addons.sms.tools.sms_tools import sms_content_to_rendered_html

from ...tools.written_words import own_words
from .text_provider import DEAD_NUMBER, MISCONFIGURED, UNSUBSCRIBED

# What fits behind "Reply-To: " in a line that no mail server folds (RFC 5322).
REPLY_TO_LENGTH = 68


class MortgageTouch(models.Model):
    """Handing over: an allowed touch becomes a mail, a text or a task for the LO."""

    _inherit = "mortgage.touch"

    mail_ids = fields.One2many("mail.mail", "mortgage_touch_id", "Mail in the queue")
    sms_ids = fields.One2many("sms.sms", "mortgage_touch_id", "Text in the queue")

    def _written_words(self):
        texts = [*self.sms_ids.mapped("body"), super()._written_words()]
        for mail in self.mail_ids:
            by_mail = mail.message_type == "email"
            texts += [mail.subject, own_words(mail.body or mail.body_html, by_mail)]
        return "\n".join(filter(None, texts))

    def _judged(self):
        """Judge, and tell the authors of held messages that are now refused."""
        allowed = super()._judged()
        refused = (self - allowed).filtered(lambda touch: touch.state == "blocked")
        for messages in (refused.mail_ids, refused.sms_ids):
            held = messages.filtered(lambda message: message.state == "mortgage_held")
            held._mortgage_take_out()
        return allowed

    def _hand_over(self, channel):
        """Hand allowed touches of one ``channel`` to it, without commit."""
        hand_over = {"email": self._hand_over_email, "sms": self._hand_over_sms}
        hand_over.get(channel, self._hand_over_task)()

    def _hand_over_email(self):
        kept = self.mail_ids
        kept._mortgage_hand_over()
        fresh = self - kept.mortgage_touch_id
        composed = fresh._composed()
        fresh = fresh._with_content(composed)
        if not fresh:
            return
        vals_list = [values for values in fresh._mail_message_values(composed)]
        messages = self.env["mail.message"].sudo().create(vals_list)
        mails = (
            self.env["mail.mail"]
            .sudo()
            .create(
                [
                    touch._mail_values(message, composed[touch.id])
                    for touch, message in zip(fresh, messages, strict=True)
                ]
            )
        )
        self.env["mail.notification"].sudo().create(
            [
                mail._get_notification_values()[0]
                | {"res_partner_id": touch.partner_id.id}
                for touch, mail in zip(fresh, mails, strict=True)
            ]
        )
        fresh._note_hand_over(messages, [message.message_id for message in messages])
        mails._mortgage_wake_queue()
        mails._mortgage_record_hand_over()

    def _mail_message_values(self, composed):
        reply_to = self._reply_addresses()
        subtype_id = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment")
        for touch in self:
            sender = touch.user_id or self.env.ref("base.user_root")
            domain = touch.company_id.alias_domain_id
            yield {
                "message_type": "email_outgoing",
                "subtype_id": subtype_id,
                "model": touch.res_model,
                "res_id": touch.res_id,
                "subject": composed[touch.id].subject,
                "body": composed[touch.id].html,
                "author_id": sender.partner_id.id,
                "email_from": touch._sender_address(),
                "reply_to": touch._in_senders_name(
                    reply_to.get((touch.res_model, touch.res_id))
                ),
                "message_id": generate_tracking_message_id(
                    f"{touch.res_id}-{touch.res_model}"
                ),
                "partner_ids": touch.partner_id.ids,
                "attachment_ids": [Command.set(touch._attached().ids)],
                "record_alias_domain_id": domain.id,
                "record_company_id": touch.company_id.id,
            }

    def _attached(self):
        """Return the files approved with the words; what somebody rewrote has none."""
        return self.template_version_id.attachment_ids

    def _sender_address(self):
        """Return the LO's name with the address the company's domain sends from."""
        sender = self.user_id.partner_id or self.company_id.partner_id
        address = self.company_id.alias_domain_id.default_from_email or sender.email
        return formataddr((sender.name, address or ""))

    def _in_senders_name(self, reply_to):
        """Return ``reply_to`` in the LO's name; Odoo writes that of its own robot.

        A name too long for one line of the header is left out, as Odoo does it.
        """
        if not reply_to:
            return self._sender_address()
        address = email_normalize(reply_to)
        sender = self.user_id.partner_id or self.company_id.partner_id
        formatted = formataddr((sender.name, address))
        return formatted if len(formatted) <= REPLY_TO_LENGTH else address

    def _reply_addresses(self):
        """Return ``{(model, id): address}`` at which Odoo takes the answers in."""
        addresses = {}
        for model, touches in self.grouped("res_model").items():
            documents = self.env[model].sudo().browse(set(touches.mapped("res_id")))
            found = documents._notify_get_reply_to(default=False)
            addresses |= {(model, res_id): to for res_id, to in found.items()}
        return addresses

    def _mail_values(self, message, rendered):
        return {
            "mail_message_id": message.id,
            "mortgage_touch_id": self.id,
            "email_to": formataddr((self.partner_id.name or "", self.point_id.value)),
            "body_html": rendered.html,
            "headers": repr(self._mail_headers()),
            "references": message.message_id,
            "auto_delete": True,
            "state": "outgoing",
        }

    def _mail_headers(self):
        return {"X-Odoo-Objects": f"{self.res_model}-{self.res_id}"}

    def _hand_over_sms(self):
        kept = self.sms_ids
        kept._mortgage_hand_over()
        fresh = self - kept.mortgage_touch_id
        composed = fresh._composed()
        fresh = fresh._with_content(composed)
        if not fresh:
            return
        subtype_id = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_note")
        messages = (
            self.env["mail.message"]
            .sudo()
            .create(
                [
                    {
                        "message_type": "sms",
                        "subtype_id": subtype_id,
                        "model": touch.res_model,
                        "res_id": touch.res_id,
                        "body": sms_content_to_rendered_html(composed[touch.id].text),
                        "author_id": touch.user_id.partner_id.id
                        or self.env.ref("base.partner_root").id,
                        "email_from": touch._sender_address(),
                        "reply_to": False,
                        "message_id": generate_tracking_message_id(
                            f"{touch.res_id}-{touch.res_model}"
                        ),
                        "record_company_id": touch.company_id.id,
                    }
                    for touch in fresh
                ]
            )
        )
        texts = (
            self.env["sms.sms"]
            .sudo()
            .create(
                [
                    {
                        "mail_message_id": message.id,
                        "mortgage_touch_id": touch.id,
                        "number": touch.point_id.value,
                        "body": composed[touch.id].text,
                        "partner_id": touch.partner_id.id,
                        "record_company_id": touch.company_id.id,
                    }
                    for touch, message in zip(fresh, messages, strict=True)
                ]
            )
        )
        texts._mortgage_notify()
        fresh._note_hand_over(messages, texts.mapped("uuid"))
        texts._mortgage_record_hand_over()

    def _hand_over_task(self):
        """Make a task for the LO of each: a call, a voicemail, a letter."""
        composed = self.filtered("template_version_id")._composed()
        touches = self._with_content(composed)
        for touch in touches:
            if touch.id in composed:
                touch.note = composed[touch.id].text
        for documents, group in touches._by_document_model():
            documents._mortgage_call_task(group)
        touches.write(
            {"state": "due", "queued_at": fields.Datetime.now(), "ready_at": False}
        )

    def _note_hand_over(self, messages, wire_ids):
        self.write(
            {
                "state": "queued",
                "queued_at": fields.Datetime.now(),
                "ready_at": False,
                "attempted_at": False,
            }
        )
        for touch, message, wire_id in zip(self, messages, wire_ids, strict=True):
            touch.message_id = message
            touch.wire_id = wire_id

    def _withdraw_messages(self, reason):
        self.sudo().mail_ids._mortgage_withdraw(reason)
        self.sudo().sms_ids._mortgage_withdraw(reason)
        return super()._withdraw_messages(reason)

    @api.model
    def _recall(self, point_ids):
        """Take what waits in the queues to these points out: it is judged anew at once,
        for its verdict is from before they were suppressed."""
        waiting = self.sudo().search(
            [
                ("point_id", "in", list(point_ids)),
                ("state", "=", "queued"),
                ("attempted_at", "=", False),
            ]
        )
        if not waiting:
            return
        waiting._hold_back(self.env._("To be judged again: contact was restricted."))
        for messages in (waiting.mail_ids, waiting.sms_ids):
            messages.filtered(lambda m: m.state == "outgoing")._mortgage_take_out()
        self._ask_dispatcher(waiting.mapped("ready_at"))

    def _tell_author_of_hold(self):
        """Note beside what a person wrote that it has not left yet, and why."""
        for touch in self.sudo().filtered(lambda touch: touch.origin == "manual"):
            document = self.env[touch.res_model].sudo().browse(touch.res_id)
            if hasattr(document, "_message_log"):
                note = self.env._("Not sent yet. %(reason)s", reason=touch.reason or "")
                document._message_log(body=note)

    def _put_in_doubt(self):
        result = super()._put_in_doubt()
        for touch in self.sudo().filtered(lambda touch: touch.state == "in_doubt"):
            touch.mail_ids._mortgage_set_aside(
                "exception", "mortgage_doubt", touch.reason
            )
            touch.sms_ids._mortgage_set_aside("error", "mortgage_doubt", touch.reason)
        return result

    def _is_confirmed_by_provider(self, code):
        """Whether the provider confirmed the STOP that this text was to confirm, and
        for that refuses it. Then nothing failed: it is called off."""
        meaning = self.company_id._mortgage_text_meaning(code) if code else ""
        if meaning != UNSUBSCRIBED or not self.confirms_at:
            return False
        self.write(
            {
                "state": "cancelled",
                "ready_at": False,
                "reason": self.env._("The borrower had this confirmation already."),
            }
        )
        self.env["mortgage.ledger.entry"]._append(
            [self._ledger_values("outcome", {"outcome": "cancelled", "error": code})]
        )
        return True

    def _learn_from_error(self, code):
        """Let what a provider said about a number keep the next text from it, and what
        it said about the account every other."""
        for company, touches in self.grouped("company_id").items():
            meaning = company._mortgage_text_meaning(code)
            points = touches.point_id
            suppression = self.env["mortgage.suppression"]
            if meaning == MISCONFIGURED:
                company._mortgage_stop_texts(touches[:1].reason or code)
            elif meaning == UNSUBSCRIBED and points:
                note = self.env._("%(code)s: the borrower answered STOP.", code=code)
                suppression._suppress(points.ids, "sms", "stop", note)
                for documents, _touches in touches._by_document_model():
                    documents._mortgage_on_opt_out(points, "sms")
            elif meaning == DEAD_NUMBER and points:
                note = self.env._("%(code)s: no phone that takes texts", code=code)
                suppression._suppress(points.ids, "sms", "bounced", note)
