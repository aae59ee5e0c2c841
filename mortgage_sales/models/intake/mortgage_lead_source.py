from odoo import fields, models


class MortgageLeadSource(models.Model):
    """Where inquiries come from: a web form, a vendor, a partner's feed."""

    _name = "mortgage.lead.source"
    _description = "Lead source"

    name = fields.Char(required=True)
    code = fields.Char(required=True, index=True, copy=False)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    team_id = fields.Many2one("crm.team", domain=[("is_mortgage", "=", True)])
    utm_source_id = fields.Many2one("utm.source")
    cost = fields.Monetary("Cost per lead")
    currency_id = fields.Many2one(related="company_id.currency_id")

    _code_uniq = models.Constraint("UNIQUE(code)", "This code is taken.")
