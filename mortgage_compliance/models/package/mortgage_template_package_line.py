from odoo import fields, models


class MortgageTemplatePackageLine(models.Model):
    """One approved version in a package, with its approval at the origin."""

    _name = "mortgage.template.package.line"
    _description = "Words in a package"
    _order = "id"

    package_id = fields.Many2one(
        "mortgage.template.package", required=True, index=True, ondelete="cascade"
    )
    code = fields.Char(required=True)
    lang = fields.Char("Language")
    template_id = fields.Many2one("mortgage.template", ondelete="set null")
    version_id = fields.Many2one(
        "mortgage.template.version", "Words", ondelete="set null"
    )
    replaces_id = fields.Many2one("mortgage.template.version", ondelete="set null")
    what = fields.Selection(
        [("new", "New"), ("replaces", "Replaces"), ("unchanged", "As it is")],
        "Change",
    )
    settings = fields.Json(help="Name, audience and dates, set on acceptance.")
    origin_number = fields.Integer("Version there")
    origin_sha256 = fields.Char("Hash approved there")
    origin_authors = fields.Char("Written by")
    origin_approved_by = fields.Char("Approved there by")
    origin_approved_at = fields.Datetime("Approved there")
    origin_deputy_for = fields.Char("As deputy for")
