from odoo import fields, models

from ...tools.readers import LICENSE_READERS


class MortgageBranch(models.Model):
    _name = "mortgage.branch"
    _description = "Branch of a lender"
    _order = "name"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    nmls_id = fields.Char("NMLS number")
    trade_name = fields.Char(help="The name on signs and messages, if another one.")
    partner_id = fields.Many2one("res.partner", "Address", check_company=True)
    user_ids = fields.One2many("res.users", "mortgage_branch_id", "People")
    license_ids = fields.One2many(
        "mortgage.license", "branch_id", "Licenses", groups=LICENSE_READERS
    )
