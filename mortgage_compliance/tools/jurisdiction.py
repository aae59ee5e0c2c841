"""How a lender stands with a state that has solicitors register (no ORM)."""

from dataclasses import dataclass
from datetime import datetime

# What lets solicitation go on: the second and third on counsel's word only.
BY_MEMO = ("not_required", "exempt")


@dataclass(frozen=True)
class Jurisdiction:
    """``ends`` is the first aware UTC moment after the registration; ``areas`` are the
    ZIP codes, or their first digits, that an emergency was declared for."""

    state: str
    company_id: int
    status: str = "not_set_up"
    has_memo: bool = False
    ends: datetime | None = None
    emergency: bool = False
    areas: tuple = ()


def stopped_by(jurisdiction, at, zips=()):
    """Return what holds solicitation: ``not_set_up``, ``emergency``, ``lapsed``,
    ``no_memo``, or "".

    >>> stopped_by(None, datetime(2026, 1, 1))
    'not_set_up'
    """
    if not jurisdiction:
        return "not_set_up"
    if jurisdiction.emergency and _in_areas(jurisdiction.areas, zips):
        return "emergency"
    if jurisdiction.status in BY_MEMO:
        return "" if jurisdiction.has_memo else "no_memo"
    if jurisdiction.status != "registered":
        return jurisdiction.status
    return "lapsed" if jurisdiction.ends and jurisdiction.ends <= at else ""


def _in_areas(areas, zips):
    """Whether somebody may be where it was declared: who has no ZIP may be."""
    return not areas or not zips or any(code.startswith(areas) for code in zips)
