from odoo import fields, models


class MortgageRoutingRule(models.Model):
    """Which leads go to which pool of LOs; the first rule that fits decides."""

    _name = "mortgage.routing.rule"
    _description = "Routing rule"
    _order = "sequence, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    domain = fields.Char("Leads", default="[]")
    team_id = fields.Many2one(
        "crm.team", required=True, domain=[("is_mortgage", "=", True)]
    )
    user_ids = fields.Many2many(
        "res.users", string="Only these LOs", help="Empty for everybody on the team."
    )
