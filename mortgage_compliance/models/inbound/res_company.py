from urllib.parse import urljoin

from odoo import api, models

from ...tools.twilio_signature import is_valid
from ..channel.twilio_api import TwilioApi

# Compared against when nobody has the account, so that the answer takes as long.
NOBODYS_TOKEN = "0" * 32


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model
    def _mortgage_signed_by_twilio(self, params, path, signature, also=()):
        """Return the company whose Twilio account signed the form ``params``, or none.

        ``path`` is what was posted to, under the public address that Twilio knows;
        ``also`` are addresses that a trusted proxy reports.
        """
        account = params.get("AccountSid", ["?"])[0].replace("\x00", "")
        companies = self.sudo().search(
            [
                ("sms_twilio_account_sid", "=", account),
                ("sms_twilio_auth_token", "!=", False),
            ]
        )
        signed = companies.browse()
        for company in companies:
            urls = [urljoin(company.get_base_url(), path), *also]
            if TwilioApi._is_signed(company, signature, urls, params):
                signed |= company
        if not companies:
            is_valid(signature, NOBODYS_TOKEN, [urljoin("http://x", path)], params)
        ours = {*params.get("To", ()), *params.get("From", ())}
        owners = signed.filtered(
            lambda company: ours & set(company.sms_twilio_number_ids.mapped("number"))
        )
        return (owners or signed)[:1]
