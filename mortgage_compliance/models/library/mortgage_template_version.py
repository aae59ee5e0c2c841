from odoo import fields, models


class MortgageTemplateVersion(models.Model):
    """The words of a template in one language; never changed once approved."""

    _name = "mortgage.template.version"
    _description = "Template version"
    _order = "template_id, lang, number desc"

    template_id = fields.Many2one(
        "mortgage.template", required=True, index=True, ondelete="restrict"
    )
    lang = fields.Char("Language", required=True, default="en", help="en or es.")
    number = fields.Integer("Version", default=1, readonly=True)
    subject = fields.Char()
    body = fields.Text(required=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("review", "In review"),
            ("approved", "Approved"),
            ("retired", "Retired"),
        ],
        required=True,
        default="draft",
        index=True,
    )
    content_sha256 = fields.Char("Hash of the approved words", readonly=True)
    approved_by_id = fields.Many2one("res.users", "Approved by", readonly=True)
    approved_at = fields.Datetime("Approved", readonly=True)
