from dataclasses import replace
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools import breaker_replay
from ..caller import check_caller
from .mortgage_send_run import LIFE
from .mortgage_send_run_traffic import ANSWER_TIME, OPT_OUTS


class MortgageBreakerRule(models.Model):
    """Trying rules on what was really sent. It writes nothing."""

    _inherit = "mortgage.breaker.rule"

    @api.model
    def simulate(self, date_from, date_to):
        """Return the runs that the rules of now, and those dated later, would have
        stopped among the messages that left from ``date_from`` through ``date_to``
        (``YYYY-MM-DD``, UTC), of the caller's companies.

        A list of ``{stopped_at, company, channel, words, rule, reason, sent, kept}``:
        how many messages had left before and how many would have waited. A later rule
        counts as if it were in force already. Compliance and managers only.
        """
        check_caller(
            self.env,
            ("group_compliance", "group_manager"),
            self.env._("try rules of the circuit breaker"),
        )
        start, end = self._asked_period(date_from, date_to)
        rules = self._rules_to_try()
        weeks = max((rule.weeks for rule in rules), default=0)
        companies = self.env.companies.ids
        counts = self._recorded(companies, start - timedelta(weeks=weeks), end)
        stopped = breaker_replay.replay(rules, counts, start, LIFE)
        return self._told(stopped)

    def _asked_period(self, date_from, date_to):
        try:
            start = fields.Datetime.to_datetime(date_from)
            last = fields.Datetime.to_datetime(date_to)
        except (TypeError, ValueError) as error:
            raise UserError(
                self.env._("date_from, date_to: give days as YYYY-MM-DD.")
            ) from error
        if not start or not last or last < start:
            raise UserError(
                self.env._("date_from, date_to: give a first and a last day.")
            )
        return start, last + timedelta(days=1)

    def _rules_to_try(self):
        """Return the rules as if they had always been in force, each replaced by the
        later one that waits."""
        live = self.search(
            [("superseded_by", "=", False), ("valid_to", "=", False)],
            order="valid_from, id",
        )
        newest = {(rule.code, rule.company_id.id): rule for rule in live}
        return [
            replace(rule._as_value(), valid_from=None, valid_to=None)
            for rule in newest.values()
        ]

    @api.model
    def _recorded(self, company_ids, since, until):
        """Return the record of the past as ``tools.breaker_replay.Count``, by hour.

        Not the ORM: it counts millions of rows into hours.
        """
        self.env["mortgage.touch"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                WITH message AS (
                    SELECT id, company_id, channel, point_id, state, run_flaw,
                           concat_ws('/', company_id, channel,
                                     coalesce(template_version_id, 0)) AS run,
                           COALESCE(queued_at, verdict_at, due_at) AS at,
                           queued_at
                      FROM mortgage_touch
                     WHERE origin = 'automatic' AND channel IN ('email', 'sms')
                       AND company_id = ANY(%(companies)s)
                       AND COALESCE(queued_at, verdict_at, due_at) >= %(since)s
                       AND COALESCE(queued_at, verdict_at, due_at) < %(until)s
                ), counted AS (
                    SELECT at, company_id, run, channel, 'messages' AS kind
                      FROM message WHERE queued_at IS NOT NULL
                    UNION ALL
                    SELECT at, company_id, run, channel, run_flaw
                      FROM message WHERE run_flaw IS NOT NULL
                    UNION ALL
                    SELECT stop.at, message.company_id, run, channel, 'opt_out'
                      FROM message
                      JOIN mortgage_suppression stop
                        ON stop.point_id = message.point_id
                       AND stop.reason = ANY(%(opt_outs)s)
                       AND stop.at >= queued_at
                       AND stop.at < queued_at + %(answer_time)s
                    UNION ALL
                    SELECT event.at, message.company_id, run, message.channel,
                           CASE event.type WHEN 'complained' THEN 'complaint'
                                           ELSE 'bounce' END
                      FROM message
                      JOIN mortgage_touch_event event ON event.touch_id = message.id
                       AND event.type IN ('bounced', 'failed', 'complained')
                )
                SELECT date_trunc('hour', at), company_id, run, channel, kind, count(*)
                  FROM counted
                 GROUP BY 1, 2, 3, 4, 5
                """,
                companies=list(company_ids),
                since=since,
                until=until,
                opt_outs=list(OPT_OUTS),
                answer_time=ANSWER_TIME,
            )
        )
        return [breaker_replay.Count(*row) for row in rows]

    def _told(self, stopped):
        versions = self.env["mortgage.template.version"].sudo()
        companies = {company.id: company.name for company in self.env.companies}
        channels = dict(self._fields["channel"]._description_selection(self.env))
        rows = []
        for run in stopped:
            version = versions.browse(int(run.key.rpartition("/")[2])).exists()
            rows.append(
                {
                    "stopped_at": fields.Datetime.to_string(run.stopped_at),
                    "company": companies[run.company_id],
                    "channel": channels[run.channel],
                    "words": version.template_id.name or "",
                    "rule": run.stop.rule.code,
                    "reason": self._measured_words(run.stop),
                    "sent": run.sent,
                    "kept": run.kept,
                }
            )
        return rows
