"""What a loan officer does first: the order of a day's tasks and why (no ORM)."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

# Due sooner than this is worth having in mind now.
SOON = timedelta(hours=1)
# A new lead whose clock ran out this long ago is no longer a new lead.
FRESH = timedelta(minutes=30)

NEW_LEAD, ANSWER, PROMISED, OVERDUE, DUE = range(5)
NOW, LATER, TOMORROW = "now", "later", "tomorrow"


@dataclass(frozen=True)
class Task:
    """Something an LO has to do; ``kind`` is call, reply, callback or task.

    ``is_uncalled`` tells that nobody tried to call this lead yet and a call is due,
    ``is_held`` that it may not be called at this hour, ``is_snoozed`` that the LO
    moved the task to ``due``, ``all_day`` that ``due`` is the end of its day.
    """

    key: int
    kind: str
    due: datetime
    is_uncalled: bool = False
    is_held: bool = False
    is_snoozed: bool = False
    all_day: bool = False


@dataclass(frozen=True)
class Day:
    """A moment (naive UTC, as fields hold it) and the day around it in ``zone``."""

    now: datetime
    zone: tzinfo

    @property
    def start(self):
        return self._midnight(0)

    @property
    def midnight(self):
        """The end of today."""
        return self._midnight(1)

    @property
    def end(self):
        """The end of tomorrow."""
        return self._midnight(2)

    @property
    def date(self):
        return self.local(self.now).date()

    def local(self, moment):
        """Return a naive UTC ``moment`` as a clock in the zone shows it."""
        return moment.replace(tzinfo=UTC).astimezone(self.zone)

    def end_of(self, date):
        """Return when ``date`` ends."""
        return self._midnight((date - self.date).days + 1)

    def _midnight(self, days):
        day = self.date + timedelta(days=days)
        local = datetime.combine(day, time(), self.zone)
        return local.astimezone(UTC).replace(tzinfo=None)


def day_order(tasks, now):
    """Return ``(task, rank)`` of ``tasks`` in the order they should be done.

    First the new leads nobody called yet, those whose clock still runs before those
    whose clock has run out; then borrowers who wrote, the longest waiting first; then
    calls promised for now; then what is overdue, the longest overdue first; then what
    comes due or may not be done yet.
    """
    ranked = [(rank(task, now), task) for task in tasks]
    ranked.sort(key=lambda pair: (pair[0], _within(*pair, now), pair[1].key))
    return [(task, place) for place, task in ranked]


def rank(task, now):
    """Return the group of ``task`` in the order of the day, the lowest first."""
    if task.is_held:
        return DUE
    if task.is_uncalled and now - task.due < FRESH:
        return NEW_LEAD
    if task.kind == "reply":
        return ANSWER
    if task.due > now:
        return DUE
    return PROMISED if task.kind == "callback" else OVERDUE


def part_of_day(task, day):
    """Return whether ``task`` belongs to now, later today or tomorrow; "" for none."""
    waits = task.kind == "reply" and not task.is_snoozed
    today = task.all_day and task.due <= day.midnight
    if waits or today or task.due <= day.now + SOON:
        return NOW
    if task.due < day.midnight:
        return LATER
    # The end of tomorrow is when tomorrow's tasks without an hour are due.
    return TOMORROW if task.due <= day.end else ""


def _within(place, task, now):
    """Return what orders tasks of one rank: the moment, and for new leads whose clock
    has run out the newest first."""
    if place == NEW_LEAD and task.due < now:
        return (1, now - task.due)
    return (0, task.due - now)
