from datetime import timedelta

from odoo.tests import tagged

from .gate_common import GateCase, local

# Where the company is, a license through December 31 ends at this minute.
NEW_YEAR = local("2027-01-01 00:00")
MINUTE = timedelta(minutes=1)


def stored(moment):
    return moment.replace(tzinfo=None)


@tagged("post_install", "-at_install")
class TestLicenseGate(GateCase):
    """What the gate says of a sender whose license begins, ends or awaits renewal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "America/Chicago"
        cls.mine = cls.env["mortgage.license"].search(
            [("user_id", "=", cls.maria.id), ("state", "=", "TX")]
        )
        cls.mine.valid_to = stored(NEW_YEAR)

    def _letter(self, at, **values):
        return self._judge("email", "transactional", at=at, **values)

    def test_who_never_had_one_is_blocked(self):
        verdict = self._letter(NEW_YEAR, property_state="FL", states=("FL",))
        self.assertEqual((verdict.verdict, verdict.rule), ("block", "license.lo"))

    def test_who_had_one_waits_for_the_renewal(self):
        self.assertTrue(self._letter(NEW_YEAR - MINUTE).allowed)
        verdict = self._letter(NEW_YEAR)
        self.assertEqual((verdict.verdict, verdict.hold_until), ("hold", None))
        self.assertEqual(
            verdict.reason,
            "Waits: Maria Gomez's Texas license ended Dec 31, 2026 and is not renewed",
        )
        self.assertIn("12 CFR 1008.103", verdict.citation)

    def test_what_was_revoked_is_not_waited_for(self):
        self.mine.status = "revoked"
        self.assertEqual(self._letter(NEW_YEAR).verdict, "block")

    def test_a_renewal_requested_in_time_counts_where_the_row_says_so(self):
        self.mine.write(
            {
                "status": "renewal_requested",
                "renewal_requested_on": stored(NEW_YEAR - timedelta(days=30)),
            }
        )
        verdict = self._letter(NEW_YEAR)
        self.assertEqual(verdict.verdict, "hold")
        self.assertIn("its renewal is requested and not granted", verdict.reason)
        self._policy("renewal.TX").period_hours = 59 * 24
        self.assertTrue(self._letter(NEW_YEAR).allowed)
        end = local("2027-03-01 00:00")
        self.assertTrue(self._letter(end - MINUTE).allowed)
        self.assertEqual(self._letter(end).verdict, "hold")
        self.mine.renewal_requested_on = stored(NEW_YEAR)
        self.assertEqual(self._letter(NEW_YEAR).verdict, "hold")

    def test_one_that_begins_later_is_waited_for_until_then(self):
        begins = local("2027-01-04 09:00")
        self._license("TX", self.maria, valid_from=stored(begins))
        verdict = self._letter(NEW_YEAR)
        self.assertEqual((verdict.verdict, verdict.hold_until), ("hold", begins))
        self.assertIn("begins Jan 4, 2027", verdict.reason)
        self.assertTrue(self._letter(begins).allowed)

    def test_in_at_nine_and_out_at_ten(self):
        nine, ten = local("2026-11-27 09:00"), local("2026-11-27 10:00")
        self.mine.write({"valid_from": stored(nine), "valid_to": stored(ten)})
        for at, allowed in [
            (nine - MINUTE, False),
            (nine, True),
            (ten - MINUTE, True),
            (ten, False),
        ]:
            with self.subTest(at=at):
                self.assertEqual(self._letter(at).allowed, allowed)

    def test_the_company_s_own_may_lapse_too(self):
        own = self.env["mortgage.license"].search(
            [
                ("user_id", "=", False),
                ("state", "=", "TX"),
                ("company_id", "=", self.company.id),
            ]
        )
        own.valid_to = stored(NEW_YEAR)
        verdict = self._letter(NEW_YEAR, user_id=self.frank.id)
        self.assertEqual((verdict.verdict, verdict.rule), ("hold", "license.company"))

    def test_a_person_who_writes_waits_too(self):
        verdict = self._letter(NEW_YEAR, origin="manual", version_id=0)
        self.assertEqual(verdict.rule, "license.lo")
        self.assertEqual(verdict.verdict, "hold")

    def test_a_branch_that_is_not_licensed(self):
        branch = self.env["mortgage.branch"].create({"name": "Austin North"})
        self.maria.mortgage_branch_id = branch
        self._policy("license.branch").states = "TX"
        at = NEW_YEAR - MINUTE
        verdict = self._letter(at)
        self.assertEqual((verdict.verdict, verdict.rule), ("block", "license.branch"))
        self.assertEqual(verdict.reason, "Austin North has no Texas license")
        self._license("TX", branch_id=branch.id)
        self.assertTrue(self._letter(at).allowed)

    def test_cost_does_not_grow_with_the_batch(self):
        requests = [
            self._request("email", at=NEW_YEAR, user_id=user.id)
            for user in (self.maria, self.frank, self.cora) * 50
        ]
        self.gate._judge(requests)
        counts = []
        for some in (requests[:3], requests):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.gate._judge(some)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)


@tagged("post_install", "-at_install")
class TestLicenseRelease(GateCase):
    """What waits for a license goes on, whatever way the license comes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.held = cls.env["mortgage.touch"].create(
            {
                "res_model": "res.partner",
                "res_id": cls.dana.id,
                "partner_id": cls.dana.id,
                "channel": "email",
                "kind": "transactional",
                "user_id": cls.maria.id,
                "company_id": cls.company.id,
                "state": "held",
                "rule_code": "license.lo",
            }
        )
        cls.mine = cls.env["mortgage.license"].search(
            [("user_id", "=", cls.maria.id), ("state", "=", "TX")]
        )

    def _released(self):
        ready = bool(self.held.ready_at)
        self.held.ready_at = False
        return ready

    def test_a_new_a_renewed_and_a_corrected_license_release(self):
        self._license("NV", self.maria)
        self.assertTrue(self._released())
        self.mine.valid_to = "2037-01-01"
        self.assertTrue(self._released())
        self.mine.number = "TX-2"
        self.assertFalse(self._released())
        self.mine.status = "approved"
        self.assertTrue(self._released())

    def test_a_rule_about_renewals_releases(self):
        self._policy("renewal.TX").period_hours = 1416
        self.assertTrue(self._released())
        self._policy("presumption").states = "FL"
        self.assertFalse(self._released())

    def test_another_company_s_license_releases_nothing(self):
        other = self.env["res.company"].create({"name": "Other Lender"})
        self._license("NV", company_id=other.id)
        self.assertFalse(self._released())
