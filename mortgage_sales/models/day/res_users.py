from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import models

# Who is off for longer works tomorrow all the same, at nine.
DAYS_AHEAD = 8
MORNING = time(9)


class ResUsers(models.Model):
    _inherit = "res.users"

    def _mortgage_tomorrow_morning(self):
        """Return (naive UTC) when this person's next shift after today begins."""
        zone = ZoneInfo(self.tz or "UTC")
        tomorrow = datetime.now(UTC).astimezone(zone).date() + timedelta(days=1)
        start = datetime.combine(tomorrow, time(), zone).astimezone(UTC)
        shifts = self._mortgage_work_intervals(
            start, start + timedelta(days=DAYS_AHEAD)
        )[self.id]
        morning = shifts[0][0] if shifts else datetime.combine(tomorrow, MORNING, zone)
        return morning.astimezone(UTC).replace(tzinfo=None)
