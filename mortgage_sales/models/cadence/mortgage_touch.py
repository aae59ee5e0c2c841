from odoo import fields, models


class MortgageTouch(models.Model):
    _inherit = "mortgage.touch"

    lead_id = fields.Many2one("crm.lead", index="btree_not_null", ondelete="set null")
    enrollment_id = fields.Many2one(
        "mortgage.enrollment", index="btree_not_null", ondelete="set null"
    )
    step_id = fields.Many2one("mortgage.cadence.step", ondelete="set null")
    occurrence = fields.Integer(default=1)

    _occurrence_uniq = models.Constraint(
        "UNIQUE(enrollment_id, step_id, occurrence)",
        "This step is planned already.",
    )
