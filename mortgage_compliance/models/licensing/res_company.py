from odoo import fields, models

from ...tools.readers import LICENSE_READERS


class ResCompany(models.Model):
    _inherit = "res.company"

    nmls_id = fields.Char("NMLS number")
    mortgage_trade_name = fields.Char("Trade name")
    mortgage_license_ids = fields.One2many(
        "mortgage.license",
        "company_id",
        string="Licenses",
        domain=[("user_id", "=", False)],
        groups=LICENSE_READERS,
    )
