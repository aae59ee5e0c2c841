import time
from base64 import b64encode

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ComplianceCase

HEAD = "NMLS ID,State,License Number,Status,Expiration Date\n"


@tagged("post_install", "-at_install")
class TestLicenseList(ComplianceCase):
    """Licenses brought up to date from a list."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "America/Chicago"
        cls.update = cls.env["mortgage.license.update"].with_user(cls.compliance)

    def _read(self, lines, head=HEAD):
        wizard = self.update.create({"pasted": head + lines})
        wizard.action_preview()
        return wizard

    def _line(self, line, head=HEAD):
        return self._read(line, head).line_ids

    def _of(self, user, state="TX"):
        return self.env["mortgage.license"].search(
            [("user_id", "=", user.id), ("state", "=", state)]
        )

    def test_it_says_first_what_changes_and_then_does_it(self):
        tx, fl = self._of(self.frank), self._of(self.frank, "FL")
        fl.valid_to = "2037-01-01 06:00:00"
        wizard = self._read(
            f"1234102,TX,{tx.number},Approved,12/31/2037\n"
            f"1234102,FL,{fl.number},Approved,12/31/2036\n"
            f"1234101,TX,{self._of(self.maria).number},Terminated - Expired,\n"
            "1234103,NV,NV-9,Approved,12/31/2037\n"
            "1234001,NV,NV-1,Approved,12/31/2037\n"
            "9,TX,,Approved,12/31/2037\n"
            "1234103,CO,,Dancing,\n"
        )
        self.assertEqual(
            wizard.summary,
            "Refused: 2 · Ended: 1 · New: 2 · Renewed: 1 · As it is: 1",
        )
        refused = wizard.line_ids.filtered(lambda line: line.what == "refused")
        self.assertEqual(refused.mapped("line"), [7, 8])
        self.assertEqual(
            refused.mapped("reason"),
            ["nobody here is “9”", "status “Dancing” is unknown"],
        )
        self.assertEqual(str(tx.valid_to), "2036-01-01 00:00:00")
        wizard.action_apply()
        self.assertEqual(str(tx.valid_to), "2038-01-01 06:00:00")
        self.assertTrue(tx.renewed_on)
        self.assertEqual(self._of(self.maria).status, "expired")
        self.assertEqual(self._of(self.cora, "NV").number, "NV-9")
        own = self.env["mortgage.license"].search([("number", "=", "NV-1")])
        self.assertFalse(own.user_id)
        self.assertEqual(own.company_id, self.company)
        again = self._read(wizard.pasted.removeprefix(HEAD))
        self.assertFalse(again.has_changes)

    def test_people_are_found_by_login_or_name(self):
        for head, word in [("Login", "frank"), ("Email", "FRANK@lender.example")]:
            with self.subTest(head=head):
                line = self._line(f"{word},TX,Approved", f"{head},State,Status\n")
                self.assertEqual((line.what, line.holder), ("unchanged", "Frank Hall"))
        line = self._line("Frank Hall,TX,Approved", "Name,State,Status\n")
        self.assertEqual(line.holder, "Frank Hall")

    def test_what_is_refused_and_why(self):
        self.cora.nmls_id = self.frank.nmls_id
        lapsed = self._license(
            "UT", self.maria, number="UT-1", valid_to="2024-01-01 00:00:00"
        )
        for line, reason in [
            ("1234102,TX,,Approved,", "may be Cora Diaz, Frank Hall"),
            (",TX,,Approved,", "nobody is named"),
            (f"1234101,UT,{lapsed.number},Approved,", "until which it is renewed"),
            (f"1234101,UT,{lapsed.number},Approved,1/1/2001", "before it begins"),
            ("1234101,TX,,Approved,13/13/2027", "is no date"),
        ]:
            with self.subTest(line=line):
                found = self._line(line)
                self.assertEqual(found.what, "refused")
                self.assertIn(reason, found.reason)
        line = self._line("assistant,TX,Approved", "Login,State,Status\n")
        self.assertIn("none has a license", line.reason)
        twice = self._read("1234101,TX,,Approved,12/31/2040\n" * 2).line_ids
        self.assertEqual(twice.mapped("what"), ["refused", "renewed"])
        self.assertIn("as in line 2", twice[0].reason)

    def test_a_branch_s_license(self):
        branch = self.env["mortgage.branch"].create(
            {"name": "North", "nmls_id": "1234900"}
        )
        self._read("1234900,TX,B-1,Approved,12/31/2037").action_apply()
        self.assertEqual(branch.license_ids.number, "B-1")

    def test_a_renewal_requested_on_a_day(self):
        head = "NMLS ID,State,Status,Renewal Requested\n"
        self._read("1234101,TX,Renewal Requested,11/20/2026", head).action_apply()
        record = self._of(self.maria)
        self.assertEqual(record.status, "renewal_requested")
        self.assertEqual(str(record.renewal_requested_on), "2026-11-20 06:00:00")

    def test_what_is_no_list_says_what_is_wanted(self):
        for content, words in [
            (b"", "Upload a list"),
            (b"PK\x03\x04", "save it as CSV"),
            (b"a,b\n1,2", "No column says whose"),
        ]:
            wizard = self.update.create({"content": b64encode(content)})
            with self.subTest(words=words), self.assertRaisesRegex(UserError, words):
                wizard.action_preview()

    def test_two_thousand_lines_in_seconds(self):
        states = ("AL AK AZ AR CA CT DE GA HI ID IL IN IA KS KY LA ME MD MA MI").split()
        people = self.env["res.users"].create(
            [
                {"name": f"Officer {n}", "login": f"o{n}", "nmls_id": f"77{n:05d}"}
                for n in range(100)
            ]
        )
        lines = "".join(
            f"{user.nmls_id},{state},{state}-{user.id},Approved,12/31/2026\n"
            for user in people
            for state in states
        )
        started = time.monotonic()
        wizard = self._read(lines)
        wizard.action_apply()
        self.assertEqual(wizard.summary, "New: 2000")
        renewal = self._read(lines.replace("2026", "2027"))
        renewal.action_apply()
        self.assertEqual(renewal.summary, "Renewed: 2000")
        self.env.flush_all()
        self.assertLess(time.monotonic() - started, 30)

    def test_only_administrators_and_compliance_may(self):
        self.update.with_user(self.mortgage_admin).create({"pasted": HEAD})
        for user in (self.maria, self.manager, self.assistant, self.processor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.update.with_user(user).create({"pasted": HEAD})
