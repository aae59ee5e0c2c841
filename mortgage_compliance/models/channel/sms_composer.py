from odoo import models


class SmsComposer(models.TransientModel):
    _inherit = "sms.composer"

    def _action_send_sms(self):
        return super(SmsComposer, self._mortgage_to_several())._action_send_sms()

    def _mortgage_to_several(self):
        """Return ``self`` so that what it sends is known to go to several at once."""
        # Odoo's mass mailing, where it is installed, sends through here too.
        mailing = "mailing_id" in self._fields and self.mailing_id
        records = self._get_records()
        numbers = (self.sanitized_numbers or "").split(",")
        if mailing or len(records or ()) > 1 or len(numbers) > 1:
            return self.with_context(mortgage_written="mass")
        return self
