from odoo import fields, models

# Whoever reads a key can keep certificates in the lender's name.
KEY_READERS = "mortgage_compliance.group_admin"
KEYS = ("trustedform_api_key", "jornaya_account_code", "jornaya_partner_code")


class ResCompany(models.Model):
    """The lender's keys to the providers of consent certificates."""

    _inherit = "res.company"

    trustedform_api_key = fields.Char(
        "TrustedForm API key", groups=KEY_READERS, copy=False
    )
    jornaya_account_code = fields.Char(
        "Jornaya account code", groups=KEY_READERS, copy=False
    )
    jornaya_partner_code = fields.Char(
        "Jornaya partner code", groups=KEY_READERS, copy=False
    )

    def _certificate_keys(self):
        company = self.sudo()
        return {name: company[name] or "" for name in KEYS}
