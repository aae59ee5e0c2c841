from datetime import date, timedelta
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.mortgage_sales.tools import trid
from odoo.addons.mortgage_sales.tools.closing import LoanDates, dangers, hard_dates
from odoo.addons.mortgage_sales.tools.loan_words import surnames

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))

# Each with where it stands: 12 CFR 1026 and its official interpretations (comments).
SPECIFIC = [
    (date(2026, 11, 28), True, "1026.2(a)(6): Saturdays count"),
    (date(2026, 11, 29), False, "1026.2(a)(6): Sundays do not"),
    (date(2026, 11, 26), False, "5 USC 6103(a): Thanksgiving"),
    (date(2026, 11, 27), True, "the day after Thanksgiving is no federal holiday"),
    (date(2026, 7, 4), False, "5 USC 6103(a): Independence Day, a Saturday"),
    (date(2026, 7, 3), True, "comment 2(a)(6)-2: the observed Friday counts"),
    (date(2027, 6, 19), False, "5 USC 6103(a): Juneteenth"),
    (date(2028, 1, 1), False, "5 USC 6103(a): New Year's Day, a Saturday"),
    (date(2027, 12, 31), True, "comment 2(a)(6)-2: the Friday before it counts"),
]
GENERAL = [
    (date(2026, 11, 28), False, "offices are closed on Saturdays"),
    (date(2026, 7, 3), False, "offices keep Independence Day on the Friday"),
    (date(2026, 11, 27), True, "an office day unless the lender closes"),
]
# CD received, the first day for the closing.
RECEIVED = [
    (date(2026, 9, 21), date(2026, 9, 24), "Monday, Thursday: CFPB TRID guide 11.2"),
    (date(2026, 9, 24), date(2026, 9, 28), "Thursday, Monday: Saturday counts"),
    (date(2026, 11, 24), date(2026, 11, 28), "Thanksgiving between"),
    (date(2026, 11, 29), date(2026, 12, 3), "a Sunday counts as the Monday"),
]
# Closing, the last day to receive the CD.
CLOSING = [
    (date(2026, 12, 8), date(2026, 12, 4), "Tuesday: Monday, Saturday, Friday"),
    (date(2026, 12, 1), date(2026, 11, 27), "Tuesday after Thanksgiving"),
    (date(2026, 11, 28), date(2026, 11, 24), "Saturday over Thanksgiving"),
    (date(2026, 12, 6), date(2026, 12, 2), "a Sunday counts as the Saturday"),
]
# Application, the last day for the LE.
APPLIED = [
    (date(2026, 9, 21), date(2026, 9, 24), "1026.19(e)(1)(iii)(A): Monday, Thursday"),
    (date(2026, 9, 24), date(2026, 9, 29), "Thursday, over the weekend to Tuesday"),
    (date(2026, 11, 24), date(2026, 11, 30), "Tuesday over Thanksgiving to Monday"),
]


class TestBusinessDays(TestCase):
    def test_specific_business_days(self):
        for day, expected, source in SPECIFIC:
            with self.subTest(day=day, source=source):
                self.assertEqual(trid.is_specific(day), expected)

    def test_general_business_days(self):
        for day, expected, source in GENERAL:
            with self.subTest(day=day, source=source):
                self.assertEqual(trid.is_general(day), expected)
        self.assertTrue(trid.is_general(date(2026, 11, 28), frozenset(range(6))))

    def test_closing_disclosure(self):
        for received, expected, source in RECEIVED:
            with self.subTest(received=received, source=source):
                self.assertEqual(trid.earliest_closing(received), expected)
        for closing, expected, source in CLOSING:
            with self.subTest(closing=closing, source=source):
                self.assertEqual(trid.cd_deadline(closing), expected)

    def test_loan_estimate(self):
        for applied, expected, source in APPLIED:
            with self.subTest(applied=applied, source=source):
                self.assertEqual(trid.le_deadline(applied), expected)
        # 1026.19(e)(1)(iii)(B): seven of them from delivery or mailing.
        sent = date(2026, 9, 21)
        self.assertEqual(trid.earliest_closing(None, sent), date(2026, 9, 29))
        late_cd = date(2026, 9, 28)
        self.assertEqual(trid.earliest_closing(late_cd, sent), date(2026, 10, 1))
        self.assertIsNone(trid.earliest_closing())

    def test_mail_and_rescission(self):
        self.assertEqual(trid.received_by_mail(date(2026, 9, 24)), date(2026, 9, 28))
        # Comment 23(a)(3)-1: closed Friday, midnight of Tuesday.
        self.assertEqual(trid.rescission_ends(date(2026, 9, 25)), date(2026, 9, 29))

    def test_days_at_a_milestone(self):
        between = trid.general_days_between
        self.assertEqual(between(date(2026, 9, 21), date(2026, 9, 21)), 0)
        self.assertEqual(between(date(2026, 9, 21), date(2026, 9, 22)), 1)
        self.assertEqual(between(date(2026, 9, 25), date(2026, 9, 28)), 1)
        self.assertEqual(between(date(2026, 11, 25), date(2026, 11, 30)), 2)
        self.assertEqual(between(date(2026, 9, 22), date(2026, 9, 21)), 0)

    @given(DAYS)
    def test_the_deadline_is_the_last_day_that_lets_the_closing_stand(self, closing):
        deadline = trid.cd_deadline(closing)
        self.assertTrue(trid.is_specific(deadline))
        self.assertLessEqual(trid.earliest_closing(deadline), closing)
        after = deadline + timedelta(days=1)
        self.assertGreater(trid.earliest_closing(after), closing)

    @given(DAYS)
    def test_a_waiting_period_has_its_business_days(self, received):
        closing = trid.earliest_closing(received)
        between = [received + timedelta(days=n) for n in range(1, 15)]
        counted = [d for d in between if d <= closing and trid.is_specific(d)]
        # One more where the day of receipt is none itself.
        self.assertEqual(len(counted), 3 + (not trid.is_specific(received)))

    @given(DAYS, DAYS, DAYS)
    def test_days_add_up(self, one, two, three):
        first, middle, last = sorted((one, two, three))
        between = trid.general_days_between
        self.assertEqual(
            between(first, middle) + between(middle, last), between(first, last)
        )


TODAY = date(2026, 12, 1)  # a Tuesday
SOON = {"lock_days": 5, "cd_days": 4}


class TestDangers(TestCase):
    def _codes(self, **facts):
        found = dangers(LoanDates(**facts), TODAY, **SOON)
        return [danger.code for danger in found]

    def test_what_endangers_a_closing(self):
        cases = [
            ({}, []),
            ({"lock_expires": date(2026, 12, 3)}, ["lock_expires"]),
            ({"lock_expires": date(2026, 12, 7)}, []),
            ({"lock_expires": date(2026, 11, 30)}, ["lock_expired"]),
            ({"closing": date(2026, 12, 8)}, ["cd_missing"]),
            ({"closing": date(2026, 12, 15)}, []),
            ({"closing": date(2026, 12, 3)}, ["cd_late"]),
            ({"closing": date(2026, 12, 3), "purpose": "heloc"}, []),
            (
                {"closing": date(2026, 12, 3), "cd_received": date(2026, 12, 1)},
                ["too_early"],
            ),
            ({"closing": date(2026, 12, 3), "cd_received": date(2026, 11, 30)}, []),
            ({"closing": date(2026, 11, 30), "purpose": "purchase"}, ["not_funded"]),
            # The borrower may still rescind until midnight of Thursday.
            ({"closing": date(2026, 11, 30), "purpose": "refinance"}, []),
            ({"days_in_milestone": 5, "days_allowed": 3}, ["stalled"]),
            ({"days_in_milestone": 3, "days_allowed": 3}, []),
            ({"days_in_milestone": 50}, []),
            ({"overdue_conditions": 2}, []),
            (
                {"overdue_conditions": 2, "closing": date(2027, 1, 5)},
                ["conditions"],
            ),
            ({"applied": date(2026, 11, 20), "is_application": True}, ["le_late"]),
            ({"applied": date(2026, 11, 20)}, []),
        ]
        for facts, expected in cases:
            with self.subTest(**facts):
                self.assertEqual(self._codes(**facts), expected)

    def test_the_date_that_passes_first_is_most_urgent(self):
        codes = self._codes(
            closing=date(2026, 12, 8),
            lock_expires=date(2026, 12, 2),
            days_in_milestone=9,
            days_allowed=3,
        )
        self.assertEqual(codes, ["lock_before_closing", "cd_missing", "stalled"])

    def test_hard_dates_soonest_first(self):
        loan = LoanDates(
            applied=date(2026, 12, 1),
            is_application=True,
            closing=date(2026, 12, 31),
            lock_expires=date(2026, 12, 18),
        )
        self.assertEqual(
            [code for _day, code in hard_dates(loan)], ["le", "lock", "cd", "closing"]
        )

    def test_surnames(self):
        self.assertEqual(surnames(["Dana Ruiz", "Rey Ortega, Jr."]), "Ruiz/Ortega")
        self.assertEqual(surnames(["Dana Ruiz", "Ana Ruiz", ""]), "Ruiz")
