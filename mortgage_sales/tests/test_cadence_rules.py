from datetime import datetime, timedelta, timezone
from types import SimpleNamespace
from unittest import TestCase
from zoneinfo import ZoneInfo

from odoo.addons.mortgage_sales.tools import plan, shift

CENTRAL = ZoneInfo("America/Chicago")
EASTERN = ZoneInfo("America/New_York")
HAWAII = ZoneInfo("Pacific/Honolulu")


class Step(SimpleNamespace):
    __hash__ = object.__hash__


def step(**values):
    nothing = dict(channel="email", days=0, minutes=0, from_hour=0, to_hour=0)
    return Step(**{**nothing, "repeat_months": 0, "repeat_max": 1, **values})


def at(text, zone=CENTRAL):
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=zone)


class TestPlanRules(TestCase):
    def _moment(self, one, start, zones=(CENTRAL,), occurrence=1, **options):
        moment = plan.step_moment(one, occurrence, at(start), list(zones), **options)
        self.assertEqual(moment.utcoffset(), timedelta())
        return moment.astimezone(zones[0]).strftime("%Y-%m-%d %H:%M")

    def test_days_and_windows_count_in_the_borrowers_time(self):
        morning = {"from_hour": 9, "to_hour": 11}
        daytime = {"minutes": 60, "from_hour": 7, "to_hour": 21}
        cases = [
            # step, start (local), spread, expected (local)
            (step(), "2026-03-03 21:47", 0, "2026-03-03 21:47"),
            (step(minutes=45), "2026-03-03 23:30", 0, "2026-03-04 00:15"),
            # "1 hour later" at night waits to 7:00 AM, by day it does not.
            (step(**daytime), "2026-03-03 14:00", 0, "2026-03-03 15:00"),
            (step(**daytime), "2026-03-03 21:47", 99, "2026-03-04 07:00"),
            (step(**daytime), "2026-03-03 02:10", 0, "2026-03-03 07:00"),
            (step(days=1, **morning), "2026-03-03 21:47", 0, "2026-03-04 09:00"),
            (step(days=1, **morning), "2026-03-03 00:05", 35, "2026-03-04 09:35"),
            (step(days=1, **morning), "2026-03-03 00:05", 155, "2026-03-04 09:35"),
            # Spring forward on March 8, back on November 1: still 9 AM there.
            (step(days=1, **morning), "2026-03-07 21:47", 0, "2026-03-08 09:00"),
            (step(days=1, **morning), "2026-10-31 21:47", 0, "2026-11-01 09:00"),
            (step(days=6, **morning), "2026-12-29 12:00", 0, "2027-01-04 09:00"),
        ]
        for one, start, spread, expected in cases:
            with self.subTest(start=start, step=one):
                self.assertEqual(self._moment(one, start, spread=spread), expected)

    def test_monthly_step_keeps_its_hour_and_survives_short_months(self):
        drip = step(days=6, from_hour=9, to_hour=11, repeat_months=1, repeat_max=12)
        start = "2026-01-25 12:00"
        for occurrence, expected in [
            (1, "2026-01-31 09:00"),
            (2, "2026-02-28 09:00"),
            (3, "2026-03-31 09:00"),
            (10, "2026-10-31 09:00"),
            (11, "2026-11-30 09:00"),
        ]:
            self.assertEqual(self._moment(drip, start, occurrence=occurrence), expected)

    def test_hour_has_come_in_every_zone_the_borrower_may_live_in(self):
        morning = step(days=1, from_hour=9, to_hour=11)
        start = "2026-03-03 12:00"
        # 10 AM Eastern is 9 AM Central.
        self.assertEqual(
            self._moment(morning, start, (EASTERN, CENTRAL)), "2026-03-04 10:00"
        )
        # No common hour: the likeliest zone decides, the gate still checks both.
        self.assertEqual(
            self._moment(morning, start, (EASTERN, HAWAII)), "2026-03-04 09:00"
        )

    def test_what_is_late_comes_in_its_next_window(self):
        morning = step(days=1, from_hour=9, to_hour=11)
        start = "2026-03-03 12:00"
        for now, expected in [
            ("2026-03-04 08:00", "2026-03-04 09:00"),
            ("2026-03-04 10:15", "2026-03-04 10:15"),
            ("2026-03-04 11:00", "2026-03-05 09:00"),
            ("2026-03-09 15:00", "2026-03-10 09:00"),
        ]:
            moment = self._moment(morning, start, earliest=at(now))
            self.assertEqual(moment, expected, now)

    def test_what_follows_the_first_call_counts_from_it(self):
        start, call = at("2026-03-03 21:47"), at("2026-03-04 09:00")
        steps = [
            step(channel="call"),
            step(channel="call", minutes=45),
            step(minutes=60),
            step(days=1, from_hour=9, to_hour=11),
        ]
        found, _later = plan.upcoming(
            steps, start, [CENTRAL], 0, {}, start + timedelta(days=7), first_call=call
        )
        moments = {one: moment.astimezone(CENTRAL) for one, _n, moment in found}
        self.assertEqual(
            [f"{moments[one]:%m-%d %H:%M}" for one in steps],
            ["03-03 21:47", "03-04 09:45", "03-03 22:47", "03-05 09:00"],
        )

    def test_upcoming_goes_on_where_it_stopped(self):
        ack = step()
        drip = step(days=6, from_hour=9, to_hour=11, repeat_months=1, repeat_max=2)
        start = at("2026-03-03 12:00")
        week = start + timedelta(days=7)
        found, later = plan.upcoming([drip, ack], start, [CENTRAL], 0, {}, week)
        self.assertEqual([item[:2] for item in found], [(ack, 1), (drip, 1)])
        self.assertEqual(later, at("2026-04-09 09:00"))
        planned = {ack: 1, drip: 1}
        found, later = plan.upcoming([drip, ack], start, [CENTRAL], 0, planned, later)
        self.assertEqual([item[:2] for item in found], [(drip, 2)])
        self.assertIsNone(later)


class TestShiftRules(TestCase):
    def _at(self, hour):
        return datetime(2026, 3, 3, tzinfo=timezone.utc) + timedelta(hours=hour)

    def _intervals(self, *hours):
        return [(self._at(start), self._at(end)) for start, end in hours]

    def test_first_minute_both_legal_and_staffed(self):
        legal = self._intervals((8, 21), (32, 45))
        for staffed, moment, expected in [
            ([(9, 17)], 10, 10),
            ([(9, 17)], 7, 9),
            ([(9, 17)], 18, None),
            ([(9, 17), (30, 40)], 18, 32),
            ([], 10, None),
            # An interval that ends when the other begins has no minute in common.
            ([(21, 32)], 10, None),
        ]:
            with self.subTest(staffed=staffed, at=moment):
                common = shift.first_common(
                    legal, self._intervals(*staffed), self._at(moment)
                )
                self.assertEqual(common, expected and self._at(expected))

    def test_minutes_pass_in_working_time_only(self):
        staffed = self._intervals((9, 12), (13, 17), (33, 41))
        for moment, minutes, expected in [
            (10, 15, 10.25),
            (8, 15, 9.25),
            (11.9, 15, 13.15),
            (16.9, 30, 33.4),
            (50, 30, 50.5),
        ]:
            due = shift.after_working(staffed, self._at(moment), minutes)
            self.assertEqual(due, self._at(expected), (moment, minutes))
