"""What a 30-year fixed loan cost in each quarter, percent per year.

Quarterly averages of Freddie Mac's Primary Mortgage Market Survey (MORTGAGE30US at
FRED) up to 2025, rounded; 2026 goes on as ``data/rates_30_year.csv`` does, made up.
"""

from datetime import date, timedelta

SERIES = "MORTGAGE30US"
QUARTERS = {
    2019: (4.37, 4.01, 3.66, 3.70),
    2020: (3.52, 3.24, 2.95, 2.76),
    2021: (2.88, 3.00, 2.87, 3.08),
    2022: (3.79, 5.24, 5.58, 6.66),
    2023: (6.37, 6.51, 7.04, 7.30),
    2024: (6.75, 7.00, 6.51, 6.63),
    2025: (6.83, 6.79, 6.57, 6.23),
    2026: (6.20, 6.45, 6.52, 6.33),
}
EIGHTH = 0.125


def note_rate(day, number):
    """Return a note rate of that time; borrowers differ by a few eighths."""
    eighths = round(_average(day) / EIGHTH) + (0, 1, -1, 2, 0, 1)[number % 6]
    return f"{eighths * EIGHTH:.3f}"


def submit_rates(env, today):
    """Post the weekly averages up to ``today``, where the lender watches the market."""
    if "mortgage.rate.observation" not in env:
        return
    day, rows = date(2019, 1, 3), []
    while day <= today:
        rows.append({"series": SERIES, "date": day.isoformat(), "rate": _weekly(day)})
        day += timedelta(days=7)
    env["mortgage.rate.observation"].submit(rows)


def _weekly(day):
    """Return the average of a week, on the way from one quarter's to the next."""
    quarter = (day.month - 1) // 3
    begin = date(day.year, 3 * quarter + 1, 1)
    ahead = (begin + timedelta(days=95)).replace(day=1)
    way = (day - begin) / (ahead - begin)
    now, then = _average(begin), _average(ahead)
    return f"{now + (then - now) * way:.2f}"


def _average(day):
    years = QUARTERS.get(day.year) or QUARTERS[max(QUARTERS)]
    return years[(day.month - 1) // 3]
