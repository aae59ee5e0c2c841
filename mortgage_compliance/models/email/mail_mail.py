import smtplib
import sys

from odoo import models

from ...tools import bounce


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        """A mail server that refuses an address at the door says what it would else
        say in a bounce."""
        # Odoo calls this while it handles what the server said.
        reply = _refusal(sys.exc_info()[1]) if failure_type else ""
        touches = self.sudo().mortgage_touch_id if reply else None
        result = super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason, failure_type
        )
        if touches:
            touches._take_return(bounce.refused(reply))
        return result


def _refusal(error):
    """Return what a server said of the one address that it refused for good, or ""."""
    refusal = error and error.__context__
    if not isinstance(refusal, smtplib.SMTPRecipientsRefused):
        return ""
    replies = [
        text.decode(errors="replace") if isinstance(text, bytes) else str(text)
        for code, text in refusal.recipients.values()
        if code >= 500
    ]
    return replies[0] if len(replies) == 1 else ""
