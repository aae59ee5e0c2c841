from odoo import api, fields, models


class MortgageTemplateCompare(models.TransientModel):
    """Any two versions of a template side by side."""

    _name = "mortgage.template.compare"
    _description = "Compare two versions"

    template_id = fields.Many2one(related="new_id.template_id")
    old_id = fields.Many2one("mortgage.template.version", "From")
    new_id = fields.Many2one("mortgage.template.version", "To", required=True)
    beside = fields.Html(compute="_compute_beside", sanitize=False)

    @api.depends("old_id", "new_id")
    def _compute_beside(self):
        for pair in self:
            both = pair.old_id and pair.new_id
            pair.beside = pair.old_id._beside(pair.new_id) if both else False
