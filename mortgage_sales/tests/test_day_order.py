from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from odoo.tests import BaseCase

from odoo.addons.mortgage_sales.tools.day_order import (
    ANSWER,
    DUE,
    LATER,
    NEW_LEAD,
    NOW,
    OVERDUE,
    PROMISED,
    TOMORROW,
    Day,
    Task,
    day_order,
    part_of_day,
)

# 9 AM in Houston.
NINE = datetime(2026, 3, 3, 15, 0)
TODAY = Day(NINE, ZoneInfo("America/Chicago"))


def task(key, kind, minutes, **flags):
    """Return a task due ``minutes`` from now."""
    return Task(key, kind, NINE + timedelta(minutes=minutes), **flags)


class TestDayOrder(BaseCase):
    def test_the_order_of_a_day(self):
        # In the order expected: task, rank.
        day = [
            (task(1, "call", 2, is_uncalled=True), NEW_LEAD),
            (task(2, "call", 5, is_uncalled=True), NEW_LEAD),
            (task(3, "call", -3, is_uncalled=True), NEW_LEAD),
            (task(4, "call", -20, is_uncalled=True), NEW_LEAD),
            (task(5, "reply", -90), ANSWER),
            (task(6, "reply", 10), ANSWER),
            (task(7, "callback", 0), PROMISED),
            (task(8, "call", -300, is_uncalled=True), OVERDUE),
            (task(9, "task", -120), OVERDUE),
            (task(10, "call", -1), OVERDUE),
            # At this hour nobody may call there.
            (task(13, "call", -10, is_uncalled=True, is_held=True), DUE),
            (task(11, "callback", 20), DUE),
            (task(12, "call", 30), DUE),
        ]
        shuffled = [pair[0] for pair in day[::-2] + day[-2::-2]]
        self.assertEqual(day_order(shuffled, NINE), day)

    def test_equal_moments_keep_the_order_of_their_making(self):
        pair = [task(2, "task", -5), task(1, "task", -5)]
        self.assertEqual([t.key for t, _rank in day_order(pair, NINE)], [1, 2])

    def test_now_later_and_tomorrow(self):
        for case, expected in [
            (task(1, "call", -600), NOW),
            (task(1, "call", 60), NOW),
            (task(1, "call", 61), LATER),
            (task(1, "callback", 15 * 60 - 1), LATER),
            (task(1, "callback", 15 * 60), TOMORROW),
            # Whoever wrote waits, also where the clock stands until the morning.
            (task(1, "reply", 24 * 60), NOW),
            (task(1, "reply", 90, is_snoozed=True), LATER),
            (task(1, "reply", 24 * 60, is_snoozed=True), TOMORROW),
            (task(1, "call", 48 * 60, is_uncalled=True), ""),
            # What has a day and no hour.
            (task(1, "task", 15 * 60, all_day=True), NOW),
            (task(1, "task", 39 * 60, all_day=True), TOMORROW),
        ]:
            with self.subTest(case=case):
                self.assertEqual(part_of_day(case, TODAY), expected)

    def test_a_day_begins_and_ends_where_the_lo_lives(self):
        self.assertEqual(TODAY.start, datetime(2026, 3, 3, 6))
        self.assertEqual(TODAY.midnight, datetime(2026, 3, 4, 6))
        self.assertEqual(TODAY.end, datetime(2026, 3, 5, 6))
        self.assertEqual(TODAY.end_of(date(2026, 3, 2)), datetime(2026, 3, 3, 6))
        # The clocks change on March 8.
        sunday = Day(datetime(2026, 3, 8, 7), ZoneInfo("America/Chicago"))
        self.assertEqual(sunday.midnight - sunday.start, timedelta(hours=23))
