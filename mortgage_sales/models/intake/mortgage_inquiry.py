from odoo import fields, models

STATES = [
    ("received", "Received"),
    ("held", "Held for a person"),
    ("routed", "Routed"),
    ("merged", "Joined to a lead"),
    ("rejected", "Rejected"),
]


class MortgageInquiry(models.Model):
    """What arrived, kept unchanged until its retention date."""

    _name = "mortgage.inquiry"
    _description = "Inquiry"
    _order = "received_at desc, id desc"
    _rec_name = "external_id"

    source_id = fields.Many2one("mortgage.lead.source", required=True, index=True)
    external_id = fields.Char(required=True, index=True)
    company_id = fields.Many2one(related="source_id.company_id", store=True)
    submitted_at = fields.Datetime()
    received_at = fields.Datetime(required=True, default=fields.Datetime.now)
    state = fields.Selection(STATES, required=True, default="received", index=True)
    lead_id = fields.Many2one("crm.lead", index="btree_not_null", ondelete="set null")
    payload = fields.Text(readonly=True)
    reasons = fields.Text(help="JSON: why it stands where it stands.")

    _external_uniq = models.Constraint(
        "UNIQUE(source_id, external_id)", "This inquiry is here already."
    )
