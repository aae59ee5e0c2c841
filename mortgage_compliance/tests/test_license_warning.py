from freezegun import freeze_time

from odoo.tests import tagged

from .common import ComplianceCase


@tagged("post_install", "-at_install")
class TestLicenseWarning(ComplianceCase):
    """Who has to renew is told in time, and each time once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "America/Chicago"
        cls.mine = cls.env["mortgage.license"].search(
            [("user_id", "=", cls.frank.id), ("state", "=", "TX")]
        )
        cls.mine.valid_to = "2027-07-01 05:00:00"

    def _night(self, day):
        """Return who was told what in one run of the cron."""
        before = self.env["mail.message"].search([], order="id desc", limit=1).id
        with freeze_time(f"{day} 11:00:00"):
            self.env["mortgage.license"]._cron_warn()
        notes = self.env["mail.message"].search(
            [("id", ">", before), ("subject", "=like", "Licenses ending%")]
        )
        return {
            partner.user_ids[:1].login: str(note.body)
            for note in notes
            for partner in note.notified_partner_ids
        }

    def test_the_lo_the_manager_and_compliance_are_told_once(self):
        self.assertFalse(self._night("2027-03-31"))
        told = self._night("2027-04-02")
        self.assertLessEqual({"frank", "manager", "compliance"}, set(told))
        self.assertNotIn("maria", told)
        self.assertNotIn("assistant", told)
        self.assertIn("Frank Hall, Texas: ends June 30, 2027", told["frank"])
        self.assertFalse(self._night("2027-04-02"))
        self.assertFalse(self._night("2027-04-20"))
        self.assertTrue(self._night("2027-06-05"))
        self.assertTrue(self._night("2027-06-27"))
        self.assertFalse(self._night("2027-07-02"))

    def test_many_licenses_make_one_note(self):
        for state in ("UT", "NV", "WA"):
            self._license(state, self.frank, valid_to="2027-07-01 05:00:00")
        told = self._night("2027-04-02")
        self.assertEqual(told["frank"].count("<li>"), 4)

    def test_the_own_only(self):
        self._license("NV", self.maria, valid_to="2027-07-01 05:00:00")
        told = self._night("2027-04-02")
        self.assertIn("Nevada", told["maria"])
        self.assertNotIn("Texas", told["maria"])
        self.assertIn("Texas", told["compliance"])
        self.assertIn("Nevada", told["compliance"])

    def test_what_another_license_outlasts_is_left_alone(self):
        self._license("TX", self.frank, valid_to="2029-01-01 06:00:00")
        self.assertFalse(self._night("2027-04-02"))

    def test_who_has_left_is_not_warned_of(self):
        self.frank.active = False
        self.assertFalse(self._night("2027-04-02"))
