from odoo import fields, models

from .mortgage_purge import SWITCH


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    mortgage_purge = fields.Boolean(
        "Purge at the end of retention", config_parameter=SWITCH
    )
