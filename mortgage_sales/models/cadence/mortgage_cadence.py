from odoo import fields, models


class MortgageCadence(models.Model):
    """A plan of emails, texts and call tasks over days: the general play."""

    _name = "mortgage.cadence"
    _description = "Follow-up plan"
    _order = "sequence, id"

    name = fields.Char(required=True)
    code = fields.Char(required=True, index=True, copy=False)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company")
    step_ids = fields.One2many("mortgage.cadence.step", "cadence_id", "Steps")
