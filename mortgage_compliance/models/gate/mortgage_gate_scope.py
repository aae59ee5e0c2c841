from odoo import fields, models


class MortgageGateScope(models.Model):
    """A host model whose mails and texts are judged when they go to a borrower."""

    _name = "mortgage.gate.scope"
    _description = "Scope of the gate"
    _rec_name = "model"

    model = fields.Char(help="Technical name; empty for messages about no document.")
    active = fields.Boolean(default=True)
