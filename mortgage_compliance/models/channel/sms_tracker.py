from odoo import models

# What Odoo's callback controller makes of Twilio's status, and what that is to us.
OUTCOMES = {"pending": "sent", "sent": "delivered"}


class SmsTracker(models.Model):
    """Brings the provider's receipts back to the touch."""

    _inherit = "sms.tracker"

    def _action_update_from_sms_state(
        self, sms_state, failure_type=False, failure_reason=False
    ):
        result = super()._action_update_from_sms_state(
            sms_state, failure_type, failure_reason
        )
        if sms_state in OUTCOMES:
            self._mortgage_touches()._set_outcome(OUTCOMES[sms_state])
        return result

    def _action_update_from_twilio_error(self, sms_status, error_code, error_message):
        result = super()._action_update_from_twilio_error(
            sms_status, error_code, error_message
        )
        touches = self._mortgage_touches()._set_outcome(
            "failed",
            error_code=error_code or sms_status,
            note=error_message or self.env._("Error %s", error_code or sms_status),
        )
        touches._learn_from_error(error_code)
        return result

    def _mortgage_receive(self, receipt):
        """Take in the ``Receipt`` of a provider that Odoo does not know."""
        tracker = self.sudo().search([("sms_uuid", "=", receipt.uuid)])
        tracker = tracker or self.sudo().create({"sms_uuid": receipt.uuid})
        if receipt.outcome == "failed":
            tracker._action_update_from_twilio_error(
                "failed", receipt.error_code, receipt.reason
            )
            return
        states = {outcome: state for state, outcome in OUTCOMES.items()}
        tracker._action_update_from_sms_state(states[receipt.outcome])

    def _mortgage_touches(self):
        uuids = self.mapped("sms_uuid")
        touches = self.env["mortgage.touch"].sudo()
        return touches.search([("wire_id", "in", uuids), ("channel", "=", "sms")])
