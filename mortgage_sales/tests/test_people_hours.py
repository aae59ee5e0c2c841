from datetime import UTC, datetime

from odoo import Command
from odoo.exceptions import AccessError

from .common import SalesCase


def utc(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


class TestWorkHours(SalesCase):
    """Monday is 2026-11-23; Chicago is six hours behind UTC in that week."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_hours = cls._calendar("Office", "America/Chicago", 9, 17)
        cls.company.resource_calendar_id = cls.company_hours

    @classmethod
    def _calendar(cls, name, zone, opens, closes, days=range(5), **values):
        return cls.env["resource.calendar"].create(
            {
                "name": name,
                "tz": zone,
                "company_id": cls.company.id,
                "attendance_ids": [
                    Command.clear(),
                    *(
                        Command.create(
                            {
                                "name": name,
                                "dayofweek": str(day),
                                "hour_from": opens,
                                "hour_to": closes,
                                "day_period": "morning",
                            }
                        )
                        for day in days
                    ),
                ],
                **values,
            }
        )

    def _hours(self, user, start, end):
        return user._mortgage_work_intervals(start, end)[user.id]

    def test_company_hours_in_the_zone_of_the_calendar(self):
        self.maria.tz = "Europe/Paris"
        monday = self._hours(self.maria, utc(23, 0), utc(24, 0))
        self.assertEqual(monday, [(utc(23, 15), utc(23, 23))])
        clipped = self._hours(self.maria, utc(23, 16, 30), utc(23, 18))
        self.assertEqual(clipped, [(utc(23, 16, 30), utc(23, 18))])

    def test_own_hours_come_before_the_companys(self):
        self.maria.mortgage_calendar_id = self._calendar(
            "Late", "America/Denver", 12, 24
        )
        self.assertEqual(
            self._hours(self.maria, utc(23, 12), utc(24, 12)),
            [(utc(23, 19), utc(24, 7))],
        )
        self.assertEqual(self._hours(self.frank, utc(23, 0), utc(23, 15)), [])
        self.assertEqual(self.maria.mortgage_calendar_id.name, "Late")

    def test_days_off_of_the_person_and_of_the_company_count(self):
        self.maria._mortgage_make_resources()
        self.env["resource.calendar.leaves"].create(
            [
                {
                    "name": "Dentist",
                    "resource_id": self.maria._mortgage_resource().id,
                    "date_from": "2026-11-23 16:00:00",
                    "date_to": "2026-11-23 18:00:00",
                },
                {
                    "name": "Thanksgiving",
                    "company_id": self.company.id,
                    "calendar_id": self.company_hours.id,
                    "date_from": "2026-11-26 06:00:00",
                    "date_to": "2026-11-27 06:00:00",
                },
            ]
        )
        self.assertEqual(
            self._hours(self.maria, utc(23, 0), utc(24, 0)),
            [(utc(23, 15), utc(23, 16)), (utc(23, 18), utc(23, 23))],
        )
        self.assertEqual(len(self._hours(self.frank, utc(23, 0), utc(24, 0))), 1)
        self.assertFalse(self._hours(self.frank, utc(26, 0), utc(27, 0)))

    def test_every_other_week(self):
        calendar = self._calendar("Weeks", "UTC", 9, 17)
        calendar.two_weeks_calendar = True
        calendar.attendance_ids.week_type = "0"
        self.maria.mortgage_calendar_id = calendar
        weeks = [
            bool(self._hours(self.maria, utc(16, 0), utc(17, 0))),
            bool(self._hours(self.maria, utc(23, 0), utc(24, 0))),
        ]
        self.assertEqual(sorted(weeks), [False, True])
        stock = calendar._work_intervals_batch(utc(16, 0), utc(17, 0))[False]
        self.assertEqual(weeks[0], bool(list(stock)))

    def test_is_on_needs_hours_and_the_switch(self):
        los = self.maria | self.frank
        at = datetime(2026, 11, 23, 15, 0)
        self.assertEqual(los._mortgage_is_on(at), set(los.ids))
        self.frank.mortgage_taking_leads = False
        self.assertEqual(los._mortgage_is_on(at), set(self.maria.ids))
        self.assertFalse(los._mortgage_is_on(datetime(2026, 11, 23, 23, 0)))

    def test_queries_do_not_grow_with_people_and_calendars(self):
        people = self.env["res.users"].browse()
        for number in range(9):
            person = self._person(f"lo{number}", "group_lo", f"LO {number}")
            person.mortgage_calendar_id = self._calendar(
                f"Hours {number}", "America/Chicago", 8, 9 + number
            )
            people |= person
        counts = []
        for batch in (people[:1], people[:2], people):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            batch.browse(batch.ids)._mortgage_work_intervals(utc(23, 0), utc(30, 0))
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])


class TestProfile(SalesCase):
    def test_an_lo_switches_new_leads_off_but_sets_no_cap(self):
        maria = self.maria.with_user(self.maria)
        maria.mortgage_taking_leads = False
        self.assertFalse(self.maria.mortgage_taking_leads)
        with self.assertRaises(AccessError):
            maria.mortgage_lead_cap = 99

    def test_a_manager_sets_the_profile_of_the_team_and_of_nobody_else(self):
        self.maria.with_user(self.manager).mortgage_paused = True
        self.assertTrue(self.maria.mortgage_paused)
        for person in (self.compliance, self.outsider):
            with self.assertRaises(AccessError):
                person.with_user(self.manager).mortgage_paused = True
        with self.assertRaises(AccessError):
            self.maria.with_user(self.manager).name = "Somebody else"

    def test_an_administrator_sets_everybodys_profile(self):
        hours = self.env["resource.calendar"].create({"name": "Nights"})
        maria = self.maria.with_user(self.mortgage_admin)
        maria.write({"mortgage_lead_cap": 5, "mortgage_calendar_id": hours.id})
        maria.mortgage_assistant_ids = self.assistant
        self.assertEqual(self.assistant.mortgage_lo_ids, self.maria)
        self.assertEqual(self.maria.mortgage_calendar_id, hours)

    def test_days_off_open_on_the_persons_own(self):
        action = self.maria.with_user(self.maria).action_mortgage_days_off()
        leave = (
            self.env["resource.calendar.leaves"]
            .with_user(self.maria)
            .with_context(**action["context"])
            .create({"name": "Off"})
        )
        self.assertEqual(leave.resource_id.user_id, self.maria)
