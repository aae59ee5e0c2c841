from odoo import api, fields, models

CURL = (
    'curl -H "Authorization: Bearer {key}" -H "Content-Type: application/json"'
    """ -d '{{"external_id": "1001", "name": "Dana Ruiz", "phone": "512 555 0142","""
    """ "state": "TX"}}' {url}"""
)


class MortgageSourceKey(models.TransientModel):
    """Shows the key of a lead source, this once: only its hash is kept."""

    _name = "mortgage.source.key"
    _description = "Key of a lead source"

    source_id = fields.Many2one("mortgage.lead.source", required=True, readonly=True)
    key = fields.Char(readonly=True)
    post_url = fields.Char(related="source_id.post_url")
    curl = fields.Char("Try it", compute="_compute_curl")

    @api.depends("key", "post_url")
    def _compute_curl(self):
        for shown in self:
            shown.curl = CURL.format(key=shown.key, url=shown.post_url)

    def action_test_lead(self):
        """Go on with a test lead through this source."""
        return self.source_id.action_test_lead()
