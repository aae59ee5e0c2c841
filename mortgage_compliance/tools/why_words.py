"""Moments and spans as a page of evidence writes them (no ORM)."""

import re
from datetime import datetime, timezone

from .when_words import English, clock, local

# What the archive writes above a body.
_HEADERS = re.compile(r"\A((?:[A-Z][A-Za-z-]*: .*\n)+)\n")
# How sure we are of a source is for who keeps the rules.
_GRADE = re.compile(r"\s*\[[PQSU]\b[^\]]*\]")
_DAY, _HOUR = 24 * 60, 60


def exact(moment, zone):
    """Return a naive UTC ``moment`` to the second, on the clock of ``zone``.

    >>> exact(datetime(2026, 10, 15, 12, 1, 7), "America/New_York")
    'Thu, Oct 15, 2026, 8:01:07 AM EDT'
    """
    there = local(moment, zone)
    time = f"{there.hour % 12 or 12}:{there:%M:%S %p %Z}"
    return f"{there:%a, %b} {there.day}, {there:%Y}, {time}"


def short(moment, zone):
    """Return the same as people say it.

    >>> short(datetime(2026, 10, 15, 12, 1, 7), "America/New_York")
    '8:01 AM on Oct 15, 2026'
    """
    there = local(moment, zone)
    return f"{clock(there)} on {there:%b} {there.day}, {there:%Y}"


def utc(moment):
    """Return a naive UTC ``moment`` as evidence quotes it.

    >>> utc(datetime(2026, 10, 15, 12, 1, 7, 250000))
    '2026-10-15 12:01:07 UTC'
    """
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def naive(text):
    """Return the naive UTC moment that an ISO ``text`` names, None for none.

    >>> naive("2026-10-15T08:01:07-04:00")
    datetime.datetime(2026, 10, 15, 12, 1, 7)
    """
    if not text:
        return None
    moment = datetime.fromisoformat(str(text))
    if moment.tzinfo:
        moment = moment.astimezone(timezone.utc).replace(tzinfo=None)
    return moment


def span(minutes, env=English):
    """Return ``minutes`` in the largest unit that says them whole.

    >>> span(44640), span(300), span(5)
    ('31 days', '5 hours', '5 minutes')
    """
    if minutes % _DAY == 0:
        return env._("%(number)s days", number=minutes // _DAY)
    if minutes % _HOUR == 0:
        return env._("%(number)s hours", number=minutes // _HOUR)
    return env._("%(number)s minutes", number=minutes)


def parted(text):
    """Return the headers above an archived body as a dict, and the body.

    >>> parted("To: +17135550101\\n\\nHello")
    ({'To': '+17135550101'}, 'Hello')
    """
    found = _HEADERS.match(text)
    if not found:
        return {}, text
    lines = found.group(1).splitlines()
    return dict(line.split(": ", 1) for line in lines), text[found.end() :]


def source(citation):
    """Return a rule's source without the marks of how well it was checked.

    >>> source("47 CFR 64.1200(c)(1) [P]")
    '47 CFR 64.1200(c)(1)'
    """
    return _GRADE.sub("", citation or "").strip()
