import csv
import re
from pathlib import Path

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from odoo.addons.mortgage_compliance.tests import common
from odoo.addons.mortgage_compliance.tests.common import ComplianceCase
from odoo.addons.mortgage_compliance.tools.places import STATES

SHARED = Path(common.__file__).parents[2] / "../shared/data/rules"
LINKS = {"unsubscribe": "https://lender.example/u"}


def _unmarked(citation):
    """Return ``citation`` without the collectors' marks of how it was read."""
    return re.sub(r" ?\[[PQSU][^\]]*\]", "", citation).strip()


@tagged("post_install", "-at_install")
class TestDisclosure(ComplianceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.disclosures = cls.env["mortgage.disclosure"]

    def _values(self, user=None):
        pair = ((user or self.maria).id, self.company.id)
        return self.env["mortgage.template"]._sender_values([pair])[pair]

    def _footer(self, state, user=None, kind="marketing"):
        return self.env["mortgage.template"]._footer(
            "email", kind, self._values(user), state, LINKS
        )[1]

    def _row(self, code):
        return self.disclosures.search(
            [("code", "=", code), ("superseded_by", "=", False)]
        )

    def test_every_state_has_a_row_with_its_source(self):
        rows = self.disclosures.search([("origin", "=", "shipped")])
        states = {"DC", *STATES} - {"AS", "GU", "MP", "PR", "VI"}
        self.assertEqual(set(rows.mapped("state")) & states, states)
        self.assertTrue(all(rows.mapped("source")))

    def test_the_rows_agree_with_the_collected_law(self):
        file = SHARED / "state_license_text.csv"
        if not file.exists():
            self.skipTest("needs ../shared/data/rules/state_license_text.csv")
        with file.open(encoding="utf-8", newline="") as source:
            collected = {
                (row["state"], _unmarked(row["citation"]), row["verified"])
                for row in csv.DictReader(source)
            }
        shipped = [("origin", "=", "shipped"), ("what", "=", "license")]
        for row in self.disclosures.search(shipped):
            with self.subTest(row.code):
                key = (row.state, _unmarked(row.source), str(int(row.verified)))
                self.assertIn(key, collected)

    def test_the_house_line_stands_for_every_state(self):
        for state in [*STATES, ""]:
            footer = self._footer(state)
            with self.subTest(state):
                for piece in (
                    "Maria Gomez, NMLS #1234101",
                    "Lone Star Test Lending, NMLS #1234001",
                    "www.nmlsconsumeraccess.org",
                    "Equal Housing Lender",
                ):
                    self.assertIn(piece, footer)
                self.assertNotRegex(footer, r"[{}]")

    def test_the_text_of_the_borrowers_state(self):
        self._license("CA", number="60DBO-1")
        for state, text in (
            ("CO", "Responsible party: Maria Gomez, NMLS #1234101, (512) 555-0199."),
            ("PA", "Licensed by the Pennsylvania Department of Banking"),
            ("CA", "pursuant to a California Financing Law license, 60DBO-1."),
            ("NY", "Licensed Mortgage Banker-NYS"),
        ):
            with self.subTest(state):
                self.assertIn(text, self._footer(state))
                self.assertNotIn(text, self._footer("TX"))

    def test_a_broker_says_what_a_broker_has_to(self):
        self.company.mortgage_business = "broker"
        footer = self._footer("CT")
        self.assertIn("MORTGAGE BROKER ONLY", footer)
        self.assertIn("Equal Housing Opportunity", footer)
        self.assertIn("Registered Mortgage Broker-NYS", self._footer("NY"))

    def test_the_license_says_which_text_where_there_are_several(self):
        license = self._license_of("CA", "4131")
        license.disclosure_id = self._row("license_text.CA.crmla")
        self.assertIn(
            "California Residential Mortgage Lending Act, 4131", self._footer("CA")
        )
        # A successor of the chosen text is chosen as well.
        license.disclosure_id.with_user(self.compliance).write({"text": "CRMLA."})
        self.assertIn("\nCRMLA.\n", self._footer("CA"))

    def _license_of(self, state, number):
        self._license(state, number=number)
        return self.env["mortgage.license"].search([("number", "=", number)])

    def test_a_license_number_that_is_not_recorded_stops_the_message(self):
        template = self.env["mortgage.template"].create(
            {"name": "T", "code": "test_t", "channel": "email", "kind": "transactional"}
        )
        version = self.env["mortgage.template.version"].create(
            {"template_id": template.id, "subject": "Hi", "body": "Hi"}
        )

        def missing(state):
            return version._compose([(version, self._values(), state, {})])[0].missing

        self.assertEqual(missing("CA"), ["Company's license number (CA)"])
        self.assertEqual(missing("TX"), [])
        self._license("CA", number="60DBO-1")
        self.assertEqual(missing("CA"), [])

    def test_a_company_may_have_its_own_text(self):
        self.disclosures.with_user(self.compliance).create(
            {
                "code": "license_text.TX",
                "state": "TX",
                "text": "Texas words.",
                "company_id": self.company.id,
            }
        )
        self.assertIn("Texas words.", self._footer("TX"))
        other = self.env["res.company"].create({"name": "Other", "nmls_id": "7"})
        values = self.env["mortgage.template"]._sender_values([(False, other.id)])
        words = values[False, other.id]["license_words"]
        self.assertEqual(words["TX"], {})

    def test_a_change_makes_a_successor_and_an_update_leaves_it(self):
        row = self._row("license_text.PA")
        row.with_user(self.compliance).write({"text": "Our Pennsylvania words."})
        self.assertIn("Department of Banking", row.text)
        self.assertEqual(row.superseded_by.text, "Our Pennsylvania words.")
        self.disclosures._load_shipped()
        self.assertEqual(self._row("license_text.PA"), row.superseded_by)
        self.assertIn("Our Pennsylvania words.", self._footer("PA"))

    def test_unknown_fields_and_states_are_refused(self):
        for values in (
            {"state": "TX", "text": "{{ license_nr }}"},
            {"state": "ZZ", "text": ""},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                self.disclosures.create({"code": "test", **values})

    def test_only_compliance_edits(self):
        row = self._row("license_text.TX")
        for user in (
            self.assistant,
            self.maria,
            self.manager,
            self.mortgage_admin,
            self.processor,
            self.marketing,
            self.integration,
        ):
            with self.subTest(user.login):
                self.assertEqual(row.with_user(user).state, "TX")
                with self.assertRaises(AccessError):
                    row.with_user(user).write({"text": "x"})
        for user in (self.outsider, self.portal):
            with self.subTest(user.login), self.assertRaises(AccessError):
                row.with_user(user).read(["text"])
