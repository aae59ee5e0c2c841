from odoo import fields, models

from odoo.addons.sms_twilio.tools.sms_api import SmsApiTwilio

from .text_log import TextLog
from .text_provider import TextProvider
from .twilio_api import TwilioApi

# Odoo's own class for a provider to ours, and ours for those Odoo does not know.
OURS = {SmsApiTwilio: TwilioApi}
PROVIDERS = {"log": TextLog}


class ResCompany(models.Model):
    _inherit = "res.company"

    sms_provider = fields.Selection(
        selection_add=[("log", "Write to a file (trial)")],
        ondelete={"log": "set default"},
    )

    def _get_sms_api_class(self):
        sms_api = super()._get_sms_api_class()
        return PROVIDERS.get(self.sms_provider) or OURS.get(sms_api, sms_api)

    def _mortgage_text_provider(self):
        """Return the company's provider of texts to borrowers; None where it has none
        that brings receipts and opt-outs back."""
        self.ensure_one()
        sms_api = self._get_sms_api_class()
        if not issubclass(sms_api, TextProvider):
            return None
        provider = sms_api(self.env)
        provider._set_company(self)
        return provider

    def _mortgage_text_meaning(self, code):
        """Return what an error code of the company's provider means to us."""
        provider = self._mortgage_text_provider()
        return provider._meaning(code) if provider else ""
