from odoo import fields, models


class MortgageLicense(models.Model):
    _inherit = "mortgage.license"

    disclosure_id = fields.Many2one(
        "mortgage.disclosure",
        "License text",
        domain="[('state', '=', state), ('superseded_by', '=', False)]",
        help="Which text stands under messages to this state where the law knows"
        " several kinds of license. Empty for the usual one.",
    )
