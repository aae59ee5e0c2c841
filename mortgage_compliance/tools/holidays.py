"""Legal holidays of the United States and of the states that forbid calls on theirs."""

from datetime import date, timedelta
from functools import cache

MONDAY, TUESDAY, THURSDAY, SATURDAY, SUNDAY = 0, 1, 3, 5, 6


def nth(year, month, weekday, number):
    """Return the ``number``-th ``weekday`` of a month; -1 is the last."""
    if number < 0:
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))


def easter(year):
    """Return Easter Sunday (Gregorian; the algorithm of Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e, f = b // 4, b % 4, (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    ell = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * ell) // 451
    month, day = divmod(h + ell - 7 * m + 114, 31)
    return date(year, month, day + 1)


FEDERAL = {
    "new_year": ("New Year's Day", lambda year: date(year, 1, 1)),
    "mlk": ("Martin Luther King Jr. Day", lambda year: nth(year, 1, MONDAY, 3)),
    "presidents": ("Presidents' Day", lambda year: nth(year, 2, MONDAY, 3)),
    "memorial": ("Memorial Day", lambda year: nth(year, 5, MONDAY, -1)),
    "juneteenth": ("Juneteenth", lambda year: date(year, 6, 19)),
    "independence": ("Independence Day", lambda year: date(year, 7, 4)),
    "labor": ("Labor Day", lambda year: nth(year, 9, MONDAY, 1)),
    "columbus": ("Columbus Day", lambda year: nth(year, 10, MONDAY, 2)),
    "veterans": ("Veterans Day", lambda year: date(year, 11, 11)),
    "thanksgiving": ("Thanksgiving", lambda year: nth(year, 11, THURSDAY, 4)),
    "christmas": ("Christmas Day", lambda year: date(year, 12, 25)),
}
STATE = {
    "mardi_gras": ("Mardi Gras", lambda year: easter(year) - timedelta(days=47)),
    "good_friday": ("Good Friday", lambda year: easter(year) - timedelta(days=2)),
    "confederate": (
        "Confederate Memorial Day",
        lambda year: nth(year, 4, MONDAY, 4),
    ),
    "ri_independence": ("Rhode Island Independence Day", lambda y: date(y, 5, 4)),
    "jefferson_davis": ("Jefferson Davis' Birthday", lambda y: nth(y, 6, MONDAY, 1)),
    "flag": ("Flag Day", lambda year: date(year, 6, 14)),
    "pioneer": ("Pioneer Day", lambda year: date(year, 7, 24)),
    "victory": ("Victory Day", lambda year: nth(year, 8, MONDAY, 2)),
    "election": (
        "Election Day",
        lambda year: nth(year, 11, MONDAY, 1) + timedelta(days=1),
    ),
    "thanksgiving_friday": (
        "the day after Thanksgiving",
        lambda year: nth(year, 11, THURSDAY, 4) + timedelta(days=1),
    ),
    "rosa_parks": ("Rosa Parks Day", lambda year: date(year, 12, 1)),
}
DAYS = FEDERAL | STATE


def codes(words):
    """Return the codes in ``words``; ``federal`` stands for all federal holidays."""
    return [
        code
        for word in words.split()
        for code in (FEDERAL if word == "federal" else [word])
    ]


@cache
def closed_days(year, words, observed=False):
    """Return ``{date: name}`` of the days named in ``words``.

    With ``observed`` a holiday on a Saturday closes the Friday too, one on a Sunday the
    Monday, as public offices keep it; New Year's may so close the 31st of December.
    """
    days = {}
    for holiday_year in (year, year + 1):
        for code in codes(words):
            if code == "election" and holiday_year % 2:
                continue
            name, rule = DAYS[code]
            day = rule(holiday_year)
            days[day] = name
            if observed and day.weekday() in (SATURDAY, SUNDAY):
                shift = -1 if day.weekday() == SATURDAY else 1
                days.setdefault(day + timedelta(days=shift), f"{name} (observed)")
    return {day: name for day, name in days.items() if day.year == year}


def business_days_after(day, count):
    """Return the ``count``-th business day after ``day``."""
    for _one in range(count):
        day = next_business_day(day)
    return day


def next_business_day(day):
    """Return the first day after ``day`` that is no weekend and no federal holiday.

    47 CFR 64.1200(a)(10) counts business days so.
    """
    day += timedelta(days=1)
    while day.weekday() >= SATURDAY or day in closed_days(day.year, "federal", True):
        day += timedelta(days=1)
    return day
