from pathlib import Path

from odoo.tests import tagged

from .common import SalesCase

LEADS = Path(__file__).parents[2] / "data" / "leads.csv"
OPTIONS = {
    "has_headers": True,
    "quoting": '"',
    "separator": ",",
    "encoding": "utf-8",
    "float_thousand_separator": ",",
    "float_decimal_separator": ".",
}
HEADERS = (
    *("Name", "Email", "Phone", "Street", "City", "State", "ZIP"),
    *("Loan purpose", "Property state", "Property ZIP"),
    *("Property value", "Loan amount"),
)
SAMPLE = (
    ",".join(HEADERS)
    + "\nDana Ruiz,dana.ruiz@example.com,+1 512 555 0142,18 Live Oak Ln,Austin,TX,"
    "78704,purchase,TX,78704,400000,320000"
    + "\nLee Park,lee.park@example.com,(713) 555-0118,2210 Yale St,Houston,TX,77008,"
    "refinance,TX,77008,365000,241000\n"
)


@tagged("post_install", "-at_install")
class TestImport(SalesCase):
    """Leads from a CSV file: they are there, and nothing starts."""

    def _import(self, csv):
        wizard = (
            self.env["base_import.import"]
            .with_user(self.mortgage_admin)
            .with_context(mortgage_pipeline=True, default_team_id=self.team.id)
            .create(
                {
                    "res_model": "crm.lead",
                    "file": csv.encode(),
                    "file_name": "leads.csv",
                    "file_type": "text/csv",
                }
            )
        )
        preview = wizard.parse_preview(dict(OPTIONS))
        names = [
            "/".join(preview["matches"].get(column, []))
            for column in range(len(preview["headers"]))
        ]
        result = wizard.execute_import(names, preview["headers"], dict(OPTIONS))
        self.assertFalse(result["messages"], result["messages"])
        return self.env["crm.lead"].browse(result["ids"]), names

    def test_an_import_makes_leads_and_starts_nothing(self):
        before = {
            model: self.env[model].search_count([])
            for model in (
                *("mortgage.enrollment", "mortgage.touch", "mail.mail", "sms.sms"),
                *("mortgage.routing.decision", "mortgage.inquiry", "mail.activity"),
                "mortgage.consent",
            )
        }
        leads, names = self._import(SAMPLE)
        self.env.cr.precommit.run()
        self.assertTrue(all(names), names)
        dana, lee = leads
        self.assertEqual(dana.team_id, self.team)
        self.assertEqual(dana.stage_id, self.env.ref("mortgage_sales.stage_new"))
        self.assertEqual(
            (dana.loan_purpose, lee.loan_purpose), ("purchase", "refinance")
        )
        self.assertEqual((dana.property_state, dana.loan_amount), ("TX", 320000))
        self.assertEqual(dana.state_id, self.env.ref("base.state_us_44"))
        self.assertEqual(
            set(lee.partner_id.mortgage_point_ids.mapped("value")),
            {"lee.park@example.com", "+17135550118"},
        )
        for model, count in before.items():
            self.assertEqual(self.env[model].search_count([]), count, model)
        points = leads.partner_id.mortgage_point_ids.ids
        levels = self.env["mortgage.consent"]._levels(points)
        self.assertFalse(any(levels.values()))

    def test_an_inquiry_of_an_imported_borrower_joins_the_lead(self):
        (dana, _lee), _names = self._import(SAMPLE)
        (result,) = self.env["mortgage.inquiry"].submit(
            [{"source": self.source.code, "name": "D. Ruiz", "phone": "512-555-0142"}]
        )
        self.assertEqual((result["status"], result["lead_id"]), ("merged", dana.id))

    def test_the_sample_file_can_be_imported(self):
        if not LEADS.exists():
            # An installed addon comes without the repository's sample files.
            return
        leads, names = self._import(LEADS.read_text())
        self.assertTrue(all(names), names)
        self.assertEqual(leads.mapped("state_id.code"), ["TX", "FL", "CO"])
        self.assertEqual(leads.state_id.country_id, self.env.ref("base.us"))
