from odoo import fields, models


class MortgageBranch(models.Model):
    _name = "mortgage.branch"
    _description = "Branch of a lender"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    nmls_id = fields.Char("NMLS number")
    trade_name = fields.Char()
    partner_id = fields.Many2one("res.partner", "Address")
