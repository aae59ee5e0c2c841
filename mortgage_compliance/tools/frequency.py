"""How many contacts a borrower has had, and when the next one may be made (no ORM)."""

from collections import defaultdict
from datetime import timedelta

MINUTE = timedelta(minutes=1)


class Attempts:
    """When people were contacted, by person, contact point and channel."""

    def __init__(self):
        self._moments = defaultdict(list)
        self._of_person = defaultdict(set)
        self._of_point = defaultdict(set)

    def add(self, partner_id, point_id, channel, moments):
        """Count contacts with a person (0 for nobody known) at a point (0 for none)."""
        key = partner_id, point_id, channel
        self._moments[key] += moments
        if partner_id:
            self._of_person[partner_id].add(key)
        if point_id:
            self._of_point[point_id].add(key)

    def of(self, partner_ids, point_id, channels):
        """Return the moments at which any of these people, or whoever has that point,
        was contacted on one of ``channels`` (empty for all)."""
        keys = set(self._of_point.get(point_id, ()))
        for partner_id in partner_ids:
            keys |= self._of_person.get(partner_id, set())
        return [
            moment
            for key in keys
            if not channels or key[2] in channels
            for moment in self._moments[key]
        ]


def waits_until(moments, number, period, at, since=None):
    """Return the first minute at which fewer than ``number`` of ``moments`` lie within
    the ``period`` before it; None where that is so ``at`` already.

    A moment leaves its period when that is over: ``start <= t < end``. What happened
    before ``since`` does not count.
    """
    if len(moments) < number:
        return None
    counted = sorted(
        moment
        for moment in moments
        if moment <= at < moment + period and not (since and moment < since)
    )
    if len(counted) < number:
        return None
    until = counted[len(counted) - number] + period
    minute = until.replace(second=0, microsecond=0)
    return minute if minute == until else minute + MINUTE
