from base64 import b64decode, b64encode

from odoo import fields, models
from odoo.exceptions import UserError

from ..tools.license_file import decoded


class MortgageRuleExchange(models.TransientModel):
    """Takes rules out as CSV and brings them back."""

    _name = "mortgage.rule.exchange"
    _description = "Export and import rules"

    what = fields.Selection(
        [
            ("mortgage.contact.policy", "Rules in force"),
            ("mortgage.lint.rule", "What must not be said"),
            ("mortgage.holiday", "Closed days"),
            ("mortgage.jurisdiction", "State registrations"),
            ("mortgage.exemption", "Claimed exemptions"),
            ("mortgage.retention.rule", "How long records are kept"),
            ("mortgage.breaker.rule", "What stops a run of messages"),
            ("mortgage.complaint.clock", "How soon complaints are answered"),
            ("mortgage.privacy.clock", "How soon privacy requests are answered"),
        ],
        required=True,
        default="mortgage.contact.policy",
    )
    exported = fields.Binary(attachment=False, readonly=True)
    content = fields.Binary("Changed file", attachment=False)
    filename = fields.Char()
    summary = fields.Char(readonly=True)

    def action_export(self):
        """Give the rows as a CSV file."""
        self.ensure_one()
        text = self.env[self.what]._export_csv()
        # Spreadsheets take a file without the mark for Windows' own encoding.
        self.exported = b64encode(text.encode("utf-8-sig"))
        name = self.what.removeprefix("mortgage.").replace(".", "-")
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/exported/{name}.csv"
            "?download=true",
            "target": "self",
        }

    def action_import(self):
        """Bring the rows to those of the file, all or nothing."""
        self.ensure_one()
        if not self.content:
            raise UserError(self.env._("Choose the changed file first."))
        text = decoded(b64decode(self.content))
        counted = self.env[self.what]._import_csv(text)
        self.summary = self.env._(
            "New: %(new)s · Changed: %(changed)s · As they were: %(unchanged)s",
            **counted,
        )
        self.content = False
        return {
            "type": "ir.actions.act_window",
            "name": self._description,
            "res_model": self._name,
            "res_id": self.id,
            "views": [[False, "form"]],
            "target": "new",
        }
