from odoo import fields, models


class MortgageLicense(models.Model):
    """The right of a company or of a person to do mortgage business in one state."""

    _name = "mortgage.license"
    _description = "State licence"
    _order = "state, valid_to desc"
    _rec_name = "number"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users", "Loan officer", help="Empty for a licence of the company."
    )
    state = fields.Char(required=True, size=2, help="Two-letter code, such as TX.")
    number = fields.Char()
    status = fields.Selection(
        [
            ("approved", "Approved"),
            ("renewal_requested", "Renewal requested"),
            ("temporary", "Temporary authority"),
            ("federal", "Federally registered"),
            ("inactive", "Approved, inactive"),
            ("expired", "Expired"),
            ("revoked", "Revoked or surrendered"),
        ],
        required=True,
        default="approved",
    )
    valid_from = fields.Datetime(required=True, default=fields.Datetime.now)
    valid_to = fields.Datetime("Valid until")
