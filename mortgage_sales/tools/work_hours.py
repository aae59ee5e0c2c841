"""When a person is at work: weekly hours minus days off, as plain intervals."""

from datetime import UTC, datetime, time, timedelta

NOON = 12
ALWAYS = [(weekday, 0, 24, None) for weekday in range(7)]


def work_intervals(hours, zone, start, end, off=()):
    """Return the ``(start, end)`` of work between two aware datetimes, in UTC.

    ``hours`` are ``(weekday, hour_from, hour_to, week)`` as a wall clock in ``zone``
    shows them, ``week`` 0 or 1 for hours of every other week, else None. ``off`` are
    aware intervals without work.
    """
    work = []
    day = start.astimezone(zone).date() - timedelta(days=1)
    while day <= end.astimezone(zone).date():
        for weekday, hour_from, hour_to, week in hours:
            if weekday == day.weekday() and week in (None, week_parity(day)):
                work.append((_at(day, hour_from, zone), _at(day, hour_to, zone)))
        day += timedelta(days=1)
    clipped = [(max(begin, start), min(finish, end)) for begin, finish in work]
    return [
        (begin.astimezone(UTC), finish.astimezone(UTC))
        for begin, finish in _joined(_without(clipped, off))
    ]


def flexible_hours(hours_per_day):
    """Return weekly hours for somebody who has no fixed ones: weekdays around noon, as
    Odoo's calendars draw them."""
    half = hours_per_day / 2
    return [(weekday, NOON - half, NOON + half, None) for weekday in range(5)]


def week_parity(day):
    """Return 0 or 1, as Odoo counts the weeks of a calendar of two weeks."""
    return (day.toordinal() - 1) // 7 % 2


def _at(day, hour, zone):
    wall = datetime.combine(day, time()) + timedelta(minutes=round(hour * 60))
    return wall.replace(tzinfo=zone)


def _without(intervals, off):
    for gap_start, gap_end in off:
        intervals = [
            piece
            for begin, finish in intervals
            for piece in (
                (begin, min(finish, gap_start)),
                (max(begin, gap_end), finish),
            )
            if piece[0] < piece[1]
        ]
    return [(begin, finish) for begin, finish in intervals if begin < finish]


def _joined(intervals):
    joined = []
    for begin, finish in sorted(intervals):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(finish, joined[-1][1]))
        else:
            joined.append((begin, finish))
    return joined
