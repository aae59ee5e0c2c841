from odoo import fields, models

from ...tools.readers import LICENSE_READERS


class ResUsers(models.Model):
    _inherit = "res.users"

    nmls_id = fields.Char("NMLS number")
    mortgage_branch_id = fields.Many2one("mortgage.branch", "Branch")
    mortgage_license_ids = fields.One2many(
        "mortgage.license", "user_id", string="Licenses", groups=LICENSE_READERS
    )
