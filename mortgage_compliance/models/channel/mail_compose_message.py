from odoo import api, models


class MailComposeMessage(models.TransientModel):
    _name = "mail.compose.message"
    _inherit = ["mail.compose.message", "mortgage.composer"]

    @api.depends("model", "res_ids", "partner_ids", "subtype_is_log")
    def _compute_mortgage_notice(self):
        return super()._compute_mortgage_notice()

    def _mortgage_notices(self):
        res_ids = self._evaluate_res_ids() if self.model else []
        if self.subtype_is_log or not res_ids:
            return []
        if len(res_ids) > 1:
            return self._mortgage_several_notice(self.model)
        partners = self.partner_ids
        if self.composition_mode == "mass_mail":
            document = self.env[self.model].browse(res_ids)
            partners = document._mail_get_partners()[document.id]
        # A partner just typed in has no id yet.
        return self.env["mortgage.gate"]._before_writing(
            self.model, res_ids[0], "email", partners._origin.ids
        )

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
