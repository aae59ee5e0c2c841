"""The order of a timeline and the places between its pages, as plain values (no ORM).

Rows stand by moment, latest first; those of one second by their source and then by
their record, so that a page begins exactly where the one before it ended.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

FORMAT = "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True)
class Place:
    """Where a row stands: its moment (naive UTC), its source's rank, its record."""

    at: datetime
    rank: int
    record_id: int

    @property
    def order(self):
        return (-self.at.timestamp(), self.rank, -self.record_id)

    def __str__(self):
        return f"{self.at.strftime(FORMAT)}|{self.rank}|{self.record_id}"

    @classmethod
    def parse(cls, text):
        """Return the place that ``text`` names; ``ValueError`` where it names none."""
        at, rank, record_id = str(text).split("|")
        return cls(datetime.strptime(at, FORMAT), int(rank), int(record_id))


@dataclass(frozen=True)
class Page:
    """What one source is asked for: at most ``limit`` records after a place."""

    before: Place | None
    rank: int
    limit: int

    def domain(self, name):
        """Return the domain of the records whose field ``name`` lies behind."""
        if not self.before:
            return [(name, "!=", False)]
        at, same = self.before.at, self.before.rank
        # Some of Odoo's own moments have fractions of a second.
        end = at + timedelta(seconds=1)
        if self.rank > same:
            return [(name, "<", end)]
        if self.rank < same:
            return [(name, "<", at)]
        tie = ["&", (name, "<", end), ("id", "<", self.before.record_id)]
        return ["|", (name, "<", at), *tie]


def summarized(rows, key):
    """Join neighbours for which ``key`` gives the same, other than ``None``: the first
    stands for all and holds the others under ``more``."""
    joined = []
    for row in rows:
        mark = key(row)
        if joined and mark is not None and key(joined[-1]) == mark:
            joined[-1].setdefault("more", []).append(row)
        else:
            joined.append(row)
    return joined
