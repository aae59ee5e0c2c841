from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from odoo import fields, models

from ...tools import work_hours


class ResUsers(models.Model):
    """When people are at work.

    Odoo's own ``_work_intervals_batch`` asks the database anew for each calendar; LOs
    have one each, and every inquiry asks for all of them.
    """

    _inherit = "res.users"

    def _mortgage_is_on(self, at=None):
        """Return the ids of those who take leads and are at work at ``at`` (naive UTC
        or aware)."""
        at = fields.Datetime.now() if at is None else at
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        taking = self.sudo().filtered(
            lambda user: user.active and user.mortgage_taking_leads
        )
        hours = taking._mortgage_work_intervals(at, at + timedelta(minutes=1))
        return {user_id for user_id, work in hours.items() if work and work[0][0] <= at}

    def _mortgage_work_intervals(self, start, end):
        """Return ``{user id: [(start, end)]}``, aware and in UTC, of work between two
        aware datetimes: the hours of the person's calendar, or else of the company's,
        in the calendar's zone, minus days off."""
        users = self.sudo()
        calendars = {user: user._mortgage_hours_calendar() for user in users}
        hours = self._mortgage_weekly_hours(calendars.values())
        off = users._mortgage_days_off(calendars, start, end)
        return {
            user.id: work_hours.work_intervals(
                hours[calendar], ZoneInfo(calendar.tz or "UTC"), start, end, off[user]
            )
            for user, calendar in calendars.items()
        }

    def _mortgage_hours_calendar(self):
        own = self._mortgage_resource().calendar_id
        return own or self.company_id.resource_calendar_id

    def _mortgage_weekly_hours(self, calendars):
        """Return ``{calendar: [(weekday, from, to, week)]}``."""
        Calendar = self.env["resource.calendar"].sudo()
        # A company without a calendar never closes.
        hours = {Calendar: work_hours.ALWAYS}
        for calendar in Calendar.union(*calendars):
            if calendar.flexible_hours:
                hours[calendar] = work_hours.flexible_hours(calendar.hours_per_day)
                continue
            weeks = calendar.two_weeks_calendar
            hours[calendar] = [
                (
                    int(attendance.dayofweek),
                    attendance.hour_from,
                    attendance.hour_to,
                    int(attendance.week_type) if weeks else None,
                )
                for attendance in calendar.attendance_ids
                if not attendance.display_type and attendance.day_period != "lunch"
            ]
        return hours

    def _mortgage_days_off(self, calendars, start, end):
        """Return ``{user: [(start, end)]}``: own days off, and closed days of the
        calendar or the company."""
        resources = {user: user._mortgage_resource() for user in self}
        leaves = (
            self.env["resource.calendar.leaves"]
            .sudo()
            .search(
                [
                    ("time_type", "=", "leave"),
                    ("date_from", "<", _naive(end)),
                    ("date_to", ">", _naive(start)),
                    ("resource_id", "in", [False, *(r.id for r in resources.values())]),
                ]
            )
        )

        def concerns(leave, user):
            if leave.resource_id:
                return leave.resource_id == resources[user]
            closed = leave.calendar_id
            return leave.company_id == user.company_id and (
                not closed or closed == calendars[user]
            )

        return {
            user: [
                (leave.date_from.replace(tzinfo=UTC), leave.date_to.replace(tzinfo=UTC))
                for leave in leaves
                if concerns(leave, user)
            ]
            for user in self
        }


def _naive(moment):
    return moment.astimezone(UTC).replace(tzinfo=None)
