"""Moments as people say them (no ORM)."""

from datetime import timedelta, timezone
from zoneinfo import ZoneInfo

SOON = timedelta(minutes=60)
THIS_WEEK = timedelta(days=6)


class English:
    """Translates nothing, in place of an environment."""

    @staticmethod
    def _(source, **values):
        return source % values if values else source


def local(moment, zone):
    """Return a naive UTC ``moment`` on the clock of the zone named ``zone``."""
    return moment.replace(tzinfo=timezone.utc).astimezone(ZoneInfo(zone or "UTC"))


def clock(moment):
    """Return the time of day, such as ``9:05 AM``."""
    return f"{moment.hour % 12 or 12}:{moment:%M %p}"


def day_words(day):
    """Return a day such as ``Oct 3``."""
    return f"{day:%b} {day.day}"


def when(moment, now, env=English):
    """Return a coming ``moment`` as it is said at ``now``, both on the same clock.

    >>> from datetime import datetime
    >>> noon = datetime(2026, 3, 3, 12)
    >>> when(noon.replace(minute=5), noon), when(datetime(2026, 3, 6, 9), noon)
    ('in 5 min', 'Friday 9:00 AM')
    """
    ahead = moment - now
    if ahead < SOON:
        minutes = max(1, round(ahead / timedelta(minutes=1)))
        return env._("in %(minutes)s min", minutes=minutes)
    days = (moment.date() - now.date()).days
    told = {"clock": clock(moment), "day": day_words(moment.date())}
    if days == 0:
        return env._("today %(clock)s", **told)
    if days == 1:
        return env._("tomorrow %(clock)s", **told)
    if days <= THIS_WEEK.days:
        return f"{moment:%A} {told['clock']}"
    return env._("%(day)s, %(clock)s", **told)
