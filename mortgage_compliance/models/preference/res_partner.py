from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    mortgage_lang = fields.Char(
        "Language chosen",
        readonly=True,
        copy=False,
        help="The language the borrower chose to be written to in. It may be one that"
        " is not installed for your own people.",
    )
