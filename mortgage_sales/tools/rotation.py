"""Round robin over people of whom each lead admits only some.

Whoever waited longest since the last turn is next. Between two turns of one person,
everybody who could have had all the same leads gets one, so equally eligible people are
never more than one apart, over any stretch of leads and however the others differ.
A newcomer, or somebody back from leave, gets one turn early and no flood: what was
missed is not made up for.
"""

from collections import Counter
from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """``user_id`` is empty when nobody has room; ``order`` is the line behind."""

    user_id: int | None
    order: tuple
    full: frozenset


def choose(requests, last_turns, room):
    """Give one turn for each of ``requests`` and return their choices in order.

    A request is ``(pool, eligible user ids)``. ``last_turns`` is ``{(pool, user id):
    number of the last turn}``, without those who never had one, and is moved on.
    ``room`` is ``{user id: leads that still fit}``, without those who have no cap, and
    is used up.
    """
    latest = _latest(last_turns)
    choices = []
    for pool, eligible in requests:
        full = frozenset(user for user in eligible if room.get(user, 1) <= 0)
        order = sorted(
            (user for user in eligible if user not in full),
            key=lambda user: (last_turns.get((pool, user), 0), user),
        )
        chosen = order[0] if order else None
        if order:
            latest[pool] += 1
            last_turns[pool, chosen] = latest[pool]
            if chosen in room:
                room[chosen] -= 1
        choices.append(Choice(chosen, tuple(order), full))
    return choices


def _latest(last_turns):
    latest = Counter()
    for (pool, _user), turn in last_turns.items():
        latest[pool] = max(latest[pool], turn)
    return latest
