"""How a borrower and the lender stand to each other, as plain values (no ORM)."""

from dataclasses import dataclass
from datetime import datetime

from dateutil.relativedelta import relativedelta

PHASES = ("lead", "in_process", "past_client")


@dataclass(frozen=True)
class Relationship:
    """``*_at`` are aware UTC moments of the borrower's last inquiry to this lender,
    last application and last funded loan. ``household`` are the partners who share a
    budget of contacts, this one included."""

    inquired_at: datetime | None = None
    applied_at: datetime | None = None
    closed_at: datetime | None = None
    phase: str = "lead"
    # The purchased source whose basis for contact nobody signed off, where no other
    # source stands for the borrower.
    unsigned_source: str = ""
    household: tuple = ()


def business_relationship(relationship, at, transaction_months, inquiry_months):
    """Return the aware moment at which the established business relationship ends, or
    None where there is none at ``at`` (47 CFR 64.1200(f)(5)).

    A purchase or funded loan makes one, an inquiry or application a shorter one; by
    calendar months. A do-not-call request ends both, which suppression sees to.
    """
    begun = (
        (relationship.closed_at, transaction_months),
        (relationship.inquired_at, inquiry_months),
        (relationship.applied_at, inquiry_months),
    )
    ends = [
        moment + relativedelta(months=months)
        for moment, months in begun
        if moment and moment <= at
    ]
    return max((end for end in ends if end > at), default=None)
