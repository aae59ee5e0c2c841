from odoo import fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    routing_decision_ids = fields.One2many("mortgage.routing.decision", "lead_id")
    routed_at = fields.Datetime(readonly=True, copy=False)
    routing_waits = fields.Boolean(
        "Waiting for an LO",
        readonly=True,
        copy=False,
        help="Nobody may own it yet; it is routed when somebody can.",
    )
