from odoo import fields, models


class MortgageRoutingDecision(models.Model):
    """Who got a lead, and why the others did not."""

    _name = "mortgage.routing.decision"
    _description = "Routing decision"
    _order = "at desc, id desc"
    _rec_name = "lead_id"

    at = fields.Datetime(required=True, default=fields.Datetime.now, readonly=True)
    lead_id = fields.Many2one(
        "crm.lead", required=True, index=True, ondelete="cascade", readonly=True
    )
    rule_id = fields.Many2one("mortgage.routing.rule", readonly=True)
    user_id = fields.Many2one("res.users", "Loan officer", readonly=True)
    candidates = fields.Json(readonly=True)
    reason = fields.Char(readonly=True)
