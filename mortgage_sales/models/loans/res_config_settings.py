from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    mortgage_lock_days = fields.Integer(
        related="company_id.mortgage_lock_days", readonly=False
    )
    mortgage_cd_days = fields.Integer(
        related="company_id.mortgage_cd_days", readonly=False
    )
