"""What a legal hold covers (no ORM)."""

from datetime import date
from typing import NamedTuple


class Hold(NamedTuple):
    """A row of mortgage.legal.hold that is open."""

    id: int
    # 0 where it is about persons alone.
    company_id: int = 0
    points: frozenset = frozenset()
    partners: frozenset = frozenset()
    since: date | None = None
    until: date | None = None


class Record(NamedTuple):
    """What is known of a record that a hold may cover; 0 and None are not known."""

    company_id: int = 0
    point_id: int = 0
    partner_id: int = 0
    on: date | None = None


def covering(holds, record):
    """Return the ids of the ``holds`` that cover ``record``, in order.

    A record without a day is covered whatever period a hold names: nobody can say that
    it is not of that time.
    """
    return [
        hold.id
        for hold in holds
        if _is_about(hold, record) and _is_of_its_time(hold, record.on)
    ]


def _is_about(hold, record):
    if hold.company_id and record.company_id in (0, hold.company_id):
        return True
    return record.point_id in hold.points or record.partner_id in hold.partners


def _is_of_its_time(hold, on):
    if on is None:
        return True
    return not (hold.since and on < hold.since) and not (hold.until and on > hold.until)
