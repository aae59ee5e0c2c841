from odoo import fields, models

from .mortgage_disclosure import BUSINESSES


class ResCompany(models.Model):
    _inherit = "res.company"

    mortgage_business = fields.Selection(
        BUSINESSES,
        "Mortgage business",
        required=True,
        default="lender",
        help="Decides the license texts and the equal housing words under a message.",
    )
