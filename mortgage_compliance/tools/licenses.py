"""Whose license counts where and when, as plain values (no ORM).

A license counts from the minute it begins up to, and not including, the minute it ends.
After that it counts only where its renewal was asked for before the end and the state's
row (check ``renewal``) lets work go on meanwhile.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

# With these a person or company may do business in the state.
WORKING = ("approved", "renewal_requested", "temporary", "federal")
# What was given up or taken away does not come back by itself: nobody waits for it.
GONE = ("revoked",)
BRANCH_RULE = "license.branch"

# Days before the end at which people are warned.
STAGES = (90, 30, 7)
WEEKLY = 1
# From mid-October to mid-January most licenses of the country are renewed.
SEASON_STARTS = (10, 15)
SEASON_ENDS = (1, 15)
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class License:
    """One license; moments are aware UTC. Without user and branch it is the
    company's."""

    company_id: int
    state: str
    begins: datetime
    status: str = "approved"
    user_id: int = 0
    branch_id: int = 0
    ends: datetime | None = None
    requested_at: datetime | None = None

    @property
    def holder(self):
        if self.user_id:
            return "user", self.user_id
        if self.branch_id:
            return "branch", self.branch_id
        return "company", self.company_id

    def counts_until(self, rule):
        """Return the first moment it no longer counts, None if there is none; ``rule``
        is the state's row about renewals, or None."""
        grace = rule.period_hours if rule else 0
        timely = (
            self.ends
            and self.status == "renewal_requested"
            and self.requested_at
            and self.requested_at < self.ends
        )
        return self.ends + timedelta(hours=grace) if timely and grace else self.ends


class Licenses:
    """The licenses of some companies and their people, and the rules about them."""

    def __init__(self, licenses, book):
        """``book`` is a Rulebook, or a function that gives one when it is wanted."""
        self._book = book
        self._held = defaultdict(list)
        for found in licenses:
            self._held[(*found.holder, found.company_id, found.state)].append(found)
        self._answers = {}

    def count(self, kind, holder_id, company_id, state, at):
        """Tell whether this holder may work in ``state`` then."""
        key = kind, holder_id, company_id, state, at
        if key not in self._answers:
            self._answers[key] = any(
                self.counts(found, at) for found in self._held.get(key[:4], ())
            )
        return self._answers[key]

    def states(self, kind, holder_id, company_id, at):
        """Return the states in which this holder may work then."""
        return {
            state
            for held_by, holder, company, state in self._held
            if (held_by, holder, company) == (kind, holder_id, company_id)
            and self.count(kind, holder_id, company_id, state, at)
        }

    def awaited(self, kind, holder_id, company_id, state, at):
        """Return the license that will count again or for the first time, or None:
        the next to begin, else the last one that lapsed."""
        held = self._held.get((kind, holder_id, company_id, state), ())
        held = [found for found in held if found.status not in GONE]
        coming = [found for found in held if at < found.begins and _works(found)]
        if coming:
            return min(coming, key=lambda found: found.begins)
        return max(held, key=lambda found: found.ends or found.begins, default=None)

    def branch_counts(self, branch_id, company_id, state, at):
        """Tell whether work from this branch may go on in ``state`` then: a row says
        which states license branches by themselves. 0 is the main office."""
        if not branch_id:
            return True
        rule = self.rules.find(BRANCH_RULE, company_id, at)
        if not rule or state not in rule.states:
            return True
        return self.count("branch", branch_id, company_id, state, at)

    @property
    def rules(self):
        if callable(self._book):
            self._book = self._book()
        return self._book

    def counts(self, found, at):
        """Tell whether one license counts then."""
        if not _works(found) or at < found.begins:
            return False
        if not found.ends or at < found.ends:
            return True
        # Only what ended while its renewal was asked for depends on a rule.
        if found.status != "renewal_requested":
            return False
        rule = self.rules.find(f"renewal.{found.state}", found.company_id, at)
        return at < found.counts_until(rule)


def _works(found):
    return found.status in WORKING


def warning_stage(ends, today, warned_end=None, warned_stage=0, warned_on=None):
    """Return which warning about a license is due, or 0.

    ``ends`` is the first day without it; ``warned_end``, ``warned_stage`` and
    ``warned_on`` tell the last warning: about which end, at which stage, when. A
    missed stage is not made up for once a later one is due. ``WEEKLY`` is the warning
    of the season, which goes on after the end; it leaves the stage as it was.
    """
    if warned_end != ends:
        warned_stage, warned_on = 0, None
    left = (ends - today).days
    reached = [stage for stage in STAGES if 0 < left <= stage]
    if reached and not 0 < warned_stage <= min(reached):
        return min(reached)
    if not in_season(ends, today):
        return 0
    return WEEKLY if not warned_on or today - warned_on >= WEEK else 0


def in_season(ends, today):
    """Tell whether ``today`` is in the weeks in which the license that ``ends`` then
    is renewed."""
    year = today.year - (today.month < SEASON_STARTS[0])
    start = today.replace(year=year, month=SEASON_STARTS[0], day=SEASON_STARTS[1])
    close = today.replace(year=year + 1, month=SEASON_ENDS[0], day=SEASON_ENDS[1])
    return start <= today <= close and start <= ends <= close
