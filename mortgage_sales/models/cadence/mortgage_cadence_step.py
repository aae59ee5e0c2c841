from odoo import fields, models

from odoo.addons.mortgage_compliance.models.touch.mortgage_touch import (
    CHANNELS,
    KINDS,
)


class MortgageCadenceStep(models.Model):
    _name = "mortgage.cadence.step"
    _description = "Step of a follow-up plan"
    _order = "cadence_id, sequence, id"

    cadence_id = fields.Many2one(
        "mortgage.cadence", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True)
    channel = fields.Selection(CHANNELS, required=True)
    kind = fields.Selection(KINDS, required=True, default="marketing")
    template_id = fields.Many2one("mortgage.template")
