"""When a borrower may be called or texted: intervals as values, no ORM.

Hours of a window are ``(Monday to Friday, Saturday, Sunday)``, each ``(start, end)`` in
minutes of the local day with ``start <= t < end``; ``(0, 0)`` is closed all day.
"""

from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

SATURDAY, SUNDAY = 5, 6


def hours_on(hours, day):
    """Return the ``(start, end)`` minutes of one window on a local date."""
    weekday = day.weekday()
    return hours[2 if weekday == SUNDAY else 1 if weekday == SATURDAY else 0]


def open_intervals(windows, zones, closed, start, end):
    """Return ``[(start, end)]`` in UTC at which every window is open in every zone.

    ``closed(day)`` tells whether a local date is closed. ``start`` and ``end`` are
    aware and bound the answer.
    """
    common = [(start, end)]
    for zone in zones:
        common = _intersect(
            common, _in_zone(windows, ZoneInfo(zone), closed, start, end)
        )
    return common


def next_open(intervals, at):
    """Return ``at`` where it is open, else the next opening, or None."""
    for start, end in intervals:
        if at < end:
            return max(start, at)
    return None


def is_open(hours, local):
    """Tell whether one window is open at an aware local moment."""
    start, end = hours_on(hours, local.date())
    return start <= local.hour * 60 + local.minute < end


def _in_zone(windows, zone, closed, start, end):
    day = start.astimezone(zone).date() - timedelta(days=1)
    last = end.astimezone(zone).date()
    while day <= last:
        if not closed(day):
            opens = max((hours_on(hours, day)[0] for hours in windows), default=0)
            closes = min((hours_on(hours, day)[1] for hours in windows), default=1440)
            if opens < closes:
                # A minute that the clock shows twice or never is taken the strict way.
                yield max(_moments(day, opens, zone)), min(_moments(day, closes, zone))
        day += timedelta(days=1)


def _moments(day, minutes, zone):
    local = datetime.combine(day, time()) + timedelta(minutes=minutes)
    return [
        local.replace(tzinfo=zone, fold=fold).astimezone(timezone.utc)
        for fold in (0, 1)
    ]


def _intersect(first, second):
    second = list(second)
    return [
        (max(start, other_start), min(end, other_end))
        for start, end in first
        for other_start, other_end in second
        if max(start, other_start) < min(end, other_end)
    ]
