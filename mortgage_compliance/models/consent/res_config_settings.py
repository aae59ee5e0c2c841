from odoo import fields, models

from .res_company import KEY_READERS


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    trustedform_api_key = fields.Char(
        related="company_id.trustedform_api_key", readonly=False, groups=KEY_READERS
    )
    jornaya_account_code = fields.Char(
        related="company_id.jornaya_account_code", readonly=False, groups=KEY_READERS
    )
    jornaya_partner_code = fields.Char(
        related="company_id.jornaya_partner_code", readonly=False, groups=KEY_READERS
    )
