"""The moments of the lender's days, by Austin's clock."""

from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

HOME_ZONE = ZoneInfo("America/Chicago")
# In the order of the day: hour and minute.
MOMENTS = {
    "morning": (9, 4),
    "morning_call": (9, 7),
    "noon": (11, 33),
    "noon_answer": (11, 44),
    "afternoon": (15, 2),
    "afternoon_call": (15, 6),
    "evening": (17, 31),
    "evening_answer": (17, 40),
    "night": (20, 36),
}
# No day begins at the same minute as the one before.
SHIFT_STEP, MOST_SHIFT = 7, 17


class Calendar:
    """Days counted back from today, and their moments in UTC."""

    def __init__(self, now):
        local = now.replace(tzinfo=timezone.utc).astimezone(HOME_ZONE)
        self.today = local.date()

    def at(self, days_ago, moment):
        """Return when a moment of a day was, naive UTC."""
        hour, minute = MOMENTS[moment]
        local = datetime.combine(
            self.today - timedelta(days=days_ago), time(hour, minute), HOME_ZONE
        )
        shift = timedelta(minutes=days_ago * SHIFT_STEP % MOST_SHIFT)
        return (local + shift).astimezone(timezone.utc).replace(tzinfo=None)
