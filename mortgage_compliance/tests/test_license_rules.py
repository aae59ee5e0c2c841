from datetime import date, datetime, timedelta, timezone

from odoo.tests import BaseCase

from ..tools.licenses import License, Licenses, warning_stage
from ..tools.rulebook import Rule, Rulebook

UTC = timezone.utc
NEW_YEAR = datetime(2027, 1, 1, 6, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
TEXAS = Rule(
    "renewal.TX",
    7,
    "renewal",
    states=("TX",),
    period_hours=59 * 24,
    valid_from=LONG_AGO,
)
BRANCHES = Rule("license.branch", 8, "license", states=("WA",), valid_from=LONG_AGO)


class TestLicenseRules(BaseCase):
    def _licenses(self, *licenses, rules=(TEXAS,)):
        return Licenses(licenses, Rulebook(rules))

    def _one(self, **values):
        return License(
            **{
                "company_id": 1,
                "user_id": 5,
                "state": "TX",
                "begins": LONG_AGO,
                "ends": NEW_YEAR,
                **values,
            }
        )

    def test_at_the_minute_of_the_end(self):
        requested = {
            "status": "renewal_requested",
            "requested_at": NEW_YEAR - timedelta(days=40),
        }
        late = {**requested, "requested_at": NEW_YEAR}
        lapse = NEW_YEAR + timedelta(days=59)
        for why, values, last in [
            ("approved", {}, NEW_YEAR),
            ("requested in time, Texas lets it run", requested, lapse),
            ("requested too late", late, NEW_YEAR),
            ("requested, nobody knows when", {"status": "renewal_requested"}, NEW_YEAR),
            ("no row for the state", {**requested, "state": "FL"}, NEW_YEAR),
            ("temporary authority", {"status": "temporary"}, NEW_YEAR),
        ]:
            found = self._one(**values)
            licenses = self._licenses(found)
            for at, counts in [
                (LONG_AGO - MINUTE, False),
                (LONG_AGO, True),
                (last - MINUTE, True),
                (last, False),
            ]:
                with self.subTest(why=why, at=at):
                    self.assertEqual(
                        licenses.count("user", 5, 1, found.state, at), counts
                    )

    def test_the_stricter_reading_where_the_row_gives_no_time(self):
        rule = Rule("renewal.TX", 7, "renewal", states=("TX",), valid_from=LONG_AGO)
        found = self._one(status="renewal_requested", requested_at=LONG_AGO)
        licenses = self._licenses(found, rules=[rule])
        self.assertFalse(licenses.count("user", 5, 1, "TX", NEW_YEAR))

    def test_a_company_may_have_a_row_of_its_own(self):
        own = Rule(
            "renewal.TX",
            9,
            "renewal",
            company_id=1,
            states=("TX",),
            valid_from=LONG_AGO,
        )
        found = self._one(status="renewal_requested", requested_at=LONG_AGO)
        licenses = self._licenses(found, rules=[TEXAS, own])
        self.assertFalse(licenses.count("user", 5, 1, "TX", NEW_YEAR))

    def test_what_is_waited_for(self):
        ended = self._one()
        revoked = self._one(state="FL", status="revoked")
        coming = self._one(begins=NEW_YEAR + timedelta(days=3), ends=None)
        licenses = self._licenses(ended, revoked, coming)
        at = NEW_YEAR + MINUTE
        self.assertEqual(licenses.awaited("user", 5, 1, "TX", at), coming)
        self.assertIsNone(licenses.awaited("user", 5, 1, "FL", at))
        self.assertIsNone(licenses.awaited("user", 5, 1, "NV", at))
        self.assertEqual(self._licenses(ended).awaited("user", 5, 1, "TX", at), ended)

    def test_branches_count_only_where_a_row_names_the_state(self):
        branch = self._one(user_id=0, branch_id=3, state="WA", ends=None)
        licenses = self._licenses(branch, rules=[BRANCHES])
        for branch_id, state, counts in [
            (0, "WA", True),
            (3, "WA", True),
            (4, "WA", False),
            (4, "TX", True),
        ]:
            with self.subTest(branch=branch_id, state=state):
                self.assertEqual(
                    licenses.branch_counts(branch_id, 1, state, NEW_YEAR), counts
                )

    def _warnings(self, ends, first, days, missed=()):
        """Return ``{day: stage}`` of what a nightly run from ``first`` on warns of."""
        told, end, stage, on = {}, None, 0, None
        for number in range(days):
            today = first + timedelta(days=number)
            if today in missed:
                continue
            for _twice in range(2):
                found = warning_stage(ends, today, end, stage, on)
                if found:
                    self.assertNotIn(today, told)
                    told[today] = found
                    stage = (stage if end == ends else 0) if found == 1 else found
                    end, on = ends, today
        return told

    def test_out_of_season_three_warnings_and_no_more(self):
        ends = date(2027, 6, 30)
        told = self._warnings(ends, date(2027, 1, 20), 300)
        self.assertEqual(
            told,
            {date(2027, 4, 1): 90, date(2027, 5, 31): 30, date(2027, 6, 23): 7},
        )

    def test_a_missed_night_is_made_up_for_once(self):
        ends = date(2027, 6, 30)
        missed = {date(2027, 5, 31) + timedelta(days=n) for n in range(3)}
        told = self._warnings(ends, date(2027, 1, 20), 300, missed)
        self.assertEqual(
            sorted(told.items()),
            [
                (date(2027, 4, 1), 90),
                (date(2027, 6, 3), 30),
                (date(2027, 6, 23), 7),
            ],
        )

    def test_in_season_each_week_until_mid_january(self):
        told = self._warnings(date(2027, 1, 1), date(2026, 9, 1), 200)
        days = sorted(told)
        self.assertEqual(told[date(2026, 10, 3)], 90)
        self.assertIn(date(2026, 10, 15), told)
        self.assertEqual(told[date(2026, 12, 2)], 30)
        self.assertEqual(told[date(2026, 12, 25)], 7)
        self.assertLessEqual(days[-1], date(2027, 1, 15))
        self.assertGreater(days[-1], date(2027, 1, 7))
        season = [day for day in days if day >= date(2026, 10, 15)]
        gaps = [(b - a).days for a, b in zip(season, season[1:], strict=False)]
        self.assertLessEqual(max(gaps), 7)

    def test_a_renewed_license_starts_anew(self):
        self.assertEqual(
            warning_stage(
                date(2028, 6, 30),
                date(2028, 4, 2),
                date(2027, 6, 30),
                7,
                date(2027, 6, 23),
            ),
            90,
        )
