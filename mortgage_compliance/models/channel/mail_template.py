from odoo import models


class MailTemplate(models.Model):
    _inherit = "mail.template"

    def send_mail_batch(self, res_ids, *args, **kwargs):
        """Send, known as an automation's work: a person writes in the composer."""
        written = self.env.context.get("mortgage_written") or "automation"
        template = self.with_context(mortgage_written=written)
        return super(MailTemplate, template).send_mail_batch(res_ids, *args, **kwargs)
