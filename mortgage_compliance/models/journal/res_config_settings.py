from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    mortgage_journal_name = fields.Char(
        related="company_id.mortgage_journal_name", readonly=False
    )
    mortgage_journal_address = fields.Char(
        related="company_id.mortgage_journal_address"
    )
