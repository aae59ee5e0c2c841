"""What a borrower chose to hear, when and in which language, as plain values."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LOOK_AHEAD = 400


@dataclass(frozen=True)
class Choice:
    """``topics_off`` are codes of topics, ``quiet_days`` names out of ``DAYS``; nothing
    before ``quiet_until``; ``lang`` is en, es or "" where none was chosen."""

    at: datetime | None = None
    topics_off: tuple = ()
    quiet_days: tuple = ()
    quiet_until: date | None = None
    lang: str = ""

    def is_quiet_on(self, day):
        """Say whether the borrower wants to be left alone on ``day``."""
        asked = self.quiet_until and day < self.quiet_until
        return bool(asked) or DAYS[day.weekday()] in self.quiet_days


def next_allowed(choice, at, zones):
    """Return the first moment from ``at`` (aware) on that is on no quiet day in any of
    ``zones``, in UTC; None where there is none within a year."""
    end = at + timedelta(days=_LOOK_AHEAD)
    while at < end:
        quiet = [
            _midnight_after(at, zone)
            for zone in zones
            if choice.is_quiet_on(at.astimezone(ZoneInfo(zone)).date())
        ]
        if not quiet:
            return at.astimezone(timezone.utc)
        at = max(quiet)
    return None


def _midnight_after(at, zone):
    zone = ZoneInfo(zone)
    tomorrow = at.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), tzinfo=zone).astimezone(timezone.utc)
