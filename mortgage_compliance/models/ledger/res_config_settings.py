from odoo import fields, models

from .mortgage_ledger_anchor import EMAIL


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    mortgage_anchor_email = fields.Char(
        "Anchors go to",
        config_parameter=EMAIL,
        help="An address that nobody who runs this database can delete mail from:"
        " your counsel's, your auditor's.",
    )
