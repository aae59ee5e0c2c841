from datetime import timedelta
from zoneinfo import ZoneInfo

from odoo import api, models

from ...tools.holidays import closed_days
from ...tools.places import STATES, state_name
from ...tools.verdict import Verdict
from ...tools.windows import is_open, next_open, open_intervals
from ...tools.zones import EVERYWHERE

DAYS = 8
UNKNOWN = "UNKNOWN"
FEDERAL = "US"
# They bind where no state's own window does, all others always.
FALLBACKS = (f"window.{UNKNOWN}", f"window.{FEDERAL}")


class MortgageGateWindow(models.AbstractModel):
    """When a borrower may be called or texted: every state and every zone he or she may
    be in must be open, and the day must not be closed."""

    _name = "mortgage.gate.window"
    _description = "Hours of the gate"

    @api.model
    def _check_window(self, cases, book):
        stopped, known = {}, {}
        for case in cases:
            windows, closings = self._hours(case, book)
            case.rules += [rule.id for rule in windows + closings]
            shut, day_off = self._shut(case, windows, closings)
            if not shut and not day_off:
                continue
            if self._passes_as_asked(case, book, "asked_for.window"):
                continue
            key = tuple(windows), case.zones, tuple(closings), case.at
            if key not in known:
                intervals = self._intervals(case, windows, closings, DAYS)
                known[key] = next_open(intervals, case.at)
            until = known[key]
            rule = shut[0] if shut else day_off[0]
            why = self._closed_by(case, shut, day_off)
            stopped[case.position] = Verdict(
                "hold",
                rule.code,
                rule.id,
                reason=self._hold_words(case, until, why),
                citation=rule.source,
                hold_until=until,
                details={"closed_by": why},
            )
        return stopped

    def _hours(self, case, book):
        """Return the windows and the closed-day rules that bind a case."""
        if case.is_conversation or case.is_confirmation:
            return [], []
        closings = [
            book.with_holidays(rule, case)
            for rule in book.of("closed_days", case.company_id, case.at)
            if rule.covers(case)
            and self._closes(rule, case)
            and not book.lifted(rule, case)
        ]
        return self._windows(case, book), closings

    def _windows(self, case, book):
        """Return every window that speaks of a case: in each state it may be in that
        of the state and that of the way the call is made."""
        rules = book.by_state("window", case.company_id, case.at)
        windows = [rule for rule in rules.get("", ()) if rule.code not in FALLBACKS]
        codes = [state if state in STATES else UNKNOWN for state in case.states]
        for code in dict.fromkeys(codes or [UNKNOWN]):
            own = [
                rule
                for rule in rules.get(code, ())
                if rule.covers(case) and not book.lifted(rule, case)
            ]
            if all(rule.technologies for rule in own):
                own.append(self._fallback(code, case, book))
            windows += own
        spoken = (rule for rule in windows if rule and rule.covers(case))
        return list(dict.fromkeys(spoken))

    @api.model
    def _fallback(self, code, case, book):
        """Return the window where a state's own does not bind, or None."""
        unknown = code == UNKNOWN and book.find(
            f"window.{UNKNOWN}", case.company_id, case.at
        )
        return unknown or book.find(f"window.{FEDERAL}", case.company_id, case.at)

    @api.model
    def _closes(self, rule, case):
        if rule.code.endswith(UNKNOWN):
            return not case.states
        return not rule.states or bool(set(rule.states) & set(case.states))

    def _shut(self, case, windows, closings):
        """Return the windows not open now, and ``(rule, name)`` of a day off."""
        locals_ = [
            case.at.astimezone(ZoneInfo(zone)) for zone in case.zones or EVERYWHERE
        ]
        shut = [
            rule
            for rule in windows
            if not all(is_open(rule.hours, local) for local in locals_)
        ]
        for rule in closings:
            for local in locals_:
                name = self._day_off(rule, local.date())
                if name:
                    return shut, (rule, name)
        return shut, ()

    @api.model
    def _day_off(self, rule, day):
        computed = closed_days(day.year, rule.days, rule.observed)
        return computed.get(day) or dict(rule.dates).get(day)

    def _intervals(self, case, windows, closings, days):
        end = case.at + timedelta(days=days)
        if not windows and not closings:
            return [(case.at, end)]
        return open_intervals(
            [rule.hours for rule in windows],
            case.zones or EVERYWHERE,
            lambda day: any(self._day_off(rule, day) for rule in closings),
            case.at,
            end,
        )

    def _closed_by(self, case, shut, day_off):
        """Say what closes it now: “Texas hours”."""
        if not shut:
            return self.env._("closed on %(day)s", day=day_off[1])
        if not case.states:
            return self.env._("strictest hours, state unknown")
        names = dict.fromkeys(self._whose_hours(rule) for rule in shut)
        return self.env._("%(states)s hours", states=" and ".join(names))

    @api.model
    def _whose_hours(self, rule):
        if rule.states:
            return " and ".join(map(state_name, rule.states))
        if rule.code == f"window.{FEDERAL}":
            return self.env._("federal")
        return self.env._("company")

    def _hold_words(self, case, until, why):
        """Say until when it waits: “Text goes 12:00 PM Sunday, Texas hours”."""
        if not until:
            return self.env._(
                "No open minute in the next %(days)s days: %(why)s", days=DAYS, why=why
            )
        when = self._when(case, until)
        return {
            "sms": self.env._("Text goes %(when)s, %(why)s", when=when, why=why),
            "call": self.env._("Call opens %(when)s, %(why)s", when=when, why=why),
        }.get(
            case.channel,
            self.env._("Voicemail goes %(when)s, %(why)s", when=when, why=why),
        )

    @api.model
    def _when(self, case, until):
        """Return a moment as the borrower's clock shows it."""
        zones = case.zones or EVERYWHERE
        local = until.astimezone(ZoneInfo(zones[0]))
        words = f"{local.hour % 12 or 12}:{local:%M %p %A}"
        if until - case.at > timedelta(days=6):
            words += f", {local:%B} {local.day}"
        return f"{words} ({local:%Z})" if len(zones) > 1 else words
