from odoo import fields, models


class MortgageSourceKey(models.TransientModel):
    """Shows the key of a lead source, this once: only its hash is kept."""

    _name = "mortgage.source.key"
    _description = "Key of a lead source"

    source_id = fields.Many2one("mortgage.lead.source", required=True, readonly=True)
    key = fields.Char(readonly=True)
    post_url = fields.Char(related="source_id.post_url")
