import csv
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged
from odoo.tools import file_open

from ..tools.holidays import DAYS, closed_days, easter
from ..tools.shipped_rules import hours
from ..tools.windows import is_open, next_open, open_intervals

UTC = timezone.utc
TEXAS = ((540, 1260), (540, 1260), (720, 1260))
FLORIDA = ((480, 1200), (480, 1200), (480, 1200))
UTAH = ((480, 1260), (480, 1260), (0, 0))
CHICAGO, NEW_YORK = "America/Chicago", "America/New_York"


def never(_day):
    return False


def at(text, zone=CHICAGO):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def opening(moment, windows, zones, closed=never, days=8):
    found = open_intervals(
        windows, zones, closed, moment, moment + timedelta(days=days)
    )
    return next_open(found, moment)


# Other work on the machine is no fault of the code.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@tagged("post_install", "-at_install")
class TestWindows(BaseCase):
    def test_next_opening(self):
        for moment, windows, zones, expected in [
            # Saturday night in Houston waits for Sunday noon.
            ("2026-11-28 21:47", [TEXAS], [CHICAGO], "2026-11-29 12:00"),
            ("2026-11-28 20:59", [TEXAS], [CHICAGO], "2026-11-28 20:59"),
            ("2026-11-28 21:00", [TEXAS], [CHICAGO], "2026-11-29 12:00"),
            ("2026-11-27 08:59", [TEXAS], [CHICAGO], "2026-11-27 09:00"),
            ("2026-11-27 09:00", [TEXAS], [CHICAGO], "2026-11-27 09:00"),
            # Both zones: 8 AM Central to 8 PM Eastern.
            ("2026-11-27 07:30", [FLORIDA], [CHICAGO, NEW_YORK], "2026-11-27 08:00"),
            ("2026-11-27 19:00", [FLORIDA], [CHICAGO, NEW_YORK], "2026-11-28 08:00"),
            # Both states: Texas opens at 9, Florida closes at 8 PM.
            ("2026-11-27 08:30", [TEXAS, FLORIDA], [CHICAGO], "2026-11-27 09:00"),
            ("2026-11-27 20:00", [TEXAS, FLORIDA], [CHICAGO], "2026-11-28 09:00"),
            # No Sunday at all.
            ("2026-11-28 22:00", [UTAH], ["America/Denver"], "2026-11-30 09:00"),
        ]:
            with self.subTest(moment=moment, zones=zones):
                self.assertEqual(opening(at(moment), windows, zones), at(expected))

    def test_days_on_which_the_clock_changes_keep_local_hours(self):
        # Sunday noon is 18:00 UTC in winter time and 17:00 UTC in summer time.
        for day, utc_hour in [("2026-03-08", 17), ("2026-11-01", 18)]:
            with self.subTest(day=day):
                found = opening(at(f"{day} 00:30"), [TEXAS], [CHICAGO])
                self.assertEqual((found.hour, found.minute), (utc_hour, 0))

    def test_arizona_keeps_its_clock_in_summer(self):
        for day in ("2026-01-15", "2026-07-15"):
            found = opening(
                at(f"{day} 06:00", "America/Phoenix"), [FLORIDA], ["America/Phoenix"]
            )
            self.assertEqual(found, datetime.fromisoformat(f"{day}T15:00:00+00:00"))

    def test_a_closed_day_is_skipped(self):
        new_year = date(2027, 1, 1)
        found = opening(
            at("2027-01-01 10:00"), [TEXAS], [CHICAGO], lambda day: day == new_year
        )
        self.assertEqual(found, at("2027-01-02 09:00"))

    def test_hours_that_never_meet_are_never_open(self):
        morning, evening = ((480, 600),) * 3, ((1080, 1200),) * 3
        self.assertIsNone(
            opening(at("2026-11-27 08:00"), [morning, evening], [CHICAGO])
        )

    def test_every_state_minute_by_minute(self):
        path = "mortgage_compliance/data/policy/state_rules.csv"
        with file_open(path, "r") as source:
            rows = list(csv.DictReader(source))
        self.assertEqual(len(rows), 57)
        for row in rows:
            window = tuple(
                tuple(
                    round(hours(row[f"{day}_{end}"]) * 60) for end in ("start", "end")
                )
                for day in ("call", "sat", "sun")
            )
            for day, (first, last) in zip(("27", "28", "29"), window, strict=True):
                for minute, expected in [
                    (first - 1, False),
                    (first, first < last),
                    (last - 1, first < last),
                    (last, False),
                ]:
                    local = datetime.fromisoformat(f"2026-11-{day}") + timedelta(
                        minutes=minute
                    )
                    if minute < 0:
                        continue
                    with self.subTest(state=row["state"], day=day, minute=minute):
                        self.assertEqual(is_open(window, local), expected)

    @unhurried
    @given(
        st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)),
        st.lists(st.sampled_from([TEXAS, FLORIDA, UTAH]), min_size=1, max_size=3),
        st.lists(
            st.sampled_from([CHICAGO, NEW_YORK, "America/Phoenix", "Pacific/Honolulu"]),
            min_size=1,
            max_size=3,
        ),
    )
    def test_the_next_opening_is_the_first_open_minute(self, moment, windows, zones):
        def all_open(minute):
            return all(
                is_open(window, minute.astimezone(ZoneInfo(zone)))
                for window in windows
                for zone in zones
            )

        moment = moment.replace(second=0, microsecond=0, tzinfo=UTC)
        found = opening(moment, windows, zones)
        self.assertTrue(all_open(found))
        step = moment
        while step < found:
            self.assertFalse(all_open(step))
            step += timedelta(minutes=15)

    def test_easter(self):
        for day in (
            "2024-03-31",
            "2025-04-20",
            "2026-04-05",
            "2027-03-28",
            "2038-04-25",
        ):
            self.assertEqual(easter(int(day[:4])).isoformat(), day)

    def test_holidays(self):
        for day, words, name in [
            ("2026-01-01", "new_year", "New Year's Day"),
            ("2026-05-25", "memorial", "Memorial Day"),
            ("2026-09-07", "labor", "Labor Day"),
            ("2026-11-26", "thanksgiving", "Thanksgiving"),
            ("2026-02-17", "mardi_gras", "Mardi Gras"),
            ("2026-04-03", "good_friday", "Good Friday"),
            ("2026-11-03", "election", "Election Day"),
            ("2026-08-10", "victory", "Victory Day"),
            ("2026-04-27", "confederate", "Confederate Memorial Day"),
            ("2026-07-24", "federal pioneer", "Pioneer Day"),
        ]:
            with self.subTest(day=day):
                found = closed_days(2026, words)
                self.assertEqual(found.get(date.fromisoformat(day)), name)
        self.assertNotIn(date(2027, 11, 2), closed_days(2027, "election"))
        self.assertEqual(len(closed_days(2026, "federal")), 11)
        self.assertTrue(set(closed_days(2026, " ".join(DAYS))))

    def test_a_holiday_on_a_weekend_is_observed_beside_it(self):
        independence = closed_days(2026, "independence", True)
        self.assertEqual(
            independence,
            {
                date(2026, 7, 4): "Independence Day",
                date(2026, 7, 3): "Independence Day (observed)",
            },
        )
        # New Year's Day 2028 is a Saturday.
        self.assertIn(date(2027, 12, 31), closed_days(2027, "new_year", True))
