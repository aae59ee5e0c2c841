from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    mortgage_equal_housing = fields.Selection(
        [
            ("Equal Housing Opportunity", "Equal Housing Opportunity"),
            ("Equal Housing Lender", "Equal Housing Lender"),
        ],
        "Equal housing words",
        required=True,
        default="Equal Housing Opportunity",
        help="Stand under every email. Lenders say Lender, brokers Opportunity.",
    )
