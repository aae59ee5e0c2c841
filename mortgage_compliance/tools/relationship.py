"""How a borrower and the lender stand to each other, as plain values (no ORM)."""

from dataclasses import dataclass
from datetime import datetime

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
