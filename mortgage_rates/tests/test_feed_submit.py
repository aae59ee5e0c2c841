from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestFeedSubmit(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.observations = cls.env["mortgage.rate.observation"]
        cls.poster = new_test_user(
            cls.env, "rate_poster", "mortgage_compliance.group_integration"
        )
        cls.lo = new_test_user(cls.env, "rate_lo", "mortgage_compliance.group_lo")

    def submit(self, rows, user=None):
        return self.observations.with_user(user or self.poster).submit(rows)

    def row(self, **changes):
        row = {"series": "MORTGAGE30US", "date": "2026-11-19", "rate": "6.26"}
        return row | changes

    def test_a_corrected_rate_replaces_the_first_and_the_same_changes_nothing(self):
        self.assertEqual(self.submit([self.row()])["created"], 1)
        self.assertEqual(self.submit([self.row()])["unchanged"], 1)
        self.assertEqual(self.submit([self.row(rate=6.31)])["updated"], 1)
        stored = self.observations.search([("date", "=", "2026-11-19")])
        self.assertAlmostEqual(stored.rate, 6.31)
        self.assertEqual(stored.create_uid, self.poster)

    def test_a_bad_row_is_parked_with_its_field_and_the_rest_is_stored(self):
        result = self.submit(
            [
                self.row(),
                self.row(series="NOPE"),
                self.row(date="11/19/2026"),
                self.row(rate="."),
                self.row(rate="626"),
                self.row(rate="NaN"),
                self.row(date="2026-11-12", points="x"),
            ]
        )
        self.assertEqual(result["created"], 1)
        self.assertEqual(
            [(row["row"], row["field"]) for row in result["parked"]],
            list(enumerate(["series", "date", "rate", "rate", "rate", "points"], 1)),
        )

    def test_a_day_posted_twice_in_one_batch_counts_once(self):
        result = self.submit([self.row(), self.row(rate="6.30")])
        self.assertEqual((result["created"], result["parked"]), (1, []))

    def test_only_administrators_and_integrations_post(self):
        with self.assertRaises(AccessError):
            self.submit([self.row()], self.lo)
        with self.assertRaises(AccessError):
            self.submit([self.row()], self.env.ref("base.public_user"))
        self.assertEqual(self.observations.with_user(self.lo).search_count([]), 0)

    def test_a_series_without_a_recent_rate_is_stale(self):
        series = self.env.ref("mortgage_rates.rate_series_30_year")
        self.assertTrue(series.is_stale)
        self.submit([self.row(date=str(fields.Date.context_today(series)))])
        series.invalidate_recordset()
        self.assertFalse(series.is_stale)
        self.assertAlmostEqual(series.latest_rate, 6.26)
