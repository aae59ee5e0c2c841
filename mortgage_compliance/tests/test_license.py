from datetime import datetime

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
            with self.subTest(size=len(some)), self.assertQueryCount(1):
                self.env["mortgage.license"]._licensed(some.ids, self.company.ids)

    @users("maria", "assistant", "processor")
    def test_people_read_licenses_and_change_none(self):
        licenses = self.env["mortgage.license"].search([])
        self.assertIn("TX", licenses.mapped("state"))
        with self.assertRaises(AccessError):
            licenses[:1].status = "expired"

    @users("outsider", "portalia")
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
