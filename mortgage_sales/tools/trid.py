"""The dates of Regulation Z for a mortgage: TRID's two business days and what counts
in them.

* A *general* business day is one on which the lender's offices are open for
  substantially all of its business (12 CFR 1026.2(a)(6)): the Loan Estimate counts in
  these.
* A *specific* one is every calendar day except Sundays and the legal public holidays of
  5 U.S.C. 6103(a) (same paragraph, second sentence): receipt, waiting periods and
  rescission count in these. Only the holiday's own date counts: the Friday on which
  offices keep a Saturday's holiday is a business day (comment 2(a)(6)-2).
"""

from datetime import timedelta
from functools import partial

from odoo.addons.mortgage_compliance.tools.holidays import SUNDAY, closed_days

OFFICE_WEEKDAYS = frozenset(range(5))

LE_DAYS = 3  # general, from application: 1026.19(e)(1)(iii)(A)
LE_WAIT_DAYS = 7  # specific, from LE to consummation: 1026.19(e)(1)(iii)(B)
CD_WAIT_DAYS = 3  # specific, from receipt to consummation: 1026.19(f)(1)(ii)(A)
MAILBOX_DAYS = 3  # specific, from mailing to receipt: 1026.19(f)(1)(iii)
RESCISSION_DAYS = 3  # specific, from consummation: 1026.23(a)(3)(i)

# Open-end and reverse mortgages have disclosures of their own: 1026.19(e)(1)(i), (f).
WITHOUT_TRID = ("heloc", "reverse")


def is_specific(day):
    """Tell whether ``day`` is a business day for waiting periods."""
    return day.weekday() != SUNDAY and day not in closed_days(day.year, "federal")


def is_general(day, weekdays=OFFICE_WEEKDAYS):
    """Tell whether offices that keep ``weekdays`` are open: federal holidays are kept
    as public offices do, on the Friday or Monday beside a weekend."""
    return day.weekday() in weekdays and day not in closed_days(
        day.year, "federal", True
    )


def le_deadline(applied, weekdays=OFFICE_WEEKDAYS):
    """Return the last day on which the Loan Estimate may be delivered or mailed."""
    return _count(applied, LE_DAYS, partial(is_general, weekdays=weekdays))


def cd_deadline(closing):
    """Return the last business day on which the borrower must have received the
    Closing Disclosure for a closing on ``closing``.

    A closing on a Sunday or holiday counts as one on the business day before it.
    """
    return _count(_on(closing, -1), -CD_WAIT_DAYS, is_specific)


def earliest_closing(cd_received=None, le_sent=None):
    """Return the first day on which the loan may close, None where nothing is known.

    A receipt on a Sunday or holiday counts as one on the next business day.
    """
    days = []
    if cd_received:
        days.append(_count(_on(cd_received, 1), CD_WAIT_DAYS, is_specific))
    if le_sent:
        days.append(_count(le_sent, LE_WAIT_DAYS, is_specific))
    return max(days, default=None)


def received_by_mail(mailed):
    """Return the day on which what was mailed counts as received."""
    return _count(mailed, MAILBOX_DAYS, is_specific)


def rescission_ends(closing):
    """Return the day at whose midnight the right to rescind ends."""
    return _count(closing, RESCISSION_DAYS, is_specific)


def general_days_between(start, end, weekdays=OFFICE_WEEKDAYS):
    """Return how many general business days came after ``start`` until ``end``.

    From a Monday to the Tuesday after it is one.
    """
    return sum(
        is_general(start + timedelta(days=number), weekdays)
        for number in range(1, (end - start).days + 1)
    )


def _on(day, step):
    """Return ``day`` or else the nearest specific business day that way."""
    while not is_specific(day):
        day += timedelta(days=step)
    return day


def _count(day, number, is_business_day):
    """Return the business day that is ``number`` of them after ``day``, or before."""
    step = 1 if number > 0 else -1
    left = abs(number)
    while left:
        day += timedelta(days=step)
        left -= is_business_day(day)
    return day
