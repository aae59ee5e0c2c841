import logging
import shutil
from pathlib import Path

from odoo import api, fields, models, modules
from odoo.exceptions import UserError
from odoo.tools import SQL, config

from ..background import commit_step
from ..caller import check_caller

_logger = logging.getLogger(__name__)

BATCH = 500
FOLDER = "mortgage_exam"
DAYS = "mortgage_compliance.exam_export_days"
DEFAULT_DAYS = 30
ALIVE = ("waiting", "running")


class MortgageExamExport(models.Model):
    """The job: batch by batch in the background, and on from there after a restart.

    Each batch leaves files of its own, written anew if it is done again; the zip is put
    together from them at the end.
    """

    _inherit = "mortgage.exam.export"

    done_touch = fields.Integer("Last contact done", readonly=True)
    progress = fields.Float(compute="_compute_progress")

    @api.depends("done_count", "total_count")
    def _compute_progress(self):
        for export in self:
            total = export.total_count
            export.progress = 100 * export.done_count / total if total else 0

    def action_run(self):
        """Queue it; it runs in the background."""
        check_caller(self.env, ("group_compliance",), self.env._("export for an exam"))
        self.check_access("write")
        for export in self:
            if export.state not in ("draft", "failed", "cancelled"):
                raise UserError(self.env._("This export was run already."))
            if not export.scope_ids:
                raise UserError(
                    self.env._("Say in at least one sentence what it covers.")
                )
            for scope in export.scope_ids:
                if flaw := scope._flaw():
                    raise UserError(flaw)
        job = self.sudo()
        job._drop_files()
        job.write(
            {
                "state": "waiting",
                "started_by_id": self.env.uid,
                "started_at": False,
                "finished_at": False,
                "failure": False,
                "done_touch": 0,
                "done_count": 0,
                "total_count": 0,
            }
        )
        self._tell_ledger("run")
        self.env.ref(
            "mortgage_compliance.mortgage_exam_export_cron_run"
        ).sudo()._trigger()

    def action_cancel(self):
        """Stop it; what it had put together goes."""
        check_caller(self.env, ("group_compliance",), self.env._("export for an exam"))
        self.check_access("write")
        stopped = self.filtered(lambda export: export.state in ALIVE)
        stopped.sudo().write({"state": "cancelled"})
        stopped.sudo()._drop_files()
        stopped._tell_ledger("cancelled")

    def action_download(self):
        """Fetch the file; that is noted."""
        self.ensure_one()
        self.check_access("read")
        return {"type": "ir.actions.act_url", "url": f"/mortgage/exam/{self.id}"}

    def action_refresh(self):
        """Show how far it is."""
        self.check_access("read")
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _cron_run(self):
        """Run what waits, the oldest first."""
        while export := self.search([("state", "in", ALIVE)], order="id", limit=1):
            if not export._go_on():
                return

    def _go_on(self):
        """Do the next batches; return whether there is time for another export."""
        try:
            has_time = True
            while has_time and self.state in ALIVE:
                if not self._step():
                    # Something has to happen first that does not need us.
                    return False
                has_time = self._commit()
            return has_time
        except Exception as error:
            if modules.module.current_test:
                raise
            _logger.exception("Exam export %s failed", self.id)
            self.env.cr.rollback()
            self.env.invalidate_all()
            self.write(
                {"state": "failed", "failure": f"{type(error).__name__}: {error}"[:500]}
            )
            self._tell_ledger("failed")
            return self._commit()

    def _step(self):
        """Do the next piece; return False where it has to wait."""
        if self.state == "waiting":
            self._begin()
        elif self._export_batch():
            pass
        elif not self._all_sealed():
            cron = self.env.ref("mortgage_compliance.mortgage_exam_export_cron_run")
            cron._trigger(fields.Datetime.add(fields.Datetime.now(), minutes=1))
            return False
        else:
            self._finish()
        return True

    def _begin(self):
        messages, people = self._count(self.scope_ids)
        self.write(
            {
                "state": "running",
                "started_at": fields.Datetime.now(),
                "message_count": messages,
                "person_count": people,
                "total_count": messages,
            }
        )
        self._folder().mkdir(parents=True, exist_ok=True)

    def _export_batch(self):
        """Write the files of the next contacts; return whether there were any."""
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM (%s) asked WHERE id > %s ORDER BY id LIMIT %s",
                self._touches_query(),
                self.done_touch,
                BATCH,
            )
        )
        if not rows:
            return False
        touches = self.env["mortgage.touch"].browse(one for (one,) in rows)
        self._write_part(touches)
        self.write(
            {
                "done_touch": touches.ids[-1],
                "done_count": self.done_count + len(touches),
            }
        )
        return True

    def _commit(self):
        left = self.search_count([("state", "in", ALIVE)], limit=1)
        has_time = commit_step(self, left)
        # Somebody may have cancelled it meanwhile.
        self.invalidate_recordset()
        return has_time

    # Where the files are

    def _folder(self):
        """Return the folder of this export, in the store of files of the database."""
        store = Path(config.filestore(self.env.cr.dbname))
        return store / FOLDER / str(self.id)

    def _path(self):
        return self._folder() / "export.zip"

    def _drop_files(self):
        for export in self:
            shutil.rmtree(export._folder(), ignore_errors=True)

    @api.model
    def _expiry(self):
        days = self.env["ir.config_parameter"].get_param(DAYS) or DEFAULT_DAYS
        return fields.Date.add(fields.Date.context_today(self), days=int(days))

    @api.model
    def _cron_expire(self):
        """Remove the files whose time is over; their records stay."""
        today = fields.Date.context_today(self)
        over = self.search([("state", "=", "done"), ("expires_on", "<", today)])
        over._drop_files()
        over.write({"state": "removed"})
        over._tell_ledger("removed")
