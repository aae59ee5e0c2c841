from odoo import models


class MailMessageSchedule(models.Model):
    _inherit = "mail.message.schedule"

    def _send_notifications(self, default_notify_kwargs=None):
        """What is stored already is refused by the gate: nobody waits for an answer."""
        posted = self.with_context(mortgage_posted_before=True)
        return super(MailMessageSchedule, posted)._send_notifications(
            default_notify_kwargs
        )
