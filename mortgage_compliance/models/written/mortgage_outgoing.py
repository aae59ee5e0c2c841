from odoo import models
from odoo.tools import html2plaintext, plaintext2html

from ...tools import written_words


class MortgageOutgoing(models.AbstractModel):
    """A message that was stored before it could be refused keeps no secret."""

    _inherit = "mortgage.outgoing"

    def _mortgage_take_out(self):
        result = super()._mortgage_take_out()
        refused = self.filtered(lambda one: one.mortgage_touch_id.state == "blocked")
        for message in refused:
            message._mortgage_hide_secrets()
        refused.mortgage_touch_id._tell_mailing_author()
        return result

    def _mortgage_hide_secrets(self):
        """Take SSNs and account numbers out of what is stored of a message."""
        message = self.mail_message_id.sudo()
        text = html2plaintext(message.body or self._mortgage_stored_body() or "")
        channel = self._mortgage_channel
        secrets = self.env["mortgage.gate"]._secrets(message.subject, text, channel)
        if not secrets:
            return
        subject = written_words.hidden(message.subject or "", secrets, "subject")
        body = written_words.hidden(text, secrets)
        message.write({"body": plaintext2html(body), "subject": subject or False})
        self._mortgage_store_body(body)

    def _mortgage_stored_body(self):
        """Return what is stored of this message's words beside its post."""
        raise NotImplementedError

    def _mortgage_store_body(self, text):
        """Store ``text`` in place of it."""
        raise NotImplementedError
