"""Whose turn on call it is: arithmetic on weeks (no ORM)."""

from datetime import timedelta

WEEK = timedelta(weeks=1)


def turn_at(start, end, at, weekly_until=None):
    """Return the turn ``(start, end)`` that ``at`` lies in, None outside of it.

    ``start`` and ``end`` are aware, in the zone whose clock the turn keeps. With
    ``weekly_until``, the last date on which one may begin, the turn comes every week
    at the same time of day, also where the clocks changed in between.
    """
    if weekly_until is None:
        return (start, end) if start <= at < end else None
    at = at.astimezone(start.tzinfo)
    weeks = (at.date() - start.date()) // WEEK
    # The one that began last may be over while the one before it still lasts.
    for number in (weeks, weeks - 1):
        begins, ends = start + number * WEEK, end + number * WEEK
        begun = number >= 0 and begins.date() <= weekly_until
        # Two times of one zone are compared by their wall clocks, which is what counts.
        if begun and begins <= at < ends:
            return begins, ends
    return None
