from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged, users

from .common import ComplianceCase


@tagged("post_install", "-at_install")
class TestLicense(ComplianceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls.env["res.company"].create({"name": "Other Lender"})

    def _licensed(self, user, at="2026-11-28 12:00:00"):
        licensed = self.env["mortgage.license"]._licensed(
            user.ids, self.company.ids, datetime.fromisoformat(at)
        )
        return licensed["user", user.id]

    def test_licensed_answers_for_people_and_company(self):
        licensed = self.env["mortgage.license"]._licensed(
            (self.maria | self.frank | self.assistant).ids, self.company.ids
        )
        self.assertEqual(
            licensed,
            {
                ("user", self.maria.id): {"TX"},
                ("user", self.frank.id): {"TX", "FL"},
                ("user", self.assistant.id): set(),
                ("company", self.company.id): {"TX", "FL", "CO"},
            },
        )

    def test_a_license_counts_to_the_minute(self):
        self._license(
            "NV",
            self.maria,
            valid_from="2026-11-28 12:00:00",
            valid_to="2026-11-28 12:05:00",
        )
        for at, counts in [
            ("2026-11-28 11:59:59", False),
            ("2026-11-28 12:00:00", True),
            ("2026-11-28 12:04:59", True),
            ("2026-11-28 12:05:00", False),
        ]:
            with self.subTest(at=at):
                self.assertEqual("NV" in self._licensed(self.maria, at), counts)

    def test_only_working_statuses_count(self):
        record = self._license("NV", self.maria)
        for status, counts in [
            ("approved", True),
            ("renewal_requested", True),
            ("temporary", True),
            ("federal", True),
            ("inactive", False),
            ("expired", False),
            ("revoked", False),
        ]:
            record.status = status
            with self.subTest(status=status):
                self.assertEqual("NV" in self._licensed(self.maria), counts)

    def test_a_license_sponsored_by_another_company_does_not_count(self):
        self._license("NV", self.maria, company_id=self.other_company.id)
        self.assertNotIn("NV", self._licensed(self.maria))

    def test_state_is_written_as_people_write_it(self):
        self.assertEqual(self._license("Nevada").state, "NV")
        with self.assertRaisesRegex(ValidationError, "two-letter code"):
            self._license("XX")

    def test_cost_does_not_grow(self):
        people = self.maria | self.frank | self.cora | self.manager
        self.env["mortgage.license"]._licensed(people.ids, self.company.ids)
        for some in (people[:1], people):
            self.env.invalidate_all()
            with self.subTest(size=len(some)), self.assertQueryCount(2):
                self.env["mortgage.license"]._licensed(some.ids, self.company.ids)

    @users("maria", "manager", "processor")
    def test_people_read_licenses_and_change_none(self):
        licenses = self.env["mortgage.license"].search([])
        self.assertIn("TX", licenses.mapped("state"))
        with self.assertRaises(AccessError):
            licenses[:1].status = "expired"
        with self.assertRaises(AccessError):
            licenses[:1].action_request_renewal()

    def test_an_lo_sees_the_own_ones_and_the_company_s(self):
        seen = self.env["mortgage.license"].with_user(self.maria).search([])
        self.assertEqual(seen.user_id, self.maria)
        self.assertTrue(seen.filtered(lambda record: not record.user_id))
        seen = self.env["mortgage.license"].with_user(self.manager).search([])
        self.assertIn(self.frank, seen.user_id)

    def test_an_assistant_can_have_none(self):
        with self.assertRaisesRegex(ValidationError, "an assistant has no license"):
            self._license("TX", self.assistant)

    def test_asking_for_renewal_is_dated_once(self):
        record = self._license("NV", self.maria)
        record.with_user(self.compliance).action_request_renewal()
        asked = record.renewal_requested_on
        self.assertEqual(record.status, "renewal_requested")
        self.assertTrue(asked)
        record.renewal_requested_on = "2026-11-02 00:00:00"
        record.action_request_renewal()
        self.assertEqual(str(record.renewal_requested_on), "2026-11-02 00:00:00")

    def test_a_later_end_is_a_renewal(self):
        record = self._license("NV", self.maria)
        record.valid_to = "2035-01-01"
        self.assertFalse(record.renewed_on)
        record.valid_to = "2037-01-01"
        self.assertTrue(record.renewed_on)

    def test_a_date_is_midnight_where_the_company_is(self):
        self.company.partner_id.tz = "America/Chicago"
        licenses = self.env["mortgage.license"]
        ends = licenses._end_of(date(2026, 12, 31), self.company)
        self.assertEqual(str(ends), "2027-01-01 06:00:00")
        self.assertEqual(licenses._last_day(ends, self.company), date(2026, 12, 31))

    def test_a_state_that_licenses_branches_asks_for_the_branch_s(self):
        branch = self.env["mortgage.branch"].create({"name": "Austin North"})
        self.maria.mortgage_branch_id = branch
        self.assertIn("TX", self._licensed(self.maria))
        rule = self.env["mortgage.contact.policy"].search(
            [("code", "=", "license.branch")]
        )
        with freeze_time("2026-11-27 12:00:00"):
            rule.states = "TX"
        self.assertNotIn("TX", self._licensed(self.maria))
        self.assertIn("TX", self._licensed(self.frank))
        self._license("TX", branch_id=branch.id)
        self.assertIn("TX", self._licensed(self.maria))

    @users("outsider", "portalia", "assistant", "marketing", "machine")
    def test_others_do_not_see_licenses(self):
        with self.assertRaises(AccessError):
            self.env["mortgage.license"].search([])

    @users("madmin", "compliance")
    def test_administrator_and_compliance_keep_licenses(self):
        record = self.env["mortgage.license"].create({"state": "NV"})
        record.status = "expired"
        record.unlink()

    @users("madmin")
    def test_licenses_of_another_company_are_out_of_sight(self):
        record = self._license("NV", company_id=self.other_company.id)
        self.assertNotIn(
            record, self.env["mortgage.license"].search([("state", "=", "NV")])
        )
