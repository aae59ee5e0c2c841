from datetime import UTC, timedelta

from odoo import fields, models
from odoo.tools import format_date, format_datetime

# As far ahead as anybody plans days off.
DAYS_AHEAD = 21


class ResUsers(models.Model):
    """Whether people are there, in words a manager reads at a glance."""

    _inherit = "res.users"

    def _mortgage_presence(self):
        """Return ``{user id: {"code", "words"}}``: ``on``, ``off`` (out of hours),
        ``away`` (days off) or ``not_taking``; constant queries."""
        now = fields.Datetime.now().replace(tzinfo=UTC)
        horizon = now + timedelta(days=DAYS_AHEAD)
        people = self.sudo()
        hours = people._mortgage_work_intervals(now, horizon)
        calendars = {user: user._mortgage_hours_calendar() for user in people}
        away = people._mortgage_days_off(calendars, now, now + timedelta(minutes=1))
        return {
            user.id: user._mortgage_presence_of(hours[user.id], away[user], now)
            for user in people
        }

    def _mortgage_presence_of(self, hours, away, now):
        works = bool(hours) and hours[0][0] <= now
        back = self._mortgage_back(hours)
        if away:
            code, words = "away", self.env._("on vacation")
            if back:
                words = self.env._("on vacation until %(when)s", when=back)
        elif not works:
            code, words = "off", self.env._("off")
            if back:
                words = self.env._("off until %(when)s", when=back)
        elif not self.mortgage_taking_leads:
            code, words = "not_taking", self.env._("in, not taking leads now")
        else:
            code, words = "on", self.env._("in hours")
        return {"code": code, "words": words}

    def _mortgage_back(self, hours):
        """Return when this person works next, as the caller's clock shows it."""
        if not hours:
            return ""
        now, start = fields.Datetime.now(), hours[0][0].replace(tzinfo=None)
        day, today = (
            fields.Datetime.context_timestamp(self, moment).date()
            for moment in (start, now)
        )
        if day - today >= timedelta(days=7):
            return format_date(self.env, day)
        words = "h:mm a" if day == today else "EEE h:mm a"
        return format_datetime(self.env, start, dt_format=words)
