from odoo import api, models


class SmsComposer(models.TransientModel):
    _name = "sms.composer"
    _inherit = ["sms.composer", "mortgage.composer"]

    @api.depends(
        "res_model",
        "res_id",
        "res_ids",
        "numbers",
        "recipient_single_number",
        "recipient_single_number_itf",
    )
    def _compute_mortgage_notice(self):
        return super()._compute_mortgage_notice()

    def _mortgage_notices(self):
        records = self._get_records()
        if not records:
            return []
        if len(records) > 1:
            return self._mortgage_several_notice(records._name)
        numbers = [
            *(self.sanitized_numbers or "").split(","),
            self.recipient_single_number_itf or self.recipient_single_number,
        ]
        return self.env["mortgage.gate"]._before_writing(
            records._name,
            records.id,
            "sms",
            records._mail_get_partners()[records.id].ids,
            [number for number in numbers if number],
        )

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
