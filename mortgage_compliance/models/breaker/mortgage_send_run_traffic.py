from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from ...tools.breaker import OF_COMPANY, Traffic

# A STOP that comes later answers something else.
ANSWER_TIME = timedelta(days=3)
OPT_OUTS = ("stop", "unsubscribed", "internal_dnc")
FLAWS = ("template", "sender", "audience")


class MortgageSendRun(models.Model):
    """Counting what the rules of the circuit breaker look at.

    Not the ORM: each is one statement over all runs of a batch, and none of them walks
    through more than a week of one wording.
    """

    _inherit = "mortgage.send.run"

    def _about_to_send(self, touches):
        """Return ``{run: Traffic}`` as it would stand with ``touches`` handed over.

        The run that makes most of a company's volume answers for it, also when nothing
        of it is among ``touches``.
        """
        self.env.flush_all()
        flaws = self._flaw_counts()
        counted = {
            run: {flaw: flaws.get((run.id, flaw), 0) for flaw in FLAWS} for run in self
        }
        for company, group in touches.grouped("company_id").items():
            volume = self._volume(company, group)
            busiest = self.browse(volume.pop("busiest"))
            counted[busiest] = counted.get(busiest, {}) | volume
        return {
            run: Traffic(channel=run.channel, **numbers)
            for run, numbers in counted.items()
        }

    def _flaw_counts(self):
        rows = self.env["mortgage.touch"]._read_group(
            [("run_id", "in", self.ids), ("run_flaw", "!=", False)],
            ["run_id", "run_flaw"],
            ["__count"],
        )
        return {(run.id, flaw): count for run, flaw, count in rows}

    def _volume(self, company, touches):
        """Return what the company sends, and which run makes most of it."""
        now = fields.Datetime.now()
        rules = (
            self.env["mortgage.breaker.rule"]
            .sudo()
            .search([("kind", "in", OF_COMPANY)])
        )
        windows = sorted({*rules.mapped("hours"), 1})
        rows = self._handed_over(company, now, windows)
        by_run = {row[0]: list(row[1:]) for row in rows}
        for run, group in touches.grouped("run_id").items():
            before = by_run.get(run.id, [0] * len(windows))
            by_run[run.id] = [count + len(group) for count in before]
        sent = [sum(counts) for counts in zip(*by_run.values(), strict=True)]
        first = self._first_message(company)
        return {
            "busiest": max(filter(None, by_run), key=lambda run: by_run[run]),
            "sent": dict(zip(windows, sent, strict=True)),
            "age_days": (now - first).days if first else 0,
            "usual": {
                key: self._usual(company, now, first, *key)
                for key in {(r.hours, r.weeks) for r in rules if r.weeks}
                if first and first <= now - timedelta(weeks=1)
            },
        }

    def _handed_over(self, company, now, windows):
        """Return ``[(run id, count within each window)]``; what belongs to a run that
        is stopped already was answered for."""
        counts = [
            SQL(
                "count(*) FILTER (WHERE touch.queued_at > %s)",
                now - timedelta(hours=hours),
            )
            for hours in windows
        ]
        return self.env.execute_query(
            SQL(
                "SELECT touch.run_id, %(counts)s FROM mortgage_touch touch"
                " LEFT JOIN mortgage_send_run run ON run.id = touch.run_id"
                " WHERE %(ours)s AND touch.queued_at > %(since)s"
                " AND COALESCE(run.state, 'running') IN ('running', 'done')"
                " GROUP BY touch.run_id",
                counts=SQL(", ").join(counts),
                ours=self._automatic(company),
                since=now - timedelta(hours=max(windows)),
            )
        )

    def _automatic(self, company):
        return SQL(
            "touch.company_id = %s AND touch.origin = 'automatic'"
            " AND touch.queued_at IS NOT NULL AND touch.channel IN ('email', 'sms')",
            company.id,
        )

    def _first_message(self, company):
        ((first,),) = self.env.execute_query(
            SQL(
                "SELECT min(touch.queued_at) FROM mortgage_touch touch WHERE %s",
                self._automatic(company),
            )
        )
        return first

    def _usual(self, company, now, first, hours, weeks):
        """Return how many messages left within the same hours of the weeks before."""
        ends = [now - timedelta(weeks=week) for week in range(1, weeks + 1)]
        ends = [end for end in ends if end >= first]
        spans = [
            SQL(
                "touch.queued_at > %s AND touch.queued_at <= %s",
                end - timedelta(hours=hours),
                end,
            )
            for end in ends
        ]
        ((count,),) = self.env.execute_query(
            SQL(
                "SELECT count(*) FROM mortgage_touch touch WHERE %s AND (%s)",
                self._automatic(company),
                SQL(" OR ").join(SQL("(%s)", span) for span in spans),
            )
        )
        return count / len(ends)

    def _came_back(self):
        """Return ``{run: Traffic}`` of what became of the messages that left."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT touch.run_id, count(*),
                       count(*) FILTER (WHERE EXISTS (
                            SELECT FROM mortgage_suppression stop
                             WHERE stop.point_id = touch.point_id
                               AND stop.reason = ANY(%(opt_outs)s)
                               AND stop.at >= touch.queued_at
                               AND stop.at < touch.queued_at + %(answer_time)s)),
                       count(*) FILTER (WHERE touch.state = 'failed'
                            OR EXISTS (SELECT FROM mortgage_touch_event event
                                        WHERE event.touch_id = touch.id
                                          AND event.type IN ('bounced', 'failed'))),
                       count(*) FILTER (WHERE EXISTS (
                            SELECT FROM mortgage_touch_event event
                             WHERE event.touch_id = touch.id
                               AND event.type = 'complained'))
                  FROM mortgage_touch touch
                 WHERE touch.run_id = ANY(%(runs)s) AND touch.queued_at IS NOT NULL
                   AND touch.state IN ('sent', 'delivered', 'failed', 'in_doubt')
                 GROUP BY touch.run_id
                """,
                runs=list(self.ids),
                opt_outs=list(OPT_OUTS),
                answer_time=ANSWER_TIME,
            )
        )
        return {
            self.browse(run): Traffic(
                channel=self.browse(run).channel,
                messages=messages,
                opt_out=opt_outs,
                bounce=bounces,
                complaint=complaints,
            )
            for run, messages, opt_outs, bounces, complaints in rows
        }
