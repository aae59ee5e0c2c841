from urllib.parse import urljoin

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..models.sending.res_config_settings import SMS_WEBHOOK
from ..tools.phone import e164


class MortgageTextsSetup(models.TransientModel):
    """All that texts need: the Twilio account, the number, and where answers go."""

    _name = "mortgage.texts.setup"
    _description = "Texts by Twilio"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    # Related, so that the token is never stored but on the company.
    account_sid = fields.Char(
        related="company_id.sms_twilio_account_sid", readonly=False
    )
    auth_token = fields.Char(related="company_id.sms_twilio_auth_token", readonly=False)
    number = fields.Char(
        "Your number",
        required=True,
        default=lambda self: self.env.company.sms_twilio_number_ids[:1].number,
    )
    webhook = fields.Char("Address for answers", compute="_compute_webhook")

    @api.depends("company_id")
    def _compute_webhook(self):
        for setup in self:
            base_url = setup.company_id.get_base_url()
            setup.webhook = urljoin(base_url, SMS_WEBHOOK)

    def action_save(self):
        """Make Twilio the company's provider, with this number first."""
        self.ensure_one()
        company = self.company_id
        company._assert_twilio_sid()
        number = e164(self.number)
        if not number:
            raise ValidationError(
                self.env._(
                    "“%(number)s” is no phone number with its area code.",
                    number=self.number,
                )
            )
        company.sms_provider = "twilio"
        if number not in company.sms_twilio_number_ids.mapped("number"):
            self.env["sms.twilio.number"].create(
                {
                    "company_id": company.id,
                    "number": number,
                    "country_id": self.env.ref("base.us").id,
                    "sequence": 0,
                }
            )
        return {"type": "ir.actions.act_window_close"}
