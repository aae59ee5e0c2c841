from urllib.parse import urljoin

from odoo import api, fields, models

SMS_WEBHOOK = "/mortgage/sms/inbound"


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    mortgage_nmls_id = fields.Char(related="company_id.nmls_id", readonly=False)
    mortgage_trade_name = fields.Char(
        related="company_id.mortgage_trade_name", readonly=False
    )
    mortgage_stopped = fields.Boolean(related="company_id.mortgage_stopped")
    mortgage_stop_reason = fields.Char(related="company_id.mortgage_stop_reason")
    mortgage_is_bound = fields.Boolean(compute="_compute_mortgage_sending")
    mortgage_sms_webhook_url = fields.Char(
        "Inbound texts", compute="_compute_mortgage_sending"
    )
    mortgage_twilio_base_url = fields.Char(
        "Twilio address",
        config_parameter="mortgage_compliance.twilio_base_url",
        help="Empty for Twilio itself; another for an emulator.",
    )

    @api.depends("company_id")
    def _compute_mortgage_sending(self):
        is_bound = self.env["mortgage.sending"]._is_bound()
        for settings in self:
            base_url = settings.company_id.get_base_url()
            settings.mortgage_is_bound = is_bound
            settings.mortgage_sms_webhook_url = urljoin(base_url, SMS_WEBHOOK)
