from markupsafe import Markup

from odoo import models
from odoo.tools import html2plaintext

from ...tools import written_words
from ...tools.phone import e164
from ..channel.mortgage_outgoing import WRITTEN_TYPES

# Their writer waits for the answer and can put it right; a mail program does not.
ON_SCREEN = ("comment", "email_outgoing", "sms")


class MailThread(models.AbstractModel):
    """Refuses, before anything is stored, what a person may not write to a borrower."""

    _inherit = "mail.thread"

    def message_post(
        self, *, body="", subject=None, message_type="notification", **kwargs
    ):
        if message_type in WRITTEN_TYPES and (body or subject):
            subject, body = self._mortgage_without_secrets(subject, body, message_type)
        return super().message_post(
            body=body, subject=subject, message_type=message_type, **kwargs
        )

    def _mortgage_without_secrets(self, subject, body, message_type):
        """Return words that may be stored about a borrower.

        A person on the screen is asked to take an SSN or account number out; out of a
        mail or what an automation writes it is taken.
        """
        gate = self.env["mortgage.gate"]
        if not self.env["mortgage.gate.scope"]._is_contactable(self._name):
            return subject, body
        is_html = isinstance(body, Markup)
        text = html2plaintext(body) if is_html else body
        if message_type in ON_SCREEN:
            gate._refuse_secrets(self, subject, text)
        secrets = gate._secrets(subject, text)
        if not secrets:
            return subject, body
        hide = written_words.hidden_html if is_html else written_words.hidden
        hidden_subject = subject and written_words.hidden(subject, secrets, "subject")
        return hidden_subject, hide(body, secrets)

    def _message_update_content(self, message, /, *, body, **kwargs):
        if body and self.env["mortgage.gate.scope"]._is_contactable(self._name):
            self.env["mortgage.gate"]._refuse_secrets(self, "", html2plaintext(body))
        return super()._message_update_content(message, body=body, **kwargs)

    def _notify_thread_by_email(
        self, message, recipients_data, *, msg_vals=False, **kwargs
    ):
        values = [
            one["email_normalized"]
            for one in recipients_data
            if one["notif"] == "email" and one["email_normalized"]
        ]
        self._mortgage_refuse_words("email", message, msg_vals, values)
        return super()._notify_thread_by_email(
            message, recipients_data, msg_vals=msg_vals, **kwargs
        )

    def _notify_thread_by_sms(
        self,
        message,
        recipients_data,
        msg_vals=False,
        sms_numbers=None,
        sms_pid_to_number=None,
        **kwargs,
    ):
        ids = [one["id"] for one in recipients_data if one["notif"] == "sms"]
        numbers = [*(sms_numbers or []), *(sms_pid_to_number or {}).values()]
        numbers += self.env["res.partner"].sudo().browse(ids).mapped("phone")
        values = [e164(number) for number in numbers if number]
        self._mortgage_refuse_words("sms", message, msg_vals, values)
        return super()._notify_thread_by_sms(
            message,
            recipients_data,
            msg_vals=msg_vals,
            sms_numbers=sms_numbers,
            sms_pid_to_number=sms_pid_to_number,
            **kwargs,
        )

    def _mortgage_refuse_words(self, channel, message, msg_vals, values):
        told = msg_vals or {}
        if (told.get("message_type") or message.message_type) not in ON_SCREEN:
            return
        subject = told.get("subject", message.subject)
        body = told["body"] if "body" in told else message.body
        self.env["mortgage.gate"]._refuse_words(
            self, channel, values, subject or "", written_words.own_words(body)
        )
