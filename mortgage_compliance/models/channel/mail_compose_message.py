from odoo import models


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    def _action_send_mail_comment(self, res_ids):
        composer = self._mortgage_to_several(res_ids)
        return super(MailComposeMessage, composer)._action_send_mail_comment(res_ids)

    def _action_send_mail_mass_mail(self, res_ids, auto_commit=False):
        composer = self._mortgage_to_several(res_ids)
        return super(MailComposeMessage, composer)._action_send_mail_mass_mail(
            res_ids, auto_commit=auto_commit
        )

    def _mortgage_to_several(self, res_ids):
        """Return ``self`` so that what it sends is known to go to several at once."""
        # Odoo's mass mailing, where it is installed, sends through here too.
        mailing = "mass_mailing_id" in self._fields and self.mass_mailing_id
        if len(res_ids) > 1 or mailing:
            return self.with_context(mortgage_written="mass")
        return self
