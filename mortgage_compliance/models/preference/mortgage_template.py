from odoo import fields, models


class MortgageTemplate(models.Model):
    _inherit = "mortgage.template"

    topic_id = fields.Many2one(
        "mortgage.contact.topic",
        ondelete="restrict",
        help="For marketing: borrowers who turned this topic off do not get it.",
    )
