from odoo import api, fields, models
from odoo.tools import SQL

# What a message takes where nothing has been exported yet, measured by bin/bench exam.
SECONDS = 0.004
LAST = 5


class MortgageExamExport(models.Model):
    """How much it will be, said before it runs."""

    _inherit = "mortgage.exam.export"

    preview = fields.Char("How much", compute="_compute_preview")
    scope_text = fields.Char("What it covers", compute="_compute_scope_text")

    @api.depends("scope_ids.name")
    def _compute_scope_text(self):
        for export in self:
            export.scope_text = "; ".join(export.scope_ids.mapped("name"))

    @api.depends("state", "scope_ids.name", "company_id")
    def _compute_preview(self):
        for export in self:
            export.preview = export._preview_words()

    def _preview_words(self):
        if self.state != "draft":
            return self.env._(
                "%(messages)s messages and calls to %(people)s people",
                messages=f"{self.message_count:,}",
                people=f"{self.person_count:,}",
            )
        scopes = self.scope_ids
        if not scopes or any(scope._flaw() for scope in scopes):
            return False
        messages, people = self._count(scopes)
        return self.env._(
            "%(messages)s messages and calls to %(people)s people; about %(time)s",
            messages=f"{messages:,}",
            people=f"{people:,}",
            time=self._duration_words(messages),
        )

    def _touches_query(self):
        """Return the query of the contacts that fit any of the sentences."""
        # Each by itself: a condition of alternatives would use no index.
        return SQL(" UNION ").join(scope._touches_query() for scope in self.scope_ids)

    def _count(self, scopes):
        query = SQL(" UNION ").join(scope._touches_query() for scope in scopes)
        return self.env.execute_query(
            SQL("SELECT count(*), count(DISTINCT person) FROM (%s) asked", query)
        )[0]

    def _duration_words(self, messages):
        minutes = round(messages * self._seconds_each() / 60)
        if minutes < 1:
            return self.env._("a minute")
        if minutes == 1:
            return self.env._("1 minute")
        return self.env._("%s minutes", minutes)

    @api.model
    def _seconds_each(self):
        """Return what a message took lately on this machine."""
        done = self.sudo().search(
            [("state", "=", "done"), ("message_count", ">", 1000)], limit=LAST
        )
        if not done:
            return SECONDS
        spent = sum((one.finished_at - one.started_at).total_seconds() for one in done)
        return spent / sum(done.mapped("message_count"))
