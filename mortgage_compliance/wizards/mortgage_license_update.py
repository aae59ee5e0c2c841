from base64 import b64decode
from collections import Counter

from odoo import Command, fields, models
from odoo.exceptions import UserError

from ..tools import license_file

WHAT = [
    ("refused", "Refused"),
    ("ended", "Ended"),
    ("new", "New"),
    ("renewed", "Renewed"),
    ("changed", "Changed"),
    ("unchanged", "As it is"),
]
MOST_BYTES = 10_000_000


class MortgageLicenseUpdate(models.TransientModel):
    """Brings licenses up to date from a list, and shows first what that changes."""

    _name = "mortgage.license.update"
    _description = "Update licenses"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    content = fields.Binary("File", attachment=False)
    filename = fields.Char()
    pasted = fields.Text("Or paste it")
    line_ids = fields.One2many("mortgage.license.update.line", "update_id", "Lines")
    summary = fields.Char(readonly=True)
    is_read = fields.Boolean()
    has_changes = fields.Boolean()

    def action_preview(self):
        """Show what the list would change."""
        self.ensure_one()
        self.check_access("write")
        changes = self._changes()
        order = [code for code, _label in WHAT]
        changes.sort(key=lambda change: (order.index(change.what), change.row.line))
        self.line_ids.unlink()
        self.write(
            {
                "line_ids": [Command.create(self._told(change)) for change in changes],
                "summary": self._summary(changes),
                "is_read": True,
                "has_changes": any(
                    change.what not in ("refused", "unchanged") for change in changes
                ),
            }
        )
        return self._reopen()

    def action_back(self):
        """Let another list be given."""
        self.ensure_one()
        self.check_access("write")
        self.write({"is_read": False, "content": False, "pasted": False})
        self.line_ids.unlink()
        return self._reopen()

    def action_apply(self):
        """Write what the list says; lines that are refused change nothing."""
        self.ensure_one()
        self.check_access("write")
        changes = self._changes()
        self.env["mortgage.license"]._apply(changes)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self._summary(changes),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _changes(self):
        try:
            rows = license_file.parse(self._text())
        except license_file.Unreadable as error:
            raise UserError(self._unreadable_words(error)) from error
        return self.env["mortgage.license"]._changes(rows, self.company_id)

    def _text(self):
        if not self.content:
            return self.pasted or ""
        content = b64decode(self.content)
        if len(content) > MOST_BYTES:
            raise UserError(self.env._("The file is too large for a list of licenses."))
        if content[:2] == b"PK":
            raise UserError(
                self.env._("This is a workbook: save it as CSV, then upload that.")
            )
        return license_file.decoded(content)

    def _unreadable_words(self, error):
        columns = self.env._(
            "The first line names the columns, such as: NMLS ID, State, License Number,"
            " Status, Expiration Date."
        )
        return {
            "empty": lambda: self.env._("Upload a list of licenses, or paste it."),
            "no_person": lambda: self.env._(
                "No column says whose license it is (NMLS ID, login or name). %s",
                columns,
            ),
            "no_state": lambda: self.env._("No column is the state. %s", columns),
            "no_status": lambda: self.env._("No column is the status. %s", columns),
            "too_long": lambda: self.env._("At most %s lines at once.", error.what),
            "broken": lambda: self.env._("The file is damaged: %s", error.what),
        }[error.code]()

    def _told(self, change):
        record = change.record
        until = change.vals.get("valid_to", record.valid_to if record else False)
        status = change.vals.get("status", record.status if record else False)
        return {
            "line": change.row.line,
            "what": change.what,
            "holder": change.holder,
            "state": change.row.state or "",
            "number": change.row.number or (record.number if record else ""),
            "status": status,
            "until": self.env["mortgage.license"]._last_day(until, self.company_id)
            if until
            else False,
            "reason": change.reason,
        }

    def _summary(self, changes):
        counts = Counter(change.what for change in changes)
        labels = dict(
            self.env["mortgage.license.update.line"]
            ._fields["what"]
            ._description_selection(self.env)
        )
        return " · ".join(
            f"{labels[code]}: {counts[code]}" for code, _label in WHAT if counts[code]
        )

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Update licenses"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }


class MortgageLicenseUpdateLine(models.TransientModel):
    """One line of the list and what it changes."""

    _name = "mortgage.license.update.line"
    _description = "Line of a list of licenses"
    _order = "id"

    update_id = fields.Many2one(
        "mortgage.license.update", required=True, index=True, ondelete="cascade"
    )
    line = fields.Integer()
    what = fields.Selection(WHAT, "Change")
    holder = fields.Char("Whose")
    state = fields.Char()
    number = fields.Char()
    status = fields.Selection(
        lambda self: self.env["mortgage.license"]._fields["status"].selection
    )
    until = fields.Date("Good through")
    reason = fields.Char("Why refused")
