"""When the steps of a follow-up plan fall, as plain values (no ORM).

A step is anything with ``channel``, ``days``, ``minutes``, ``from_hour``, ``to_hour``,
``repeat_months`` and ``repeat_max``. Moments are aware; zones are ZoneInfo objects:
where a borrower may live in several, an hour has to have come in each of them.
"""

from datetime import datetime, time, timedelta, timezone

from dateutil.relativedelta import relativedelta

UTC = timezone.utc
# A window of two hours is found within a few days, whatever the clock does; past that
# the zones have no common hour and the first one decides.
_DAYS_TO_LOOK = 3


def upcoming(
    steps, start, zones, spread, planned, until, earliest=None, first_call=None
):
    """Return ``([(step, occurrence, moment)], next moment)`` of a plan.

    ``planned`` tells per step the last occurrence that stands already; what falls
    after ``until`` stays out, and the first such moment is the second value (None at
    the end). ``spread`` differs per borrower: it scatters them over a window.
    ``first_call`` is the moment from which the first call can be made, if it has to
    wait: what comes after that call counts from there.
    """
    found, later = [], []
    for step in steps:
        base = first_call if first_call and _follows_the_call(step) else start
        occurrence = planned.get(step, 0) + 1
        while occurrence <= occurrences(step):
            moment = step_moment(step, occurrence, base, zones, spread, earliest)
            if moment > until:
                later.append(moment)
                break
            found.append((step, occurrence, moment))
            occurrence += 1
    found.sort(key=lambda item: item[2])
    return found, min(later, default=None)


def _follows_the_call(step):
    return step.days or (step.minutes and step.channel == "call")


def occurrences(step):
    """Return how often ``step`` comes at most."""
    return max(step.repeat_max, 1) if step.repeat_months else 1


def step_moment(step, occurrence, start, zones, spread=0, earliest=None):
    """Return when ``step`` comes for the ``occurrence``-th time, in UTC.

    Never before ``earliest``: what is late comes in its next window, not at once.
    """
    months = step.repeat_months * (occurrence - 1)
    if step.days or months:
        day = start.astimezone(zones[0]).date()
        day = day + timedelta(days=step.days) + relativedelta(months=months)
        moment = datetime.combine(day, time(), zones[0]).astimezone(UTC)
    else:
        moment = start.astimezone(UTC) + timedelta(minutes=step.minutes)
        spread = 0
    if earliest:
        moment = max(moment, earliest.astimezone(UTC))
    if step.from_hour >= step.to_hour:
        return moment
    return _in_window(step, moment, zones, spread)


def _in_window(step, moment, zones, spread):
    day = moment.astimezone(zones[0]).date()
    for among in (zones, zones[:1]):
        for ahead in range(-1, _DAYS_TO_LOOK):
            opens, closes = _window(step, day + timedelta(days=ahead), among)
            length = int((closes - opens).total_seconds() // 60)
            if length <= 0:
                continue
            scattered = opens + timedelta(minutes=spread % length)
            if max(moment, scattered) < closes:
                return max(moment, scattered)
    return moment


def _window(step, day, zones):
    opens = max(_at_hour(day, step.from_hour, zone) for zone in zones)
    closes = min(_at_hour(day, step.to_hour, zone) for zone in zones)
    return opens, closes


def _at_hour(day, hour, zone):
    minutes = round(hour * 60)
    clock = time(min(minutes // 60, 23), minutes % 60 if minutes < 1440 else 59)
    return datetime.combine(day, clock, zone).astimezone(UTC)
