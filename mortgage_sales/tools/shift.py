"""When a person can do a task: arithmetic on intervals of working time (no ORM).

Intervals are sorted lists of ``(aware start, aware end)``.
"""

from datetime import timedelta


def first_common(legal, staffed, at):
    """Return the first moment from ``at`` on that lies in both lists, or None."""
    starts = (
        max(one_start, other_start, at)
        for one_start, one_end in legal
        for other_start, other_end in staffed
        if max(one_start, other_start, at) < min(one_end, other_end)
    )
    return min(starts, default=None)


def after_working(staffed, at, minutes):
    """Return the moment when ``minutes`` of working time have passed since ``at``.

    Where nobody works any more, the clock runs as if somebody did.
    """
    left = timedelta(minutes=minutes)
    for start, end in staffed:
        start = max(start, at)
        if end <= start:
            continue
        if end - start >= left:
            return start + left
        left -= end - start
    return at + timedelta(minutes=minutes)
