"""Which do-not-call list answers for a number, as plain values (no ORM)."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class DncList:
    """A list in use. ``version_at`` is the aware UTC moment its numbers are of; an
    empty ``areas`` covers every area code."""

    id: int
    kind: str  # national, state or litigator
    state: str
    areas: frozenset
    version_at: datetime

    def is_older(self, hours, at):
        """Tell whether it is more than ``hours`` old at ``at``."""
        return bool(hours) and at - self.version_at > timedelta(hours=hours)


class DncLists:
    def __init__(self, lists):
        self._lists = sorted(lists, key=lambda one: (one.version_at, one.id))
        self._answering = {}
        self.litigators = frozenset(
            one.id for one in self._lists if one.kind == "litigator"
        )

    def __bool__(self):
        return bool(self._lists)

    def youngest(self, kind):
        """Return the youngest list of a kind, or None."""
        return next((one for one in reversed(self._lists) if one.kind == kind), None)

    def answering(self, state, area):
        """Return the youngest list that answers for an area code, or None.

        ``state`` is "" for the national list. A state's list answers for its people
        whatever area code they call from.
        """
        key = state, area
        if key not in self._answering:
            kind = "state" if state else "national"
            self._answering[key] = next(
                (
                    one
                    for one in reversed(self._lists)
                    if one.kind == kind
                    and one.state == state
                    and (state or not one.areas or area in one.areas)
                ),
                None,
            )
        return self._answering[key]
