"""The contact rules in force, as plain values the gate can ask (no ORM)."""

from bisect import bisect
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime

from .relationship import business_relationship


@dataclass(frozen=True)
class Rule:
    """One row of mortgage.contact.policy. An empty scope means everything."""

    code: str
    id: int = 0
    check: str = ""
    name: str = ""
    source: str = ""
    company_id: int = 0
    valid_from: datetime | None = None  # aware UTC
    valid_to: datetime | None = None
    channels: tuple = ()
    kinds: tuple = ()
    technologies: tuple = ()
    states: tuple = ()
    level: str = ""
    days: str = ""
    observed: bool = False
    strict: bool = False
    minutes: int = 0
    number: int = 0
    period_hours: int = 0
    phases: tuple = ()
    hours: tuple = ()
    pattern: str = ""
    # The calendar's days that count under a closed-day rule: ``(date, name)``.
    dates: tuple = ()

    def covers(self, request):
        """Tell whether the rule speaks of such a contact, states left aside."""
        return (
            (not self.channels or request.channel in self.channels)
            and (not self.kinds or request.kind in self.kinds)
            and (not self.technologies or request.technology in self.technologies)
        )

    def _in_force(self, at):
        return (not self.valid_from or self.valid_from <= at) and (
            not self.valid_to or at < self.valid_to
        )


class Rulebook:
    """The rules of every company, by code. A company's own row replaces the general one
    of the same code for that company; of several in force the youngest counts.

    With them stands what a lender declares: ``holidays`` are ``(company id or 0, state
    or "", date, name)``, ``exemptions`` Exemption and ``jurisdictions`` Jurisdiction.
    """

    def __init__(self, rules, holidays=(), exemptions=(), jurisdictions=()):
        self._holidays = tuple(holidays)
        self._exemptions = defaultdict(list)
        for claim in exemptions:
            self._exemptions[claim.company_id, claim.rule, claim.state].append(claim)
        self._jurisdictions = {
            (one.company_id, one.state): one for one in jurisdictions
        }
        self._by_code = defaultdict(list)
        self._codes = defaultdict(dict)
        newest_first = sorted(
            rules, key=lambda rule: (rule.valid_from.timestamp(), rule.id), reverse=True
        )
        for rule in newest_first:
            self._by_code[rule.code].append(rule)
            self._codes[rule.check][rule.code] = True
        # Between two of these moments nothing begins or ends: an answer stays good.
        self._changes = sorted(
            {
                moment
                for rule in rules
                for moment in (rule.valid_from, rule.valid_to)
                if moment
            }
        )
        self._found = {}
        self._sets = {}
        self._by_state = {}
        self._closings = {}

    def find(self, code, company_id, at):
        """Return the rule with this code for a company then, or None."""
        key = code, company_id, bisect(self._changes, at)
        if key not in self._found:
            self._found[key] = self._look_up(code, company_id, at)
        return self._found[key]

    def require(self, code, company_id, at):
        """The same for a check that ending its row must not switch off."""
        return self.find(code, company_id, at) or Rule(code=code)

    def of(self, check, company_id, at):
        """Return every rule of one check for a company then, by code."""
        key = check, company_id, bisect(self._changes, at)
        if key not in self._sets:
            rules = (
                self.find(code, company_id, at) for code in sorted(self._codes[check])
            )
            self._sets[key] = [rule for rule in rules if rule]
        return self._sets[key]

    def by_state(self, check, company_id, at):
        """Return ``{state: rules}`` of one check; under "" those of every state."""
        key = check, company_id, bisect(self._changes, at)
        if key not in self._by_state:
            found = defaultdict(list)
            for rule in self.of(check, company_id, at):
                for state in rule.states or ("",):
                    found[state].append(rule)
            self._by_state[key] = found
        return self._by_state[key]

    def lifted(self, rule, case):
        """Tell whether the lender claims with counsel's memo that ``rule`` does not
        bind it here. A rule of several states must be lifted in each that counts."""
        if not self._exemptions:
            return False

        def related():
            return self.has_relationship(case)

        claims = []
        for state in set(rule.states).intersection(case.states):
            known = self._exemptions.get((case.company_id, rule.code, state), ())
            claim = next((one for one in known if one.holds(case, related)), None)
            if not claim:
                return False
            claims.append(claim.id)
        case.exemptions += claims
        return bool(claims)

    def has_relationship(self, case):
        """Tell whether the borrower did business here, or asked, within the months that
        the rules give."""
        rules = (
            self.find(code, case.company_id, case.at)
            for code in ("ebr.transaction", "ebr.inquiry")
        )
        months = (rule.number if rule else 0 for rule in rules)
        return bool(business_relationship(case.relationship, case.at, *months))

    def with_holidays(self, rule, case):
        """Return a closed-day rule with the calendar's days that count under it."""
        if not self._holidays:
            return rule
        states = frozenset(
            state for state in case.states if not rule.states or state in rule.states
        )
        key = rule.code, rule.id, case.company_id, states
        if key not in self._closings:
            dates = tuple(
                (day, name)
                for company_id, state, day, name in self._holidays
                if company_id in (0, case.company_id)
                # Where no state is known it may be any.
                and (not state or state in states or not case.states)
            )
            self._closings[key] = replace(rule, dates=dates) if dates else rule
        return self._closings[key]

    def jurisdiction(self, state, company_id):
        """Return how a company stands with a state's registration, or None."""
        return self._jurisdictions.get((company_id, state))

    def _look_up(self, code, company_id, at):
        general = None
        for rule in self._by_code.get(code, ()):
            if not rule._in_force(at):
                continue
            if rule.company_id == company_id:
                return rule
            if not rule.company_id:
                general = general or rule
        return general
