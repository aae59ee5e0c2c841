from odoo import models

from odoo.addons.sms_twilio.tools.sms_api import SmsApiTwilio

from .twilio_api import TwilioApi


class ResCompany(models.Model):
    _inherit = "res.company"

    def _get_sms_api_class(self):
        sms_api = super()._get_sms_api_class()
        return TwilioApi if sms_api is SmsApiTwilio else sms_api
