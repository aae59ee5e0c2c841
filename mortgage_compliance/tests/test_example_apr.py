"""The twelve single-advance examples that 12 CFR 1026, Appendix J (c) works out."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools.apr import (
    Flow,
    annual_percentage_rate,
    balance_after,
    level_payment,
)

D = Decimal
MONTHLY, SEMIMONTHLY, QUARTERLY, WEEKLY = D(12), D(24), D(4), D(52)
EXAMPLES = [
    ("(c)(1)(i)", 5000, [Flow(D(230), 24)], MONTHLY, "9.69"),
    ("(c)(1)(ii)", 6000, [Flow(D(200), 36, 1, D(19) / 30)], MONTHLY, "11.82"),
    ("(c)(1)(iii)", 5000, [Flow(D("219.17"), 24, 0, D(6) / 15)], SEMIMONTHLY, "10.34"),
    ("(c)(1)(iv)", 10000, [Flow(D(385), 40, 1, D(39) / 90)], QUARTERLY, "8.97"),
    ("(c)(1)(v)", 500, [Flow(D("17.60"), 30, 4, D(4) / 7)], WEEKLY, "14.96"),
    ("(c)(2)(i)", 5000, [Flow(D(250)), Flow(D(230), 23, 2)], MONTHLY, "10.08"),
    (
        "(c)(2)(ii)",
        400,
        [Flow(D("39.50"), 1, 1, D(5) / 28), Flow(D("38.31"), 11, 2, D(5) / 28)],
        D(13),
        "28.50",
    ),
    ("(c)(3)(i)", 5000, [Flow(D(230), 23), Flow(D(280), 1, 24)], MONTHLY, "10.50"),
    (
        "(c)(3)(ii)",
        200,
        [Flow(D("9.50"), 19, 0, D(8) / 14), Flow(D(30), 1, 19, D(8) / 14)],
        D(26),
        "12.22",
    ),
    (
        "(c)(4)(i)",
        5000,
        [Flow(D(250)), Flow(D(230), 22, 2), Flow(D(280), 1, 24)],
        MONTHLY,
        "10.90",
    ),
    (
        "(c)(4)(ii)",
        8000,
        [
            Flow(D("449.36"), 1, 0, D(52) / 60),
            Flow(D(465), 18, 1, D(52) / 60),
            Flow(D(200), 1, 19, D(52) / 60),
        ],
        D(6),
        "7.30",
    ),
    ("(c)(5)(i)", 1000, [Flow(D(1080))], D(365) / 255, "11.45"),
]


@tagged("post_install", "-at_install")
class TestApr(BaseCase):
    def test_the_examples_of_the_regulation(self):
        for name, amount, payments, periods, expected in EXAMPLES:
            with self.subTest(name):
                advance = [Flow(D(amount), after=0)]
                rate = annual_percentage_rate(advance, payments, periods)
                self.assertLessEqual(abs(rate - D(expected)), D("0.0051"))

    def test_several_advances(self):
        # Two halves, the second a month later, cost as much as the terms say.
        advances = [Flow(D(500), 2, 0)]
        payments = [Flow(D(525), 2, 12)]
        rate = annual_percentage_rate(advances, payments)
        self.assertEqual(rate, D("4.889"))

    def test_nothing_paid_beyond_what_was_advanced(self):
        advance = [Flow(D(1000), after=0)]
        for paid in (90, 100):
            rate = annual_percentage_rate(advance, [Flow(D(paid), 10)])
            self.assertEqual(rate, 0)

    @settings(max_examples=60, deadline=None)
    @given(
        amount=st.integers(10_000, 2_000_000),
        rate=st.decimals("0.5", "15", places=3),
        years=st.sampled_from([10, 15, 20, 30, 40]),
    )
    def test_without_charges_the_apr_is_the_rate(self, amount, rate, years):
        count = years * 12
        payment = level_payment(D(amount), rate, count)
        apr = annual_percentage_rate([Flow(D(amount), after=0)], [Flow(payment, count)])
        # The payment is in whole cents.
        self.assertLessEqual(abs(apr - rate), D("0.01"))
        owed = balance_after(D(amount), rate, payment, count)
        self.assertLess(abs(owed), count)

    @settings(max_examples=40, deadline=None)
    @given(
        rate=st.decimals("0.5", "12", places=3),
        charges=st.integers(1, 30_000),
    )
    def test_charges_raise_it(self, rate, charges):
        payment = level_payment(D(300_000), rate, 360)
        rates = [
            annual_percentage_rate(
                [Flow(D(300_000 - paid), after=0)], [Flow(payment, 360)]
            )
            for paid in (0, charges, 2 * charges)
        ]
        self.assertEqual(rates, sorted(rates))
