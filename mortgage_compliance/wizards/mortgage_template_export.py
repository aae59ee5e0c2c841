from base64 import b64encode

from odoo import Command, api, fields, models

from ..models.caller import check_caller
from ..models.package.mortgage_template import EXCHANGERS
from ..tools.package import fingerprint


class MortgageTemplateExport(models.TransientModel):
    """Takes approved templates out as one signed file."""

    _name = "mortgage.template.export"
    _description = "Export templates"

    template_ids = fields.Many2many(
        "mortgage.template",
        string="Templates",
        domain="[('version_ids.state', '=', 'approved')]",
        default=lambda self: self._default_templates(),
    )
    public_key = fields.Char("Our key", compute="_compute_key")
    fingerprint = fields.Char(compute="_compute_key")
    exported = fields.Binary(attachment=False, readonly=True)

    @api.model
    def _default_templates(self):
        if self.env.context.get("active_model") != "mortgage.template":
            return False
        return [Command.set(self.env.context.get("active_ids", []))]

    def _compute_key(self):
        check_caller(self.env, EXCHANGERS, self.env._("export templates"))
        key = self.env["mortgage.signing.key"]._public()
        for wizard in self:
            wizard.public_key = b64encode(key).decode()
            wizard.fingerprint = fingerprint(key)

    def action_export(self):
        """Give the approved words of the templates as a file."""
        self.ensure_one()
        self.check_access("write")
        self.exported = b64encode(self.template_ids._export_package())
        day = fields.Date.context_today(self)
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/exported/"
            f"templates-{day}.mortgage?download=true",
            "target": "self",
        }
