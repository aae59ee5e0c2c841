from odoo import fields, models

from ..touch.mortgage_touch import KINDS


class MortgageTemplate(models.Model):
    """One message of the lender's library; its words stand in its versions."""

    _name = "mortgage.template"
    _description = "Message template"

    name = fields.Char(required=True)
    code = fields.Char(required=True, index=True, copy=False)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", help="Empty for a template of every company."
    )
    channel = fields.Selection(
        [("email", "Email"), ("sms", "Text"), ("call", "Call script")], required=True
    )
    kind = fields.Selection(KINDS, required=True, default="marketing")
    purpose = fields.Char()
    version_ids = fields.One2many(
        "mortgage.template.version", "template_id", "Versions"
    )

    _code_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))", "This code is taken."
    )
