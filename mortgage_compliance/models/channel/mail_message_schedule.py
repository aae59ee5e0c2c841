from odoo import fields, models


class MailMessageSchedule(models.Model):
    """What is posted now and sent later stays known as not written one to one."""

    _inherit = "mail.message.schedule"

    mortgage_written = fields.Char(
        readonly=True,
        default=lambda self: self.env.context.get("mortgage_written", False),
    )

    def _send_notifications(self, default_notify_kwargs=None):
        for written, schedules in self.grouped("mortgage_written").items():
            marked = schedules.with_context(mortgage_written=written)
            super(MailMessageSchedule, marked)._send_notifications(
                default_notify_kwargs
            )
        return True
