import csv
import io
from base64 import b64decode, b64encode

from odoo import fields, models
from odoo.exceptions import UserError

from ..tools.license_file import decoded

COLUMNS = ("phone", "date", "answer")


class MortgageReassignedExchange(models.TransientModel):
    """Carries numbers to the Reassigned Numbers Database and its answers back."""

    _name = "mortgage.reassigned.exchange"
    _description = "Reassigned numbers: ask and bring answers"

    exported = fields.Binary(attachment=False, readonly=True)
    content = fields.Binary("File with the answers", attachment=False)
    filename = fields.Char()
    summary = fields.Char(readonly=True)

    def action_export(self):
        """Give the numbers that are due, with the day to ask about, as CSV."""
        self.ensure_one()
        self.check_access("write")
        lines = io.StringIO()
        writer = csv.writer(lines)
        writer.writerow(COLUMNS)
        for phone, day in self.env["mortgage.reassigned.check"].sudo()._to_ask():
            writer.writerow([phone.removeprefix("+1"), day, ""])
        self.exported = b64encode(lines.getvalue().encode())
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/exported/numbers.csv"
            "?download=true",
            "target": "self",
        }

    def action_import(self):
        """Take in the answers; what is wrong with the file is said, nothing taken."""
        self.ensure_one()
        if not self.content:
            raise UserError(self.env._("Choose the file with the answers first."))
        reader = csv.DictReader(io.StringIO(decoded(b64decode(self.content))))
        missing = set(COLUMNS) - set(reader.fieldnames or ())
        if missing:
            raise UserError(
                self.env._(
                    "The first line must name the columns; these are missing: %s.",
                    ", ".join(sorted(missing)),
                )
            )
        checks = self.env["mortgage.reassigned.check"]
        made = checks.record_answers([{**row, "source": "file"} for row in reader])
        self.write(
            {"content": False, "summary": self.env._("%s answers taken in.", made)}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self._description,
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
