from odoo import fields, models


class MortgageCadence(models.Model):
    _inherit = "mortgage.cadence"

    unapproved_texts = fields.Selection(
        [
            ("email", "Its email in its place, else left out"),
            ("skip", "Left out"),
        ],
        "Texts before texting is approved",
        default="email",
        required=True,
        help="What becomes of a step that texts while carriers have not approved your"
        " texts. Calls and emails go on as planned.",
    )
