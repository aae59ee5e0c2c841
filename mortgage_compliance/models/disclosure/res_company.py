from odoo import fields, models

from .mortgage_disclosure import BUSINESSES

# Lenders say Lender, brokers Opportunity.
EQUAL_HOUSING = {
    "lender": "Equal Housing Lender",
    "broker": "Equal Housing Opportunity",
}


class ResCompany(models.Model):
    _inherit = "res.company"

    mortgage_business = fields.Selection(
        BUSINESSES,
        "Mortgage business",
        required=True,
        default="lender",
        help="Decides the license texts and the equal housing words under a message.",
    )
