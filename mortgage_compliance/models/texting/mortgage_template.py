from odoo import fields, models


class MortgageTemplate(models.Model):
    _inherit = "mortgage.template"

    email_twin_id = fields.Many2one(
        "mortgage.template",
        "Email in its place",
        domain="[('channel', '=', 'email'), ('kind', '=', kind)]",
        ondelete="set null",
        help="Goes out where the text cannot, because texting is not approved yet.",
    )
