from datetime import timezone

from odoo import models

from ...tools import meeting
from ...tools.local_clock import local_clock


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    def _mortgage_told(self, zone, lang):
        """Return ``{merge field: value}``: this appointment as its borrower reads it,
        on a clock in ``zone``."""
        self.ensure_one()
        start = self.start.replace(tzinfo=timezone.utc)
        place, video = self.location or "", self.videocall_location or ""
        visit = meeting.meets(place, video) == "visit"
        return {
            "appointment_day": start.astimezone(zone).date(),
            "appointment_time": local_clock(start, zone),
            "appointment_how": meeting.how_words(place, video, lang),
            "appointment_place": place if visit else "",
            "appointment_with": self.user_id.name,
            "meeting_link": video,
        }
