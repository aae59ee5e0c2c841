import base64
import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.opt_out_file import opt_outs, rows_of

_logger = logging.getLogger(__name__)
BATCH = 5000
MOST_LISTED = 1000


class MortgageOptOutUpload(models.Model):
    """The opt-outs of an old system, brought in before its leads.

    Silent and only ever stricter: nobody is told, nothing is lifted, and a row that is
    here already changes nothing. The file is archived by its hash.
    """

    _name = "mortgage.opt.out.upload"
    _description = "Upload of opt-outs"
    _order = "id desc"
    _rec_name = "file_name"

    file_name = fields.Char("File", default="opt-outs.csv")
    content = fields.Binary("CSV file", required=True)
    state = fields.Selection(
        [("draft", "Not started"), ("running", "Running"), ("done", "Done")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
    )
    sha256 = fields.Char("SHA-256 of the file", readonly=True, copy=False)
    total = fields.Integer("Rows", readonly=True, copy=False)
    position = fields.Integer("Rows read", readonly=True, copy=False)
    stopped_count = fields.Integer("New", readonly=True, copy=False)
    bad_count = fields.Integer("Unusable", readonly=True, copy=False)
    bad_rows = fields.Text("Rows to look at", readonly=True, copy=False)
    progress = fields.Float(compute="_compute_progress")

    @api.depends("position", "total")
    def _compute_progress(self):
        for upload in self:
            upload.progress = (
                100 * upload.position / upload.total if upload.total else 0
            )

    def write(self, vals):
        if "content" in vals and any(upload.state != "draft" for upload in self):
            raise UserError(self.env._("It has started: upload another file."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        if any(upload.state != "draft" for upload in self):
            raise UserError(self.env._("What was brought in stays on record."))

    def action_start(self):
        """Bring the first rows in at once, the others in the background."""
        self.ensure_one()
        self.check_access("write")
        if self.state != "draft":
            raise UserError(self.env._("It has started already."))
        _columns, rows = self._rows()
        archive = self.env["mortgage.archive"].sudo()
        self.sudo().write(
            {
                "state": "running",
                "total": len(rows),
                "sha256": archive._store(
                    [{"content": self._bytes(), "retention_class": "suppression"}]
                )[0],
            }
        )
        self.sudo()._bring_in_next()
        if self.state == "running":
            cron = self.env.ref("mortgage_compliance.mortgage_opt_out_upload_cron")
            cron.sudo()._trigger()
        return True

    def action_refresh(self):
        """Read the progress again."""
        self.check_access("read")
        return True

    @api.model
    def _cron_go_on(self):
        """Work on what was started, batch by batch."""
        for upload in self.search([("state", "=", "running")], order="id"):
            while upload.state == "running":
                upload._bring_in_next()
                left = self.env["ir.cron"]._commit_progress(
                    1, remaining=int(upload.state == "running")
                )
                if upload.state == "running" and not left:
                    return

    def _bytes(self):
        return base64.b64decode(self.content or b"")

    def _rows(self):
        try:
            return rows_of(self._bytes())
        except ValueError as error:
            raise UserError(
                self.env._(
                    "The first row must name the columns, one of them “phone” or"
                    " “email”. It says: %s",
                    error,
                )
            ) from error

    def _bring_in_next(self):
        columns, rows = self._rows()
        batch = rows[self.position : self.position + BATCH]
        now = fields.Datetime.now()
        found, bad, looked_at = [], 0, []
        for line, cells in batch:
            said, flaw = opt_outs(columns, cells, now)
            found += said
            bad += flaw == "address"
            if flaw:
                looked_at.append(self._flaw_words(line, flaw))
        made = self.env["mortgage.suppression"]._bring_in(
            found, self.env._("From %s", self.file_name or "")
        )
        listed = [*(self.bad_rows or "").splitlines(), *looked_at]
        position = self.position + len(batch)
        self.write(
            {
                "position": position,
                "stopped_count": self.stopped_count + len(made),
                "bad_count": self.bad_count + bad,
                "bad_rows": "\n".join(listed[:MOST_LISTED]),
                "state": "running" if position < len(rows) else "done",
            }
        )

    def _flaw_words(self, line, flaw):
        if flaw == "date":
            return self.env._("Line %s: the date cannot be read, taken as today", line)
        return self.env._("Line %s: no phone number and no email", line)
