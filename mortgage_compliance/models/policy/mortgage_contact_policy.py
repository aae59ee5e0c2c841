from odoo import fields, models


class MortgageContactPolicy(models.Model):
    """One rule of the gate: a row of law or of the lender's own policy."""

    _name = "mortgage.contact.policy"
    _description = "Contact rule"
    _rec_name = "code"

    code = fields.Char(required=True, index=True)
