"""The contact rules in force, as plain values the gate can ask (no ORM)."""

from bisect import bisect
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime


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
    of the same code for that company; of several in force the youngest counts."""

    def __init__(self, rules):
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
