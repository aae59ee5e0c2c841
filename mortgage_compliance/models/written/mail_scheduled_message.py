from odoo import api, models

from ...tools import written_words


class MailScheduledMessage(models.Model):
    """What is to be sent later is refused while its writer is there to change it."""

    _inherit = "mail.scheduled.message"

    @api.constrains("subject", "body", "partner_ids", "is_note")
    def _check_mortgage_words(self):
        gate = self.env["mortgage.gate"]
        scope = self.env["mortgage.gate.scope"]
        for message in self:
            document = self.env[message.model].browse(message.res_id)
            words = written_words.own_words(message.body)
            if scope._is_contactable(message.model):
                gate._refuse_secrets(document, message.subject, words)
            emails = message.partner_ids.mapped("email_normalized")
            values = [email for email in emails if email]
            if not message.is_note:
                gate._refuse_words(
                    document, "email", values, message.subject or "", words
                )
