from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools import holds, retention
from ..background import begin_now, commit_step
from ..caller import check_caller
from ..ledger.mortgage_archive import PURGE_SETTING
from ..ledger.record_class import RECORD_CLASSES

SWITCH = "mortgage_compliance.purge"
BATCH = 500
# A night's run that came late is still that night's.
NIGHT = timedelta(hours=20)
STATES = [
    ("running", "Running"),
    ("done", "Done"),
    ("stopped", "Switched off meanwhile"),
]


class MortgagePurge(models.Model):
    """One walk over the archive that takes what its retention rule lets go.

    Batch by batch, each with an entry in the ledger that names what went; it goes on
    where it was after a restart. A dry run counts and takes nothing.
    """

    _name = "mortgage.purge"
    _description = "Purge at the end of retention"
    _order = "id desc"
    _rec_name = "started_at"

    started_at = fields.Datetime("Started", readonly=True)
    started_by_id = fields.Many2one(
        "res.users", "By", readonly=True, ondelete="set null"
    )
    finished_at = fields.Datetime("Finished", readonly=True)
    is_dry_run = fields.Boolean("Dry run", readonly=True)
    state = fields.Selection(STATES, readonly=True, default="running", index=True)
    # Where it is: the company, the class and the last archived message it looked at.
    company = fields.Integer(readonly=True)
    record_class = fields.Char(readonly=True, default="")
    after = fields.Integer(readonly=True)
    counts = fields.Json(readonly=True)
    gone_count = fields.Integer("Gone, or would go", readonly=True)
    held_count = fields.Integer("Kept by a legal hold", readonly=True)
    words = fields.Text("What it did", compute="_compute_words")

    @api.depends("counts")
    @api.depends_context("allowed_company_ids")
    def _compute_words(self):
        classes = dict(RECORD_CLASSES)
        names = {company.id: company.name for company in self.env.companies}
        for run in self:
            run.words = "\n".join(
                run._line(classes[line["class"]], names[line["company"]], line)
                for _key, line in sorted((run.counts or {}).items())
                if line["company"] in names
            ) or self.env._("No message is past its date.")

    def _line(self, label, company, line):
        told = {**line, "label": label, "name": company}
        if line["due"]:
            text = self.env._(
                "%(name)s, %(label)s: %(due)s from before %(before)s, %(gone)s gone or"
                " would go, %(held)s kept by a legal hold (%(rule)s).",
                **told,
            )
        else:
            text = self.env._(
                "%(name)s, %(label)s: none is past its date (%(rule)s).", **told
            )
        if line["waiting"]:
            text += " " + self.env._(
                "%(waiting)s stay: what their period counts from has not come.", **told
            )
        return text

    def action_dry_run(self):
        """Count in the background what would go tonight; take nothing."""
        check_caller(self.env, ("group_compliance",), self.env._("run a purge"))
        runs = self.sudo()
        if not runs.search([("state", "=", "running")], limit=1):
            runs._begin(is_dry_run=True)
        return begin_now(
            self.env,
            "mortgage_compliance.mortgage_purge_cron_purge",
            self.env._("It is being counted what would go. Look in a minute."),
        )

    @api.model
    def _is_on(self):
        return bool(self.env["ir.config_parameter"].sudo().get_param(SWITCH))

    @api.model
    def _cron_purge(self):
        """Go on with the run under way; begin tonight's, where purging is on."""
        run = self.search([("state", "=", "running")], order="id", limit=1)
        if not run and self._is_on() and not self._was_tonight():
            run = self._begin()
        if run:
            run._go_on()

    @api.model
    def _was_tonight(self):
        since = fields.Datetime.now() - NIGHT
        return self.search_count(
            [("is_dry_run", "=", False), ("started_at", ">", since)], limit=1
        )

    @api.model
    def _begin(self, is_dry_run=False):
        return self.create(
            {
                "started_at": fields.Datetime.now(),
                "started_by_id": self.env.uid,
                "is_dry_run": is_dry_run,
                "counts": {},
            }
        )

    def _go_on(self):
        """Do batch after batch until all is seen or time is up."""
        while self.state == "running":
            try:
                if not self.is_dry_run and not self._is_on():
                    self._finish("stopped")
                elif not self._step():
                    self._finish("done")
            except SerializationFailure:
                # A hold was opened meanwhile: the batch begins anew, and sees it.
                self.env.cr.rollback()
                continue
            if not commit_step(self, self.state == "running"):
                return

    def _finish(self, state):
        self.write({"state": state, "finished_at": fields.Datetime.now()})

    def _step(self):
        """Look at the next messages; return whether there was anything to look at."""
        if not self.record_class or not self._batch():
            return self._next_class()
        return True

    def _next_class(self):
        """Turn to the next class of records of a company; return whether there is."""
        rows = self.env.execute_query(
            SQL(
                "SELECT company, retention_class FROM mortgage_archive"
                " WHERE (company, retention_class) > (%s, %s)"
                " ORDER BY company, retention_class LIMIT 1",
                self.company,
                self.record_class or "",
            )
        )
        for company, record_class in rows:
            self.write({"company": company, "record_class": record_class, "after": 0})
        return bool(rows)

    def _batch(self):
        """Take what may go of the next messages of this class; return whether any was
        old enough to be looked at."""
        # What is asked below is asked of PostgreSQL.
        self.env.flush_all()
        rule = retention.rule_for(
            self.env["mortgage.retention.rule"]._values_in_force(),
            self.record_class,
            self.company,
            fields.Datetime.now(),
        )
        before = retention.cutoff(rule, fields.Date.context_today(self))
        rows = self._old_bodies(before) if before else []
        if not rows:
            self._count(rule, before)
            return False
        if not self.is_dry_run:
            self.env["mortgage.legal.hold"]._stand_at_fence()
        clocks = self._clocks(rule.trigger, rows)
        due = [row for row in rows if clocks[row.id] and clocks[row.id] < before]
        held = self._held(due)
        going = [row for row in due if row.id not in held]
        self._count(rule, before, rows, due, going)
        if not self.is_dry_run:
            self._take(rule, before, going)
        self.after = rows[-1].id
        return True

    def _old_bodies(self, before):
        """Return the next messages that were archived before that day.

        They are archived in the order of their ids, so the first that is younger ends
        the walk: what is to be kept is not read night after night.
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT body.id, body.at, body.sha256, body.point_id, touch.partner_id,
                       touch.id
                  FROM mortgage_archive body
                  LEFT JOIN mortgage_touch touch ON touch.id = body.touch_id
                 WHERE body.company = %s AND body.retention_class = %s AND body.id > %s
                 ORDER BY body.id LIMIT %s
                """,
                self.company,
                self.record_class,
                self.after,
                BATCH,
            )
        )
        old = []
        for row in map(retention.Body._make, rows):
            if row.at.date() >= before:
                break
            old.append(row)
        return old

    def _clocks(self, trigger, rows):
        """Return ``{id: the day the period counts from}``, None where it has not come.

        Overridable: what ends a relationship, and when a thing was last used, is known
        by whoever has loans and ads.
        """
        if trigger == "creation":
            return {row.id: row.at.date() for row in rows}
        if trigger == "last_contact":
            last = self._last_contacts(rows)
            return {
                row.id: max(row.at, last.get(row.point_id) or row.at).date()
                for row in rows
            }
        return dict.fromkeys(row.id for row in rows)

    def _last_contacts(self, rows):
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT point_id, max(coalesce(sent_at, due_at)) FROM"
                    " mortgage_touch WHERE point_id = ANY(%s) GROUP BY point_id",
                    [row.point_id for row in rows if row.point_id],
                )
            )
        )

    def _held(self, rows):
        records = {
            row.id: holds.Record(
                company_id=self.company,
                point_id=row.point_id or 0,
                partner_id=row.partner_id or 0,
                on=row.at.date(),
            )
            for row in rows
        }
        return self.env["mortgage.legal.hold"]._covers(records)

    def _count(self, rule, before, rows=(), due=(), going=()):
        key = f"{self.company:09}/{self.record_class}"
        line = dict(
            (self.counts or {}).get(key)
            or {
                "company": self.company,
                "class": self.record_class,
                **dict.fromkeys(("due", "gone", "held", "waiting"), 0),
            }
        )
        line["rule"] = rule.code if rule else self.env._("no rule: they stay")
        line["before"] = fields.Date.to_string(before) or ""
        line["due"] += len(due)
        line["gone"] += len(going)
        line["held"] += len(due) - len(going)
        line["waiting"] += len(rows) - len(due)
        self.write(
            {
                "counts": {**(self.counts or {}), key: line},
                "gone_count": self.gone_count + len(going),
                "held_count": self.held_count + len(due) - len(going),
            }
        )

    def _take(self, rule, before, going):
        """Write the entry that names them, then delete them; both or none."""
        if not going:
            return
        (entry,) = self.env["mortgage.ledger.entry"]._append(
            [
                {
                    "event": "purge",
                    "res_model": self._name,
                    "res_id": self.id,
                    "company_id": self.company,
                    "payload": {
                        "class": self.record_class,
                        "rule": rule.code,
                        "rule_id": rule.id,
                        "citation": rule.source,
                        "before": fields.Date.to_string(before),
                        "sha256": [row.sha256 for row in going],
                    },
                }
            ]
        )
        # Not the ORM: PostgreSQL refuses any DELETE of which no entry speaks.
        execute = self.env.cr.execute
        execute(SQL("SELECT set_config(%s, %s, true)", PURGE_SETTING, str(entry)))
        execute(
            SQL(
                "DELETE FROM mortgage_archive WHERE id = ANY(%s)",
                [row.id for row in going],
            )
        )
        execute(SQL("SELECT set_config(%s, '', true)", PURGE_SETTING))
        self.env["mortgage.archive"].invalidate_model()
