"""What a loan file's dates demand: its next hard date, and what endangers its closing.

Facts in, codes and days out; the words are the model's.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from . import trid

# Behind every date that can be missed come those that only take long.
SLOW = 10_000


@dataclass(frozen=True)
class LoanDates:
    """The dates of one loan file; None for those not known yet."""

    purpose: str = ""
    occupancy: str = ""
    applied: date | None = None
    le_sent: date | None = None
    cd_received: date | None = None
    lock_expires: date | None = None
    closing: date | None = None
    days_in_milestone: int = 0
    days_allowed: int = 0
    overdue_conditions: int = 0
    is_application: bool = False
    weekdays: frozenset = trid.OFFICE_WEEKDAYS

    @property
    def has_trid(self):
        return self.purpose not in trid.WITHOUT_TRID

    @property
    def le_due(self):
        """The last day for a Loan Estimate that is still to be sent. A file that went
        on to processing had one, whether or not its date is known here."""
        if self.is_application and self.applied and not self.le_sent and self.has_trid:
            return trid.le_deadline(self.applied, self.weekdays)
        return None

    @property
    def must_fund_by(self):
        """The day after which a file that closed is late: a refinance of the home one
        lives in waits for the right to rescind (1026.23)."""
        rescinds = self.purpose != "purchase" and self.occupancy in ("", "primary")
        return trid.rescission_ends(self.closing) if rescinds else self.closing


@dataclass(frozen=True)
class Danger:
    """``code`` of what threatens the closing, the ``day`` it hangs on or ``count`` of
    what is late; lower ``urgency`` is more urgent: days left until it is too late."""

    urgency: int
    code: str
    day: date | None = None
    count: int = 0


def hard_dates(loan):
    """Return ``[(day, code)]`` that this file must still keep, soonest first.

    >>> hard_dates(LoanDates(closing=date(2026, 12, 8)))
    [(datetime.date(2026, 12, 4), 'cd'), (datetime.date(2026, 12, 8), 'closing')]
    """
    dates = []
    if loan.le_due:
        dates.append((loan.le_due, "le"))
    if loan.closing:
        if loan.has_trid and not loan.cd_received:
            dates.append((trid.cd_deadline(loan.closing), "cd"))
        dates.append((loan.closing, "closing"))
    if loan.lock_expires:
        dates.append((loan.lock_expires, "lock"))
    return sorted(dates)


def dangers(loan, today, lock_days, cd_days):
    """Return what endangers this file, most urgent first.

    ``lock_days`` and ``cd_days``: how long before a lock's end, and before the day by
    which the Closing Disclosure must be received, it counts as danger.
    """
    found = [*_lock(loan, today, lock_days), *_closing(loan, today, cd_days)]
    if loan.days_allowed and loan.days_in_milestone > loan.days_allowed:
        over = loan.days_in_milestone - loan.days_allowed
        found.append(Danger(SLOW - over, "stalled"))
    if loan.overdue_conditions and loan.closing:
        count = loan.overdue_conditions
        found.append(Danger(SLOW - count, "conditions", count=count))
    return sorted(found, key=lambda danger: danger.urgency)


def _lock(loan, today, lock_days):
    if not loan.lock_expires:
        return
    left = (loan.lock_expires - today).days
    if left < 0:
        yield Danger(left, "lock_expired", loan.lock_expires)
    elif loan.closing and loan.lock_expires < loan.closing:
        yield Danger(left, "lock_before_closing", loan.lock_expires)
    elif left <= lock_days:
        yield Danger(left, "lock_expires", loan.lock_expires)


def _closing(loan, today, cd_days):
    if loan.le_due and loan.le_due < today:
        yield Danger((loan.le_due - today).days, "le_late", loan.le_due)
    if not loan.closing:
        return
    if loan.closing < today:
        if loan.must_fund_by < today:
            yield Danger((loan.must_fund_by - today).days, "not_funded", loan.closing)
        return
    if not loan.has_trid:
        return
    if not loan.cd_received:
        deadline = trid.cd_deadline(loan.closing)
        if deadline - today <= timedelta(days=cd_days):
            code = "cd_late" if deadline < today else "cd_missing"
            yield Danger((deadline - today).days, code, deadline)
    earliest = trid.earliest_closing(loan.cd_received, loan.le_sent)
    if earliest and earliest > loan.closing:
        yield Danger((loan.closing - today).days, "too_early", earliest)
