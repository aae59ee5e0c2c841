from base64 import b64decode

from odoo import fields, models
from odoo.exceptions import UserError

from ..tools.package import MAX_BYTES


class MortgageTemplateImport(models.TransientModel):
    """Brings in a signed package of templates."""

    _name = "mortgage.template.import"
    _description = "Bring templates in"

    content = fields.Binary("Package", attachment=False)
    filename = fields.Char()
    company_id = fields.Many2one(
        "res.company",
        domain=lambda self: [("id", "in", self.env.user.company_ids.ids)],
        help="Empty where they are for every company.",
    )

    def action_import(self):
        """Bring the package in, to be accepted by somebody else."""
        self.ensure_one()
        self.check_access("write")
        content = self.content or b""
        if len(content) > MAX_BYTES * 4 // 3 + 4:
            raise UserError(
                self.env._(
                    "The file has over %s MB: that is no package of templates.",
                    MAX_BYTES // 2**20,
                )
            )
        try:
            data = b64decode(content)
        except ValueError:
            raise UserError(self.env._("This is no package of templates.")) from None
        packages = self.env["mortgage.template.package"]
        package = packages._bring(data, self.company_id)
        return {
            "type": "ir.actions.act_window",
            "res_model": package._name,
            "res_id": package.id,
            "views": [[False, "form"]],
        }
