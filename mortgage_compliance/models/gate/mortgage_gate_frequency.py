from dataclasses import replace
from datetime import timedelta, timezone

from odoo import api, models

from ...tools.frequency import Attempts, waits_until
from ...tools.places import state_name
from ...tools.verdict import Verdict
from ...tools.windows import next_open
from .mortgage_gate_window import DAYS

LIMITS = ("frequency", "budget")
MARKETING = "marketing"
# Odoo's hours for what people call a day.
DAY = 24


class MortgageGateFrequency(models.AbstractModel):
    """How often a borrower may be contacted: caps count one person, on any number and
    by anybody here; budgets count the household. Only marketing counts."""

    _inherit = "mortgage.gate.checks"

    @api.model
    def _check_frequency(self, cases, book):
        limited = self._limited(cases, book)
        if not limited:
            return {}
        attempts = self._attempts(limited)
        stopped = {}
        # As they will happen: what goes first counts against what goes next.
        for case, rules in sorted(limited, key=lambda pair: pair[0].at):
            case.rules += [rule.id for rule in rules]
            case.counts_for = self._household(case)
            reached = self._reached(case, rules, attempts)
            if reached and not self._passes_as_asked(case, book, "asked_for.cap"):
                stopped[case.position] = self._frequency_stop(case, book, *reached)
            elif case.request.in_series:
                attempts.add(case.partner_id, case.point_id, case.channel, [case.at])
        return stopped

    @api.model
    def _limited(self, cases, book):
        """Return ``[(case, its caps and budgets)]`` of those that have any."""
        found, limited = {}, []
        for case in cases:
            if case.kind != MARKETING or case.is_confirmation:
                continue
            key = (
                *(case.channel, case.technology, case.states),
                *(case.relationship.phase, case.company_id, case.at),
            )
            if key not in found:
                found[key] = [
                    rule
                    for check in LIMITS
                    for rule in book.of(check, case.company_id, case.at)
                    if self._limits(rule, case)
                ]
            rules = [
                rule
                for rule in found[key]
                if not self._is_early(rule, case) and not book.lifted(rule, case)
            ]
            if rules:
                limited.append((case, rules))
        return limited

    @api.model
    def _limits(self, rule, case):
        return (
            rule.covers(case)
            and (not rule.states or bool(set(rule.states) & set(case.states)))
            and (not rule.phases or case.relationship.phase in rule.phases)
        )

    @api.model
    def _is_early(self, rule, case):
        """Whether the rule counts from some time after the inquiry, not over yet."""
        since = self._counts_since(rule, case)
        return bool(since) and case.at < since

    @api.model
    def _counts_since(self, rule, case):
        inquired_at = case.relationship.inquired_at
        if not rule.minutes or not inquired_at:
            return None
        return inquired_at + timedelta(minutes=rule.minutes)

    @api.model
    def _household(self, case):
        return case.relationship.household or tuple(filter(None, [case.partner_id]))

    @api.model
    def _attempts(self, limited):
        """Return what these people have been sent and called, in one query."""
        cases = [case for case, _rules in limited]
        since = min(
            case.at - timedelta(hours=max(rule.period_hours for rule in rules))
            for case, rules in limited
        ).astimezone(timezone.utc)
        partner_ids = {
            partner_id for case in cases for partner_id in self._household(case)
        }
        # What is judged now is no past attempt.
        judged = {case.request.touch_id for case in cases} - {0}
        groups = (
            self.env["mortgage.touch"]
            .sudo()
            ._read_group(
                [
                    ("kind", "=", MARKETING),
                    ("counted_at", ">", since.replace(tzinfo=None)),
                    ("id", "not in", list(judged)),
                    "|",
                    ("partner_id", "in", list(partner_ids)),
                    ("point_id", "in", list({one.point_id for one in cases} - {0})),
                ],
                ["partner_id", "point_id", "channel"],
                ["counted_at:array_agg"],
            )
        )
        attempts = Attempts()
        for partner, point, channel, moments in groups:
            aware = [moment.replace(tzinfo=timezone.utc) for moment in moments]
            attempts.add(partner.id, point.id, channel, aware)
        return attempts

    @api.model
    def _reached(self, case, rules, attempts):
        """Return ``(until, rule)`` of the limit that holds longest, or None."""
        reached = []
        for rule in rules:
            if rule.number <= 0:
                return None, rule
            of_household = rule.check == "budget"
            people = self._household(case) if of_household else [case.partner_id]
            until = waits_until(
                attempts.of(people, case.point_id, rule.channels),
                rule.number,
                timedelta(hours=rule.period_hours),
                case.at,
                self._counts_since(rule, case),
            )
            if until:
                reached.append((until, rule))
        return max(reached, key=lambda pair: pair[0], default=None)

    @api.model
    def _frequency_stop(self, case, book, until, rule):
        if not until:
            return self._block(case, rule, self.env._("None: %(rule)s", rule=rule.name))
        what, whose = self._frequency_words(rule), self._whose_words(case, rule)
        until = self._next_open_from(case, book, until)
        return Verdict(
            "hold",
            rule.code,
            rule.id,
            reason=self.env._(
                "Waits until %(when)s: %(what)s (%(whose)s)",
                when=self._when(case, until),
                what=what,
                whose=whose,
            ),
            citation=rule.source,
            hold_until=until,
            # It stands in brackets already.
            details={"closed_by": f"{what}, {whose}"},
        )

    def _next_open_from(self, case, book, until):
        """Return ``until``, or the next legal minute after it."""
        later = replace(case, request=replace(case.request, at=until))
        windows, closings = self._hours(later, book)
        # Most end in the daytime: the hours of a week need not be laid out.
        if not any(self._shut(later, windows, closings)):
            return until
        intervals = self._intervals(later, windows, closings, DAYS)
        return next_open(intervals, until) or until

    @api.model
    def _frequency_words(self, rule):
        """Say what has been reached: “3 calls and texts in 24 hours already”."""
        return self.env._(
            "%(number)s %(what)s in %(period)s already",
            number=rule.number,
            what=self._counted_words(rule),
            period=self._period_words(rule.period_hours),
        )

    @api.model
    def _counted_words(self, rule):
        channels = set(rule.channels)
        if not channels or "email" in channels and channels & {"call", "sms"}:
            return self.env._("contacts")
        if {"call", "sms"} <= channels:
            return self.env._("calls and texts")
        one = rule.number == 1
        return {
            "email": self.env._("email") if one else self.env._("emails"),
            "sms": self.env._("text") if one else self.env._("texts"),
            "call": self.env._("call") if one else self.env._("calls"),
        }.get(next(iter(rule.channels)), self.env._("contacts"))

    @api.model
    def _period_words(self, hours):
        if hours % DAY or hours == DAY:
            return self.env._("%(number)s hours", number=hours)
        return self.env._("%(number)s days", number=hours // DAY)

    @api.model
    def _whose_words(self, case, rule):
        if rule.check == "budget":
            return self.env._("this household")
        states = [state for state in case.states if state in rule.states]
        if states:
            return " and ".join(map(state_name, states))
        return self.env._("company rule")
