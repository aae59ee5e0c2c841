from base64 import b64decode, b64encode

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..tools.rule_file import clock, read, value
from .common import ComplianceCase

MODELS = (
    *("mortgage.contact.policy", "mortgage.holiday"),
    *("mortgage.jurisdiction", "mortgage.exemption"),
)


@tagged("post_install", "-at_install")
class TestPolicyFile(ComplianceCase):
    """Rules are taken out as CSV, changed and brought back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["mortgage.holiday"].create(
            {"date": "2027-02-09", "state": "LA", "name": "Storm, “Ana”"}
        )
        cls.env["mortgage.exemption"].create(
            {"state": "TX", "rule_code": "window.TX", "ground": "ebr"}
        )
        cls.rules = cls.env["mortgage.contact.policy"].with_user(cls.compliance)

    def _changed(self, text, code, **cells):
        """Return the text with other cells in the line of a rule."""
        lines = text.split("\r\n")
        names = lines[0].split(",")
        [line] = [line for line in lines if line.startswith(f"{code},")]
        parts = line.split(",")
        for name, cell in cells.items():
            parts[names.index(name)] = cell
        return "\r\n".join([lines[0], ",".join(parts)])

    def test_a_round_trip_changes_nothing(self):
        for name in MODELS:
            with self.subTest(model=name):
                model = self.env[name].with_user(self.compliance)
                before = model.search_count([])
                text = model._export_csv()
                counted = model._import_csv(text)
                self.assertEqual((counted["new"], counted["changed"]), (0, 0))
                self.assertGreater(counted["unchanged"], 0)
                self.assertEqual(model.search_count([]), before)
                semicolons = model._import_csv(text.replace("\r\n", "\n"))
                self.assertEqual(semicolons, counted)

    def test_a_changed_line_makes_a_successor(self):
        head = "code,weekday_from,number"
        counted = self.rules._import_csv(f"{head}\nwindow.IA,10:30,0\ncap.MD,,2\n")
        self.assertEqual(counted, {"new": 0, "changed": 2, "unchanged": 0})
        found = self.rules.search([("code", "=", "window.IA")])
        self.assertEqual(found.mapped("weekday_from"), [10.5, 8])
        self.assertEqual(found[1].superseded_by, found[0])
        self.assertEqual(found[0].origin, "lender")

    def test_a_new_line_makes_a_row(self):
        self.rules._import_csv(
            "code;name;check;channels;number;period_hours\n"
            "cap.own;One text a day;frequency;sms;1;24\n"
        )
        self.assertEqual(self.rules.search([("code", "=", "cap.own")]).number, 1)

    def test_bad_lines_are_named_and_nothing_is_changed(self):
        count = self.rules.search_count([])
        with self.assertRaises(ValidationError) as caught:
            self.rules._import_csv(
                "code,name,check,weekday_from,number,verified,states\n"
                "window.IA,Mine,window,25:00,0,1,IA\n"
                "cap.MD,Mine,frequency,,three,1,MD\n"
                "cap.OK,Mine,sometimes,,2,maybe,OK\n"
            )
        words = str(caught.exception)
        for part in (
            "Nothing was changed.",
            "Line 2, weekday_from: “25:00” cannot be read: write it as 09:00.",
            "Line 3, number: “three” cannot be read: write it as 24.",
            "Line 4, check: “sometimes” is unknown: write one of",
            "Line 4, verified: “maybe” cannot be read",
        ):
            self.assertIn(part, words)
        with self.assertRaises(ValidationError) as caught:
            self.rules._import_csv(
                "code,name,states,weekday_from\n"
                "window.IA,Mine,IA,09:00\n"
                "window.KS,Mine,KS XX,09:00\n"
                "window.UT,Mine,UT,06:00\n"
                "window.IA,Mine,IA,09:00\n"
            )
        words = str(caught.exception)
        for part in ("Line 3: ", "“XX” is unknown", "Line 4: ", "allow more", "Line 5"):
            self.assertIn(part, words)
        self.assertEqual(self.rules.search_count([]), count)

    def test_what_is_no_file_of_rules(self):
        for text, words in (
            ("", "is empty"),
            ("code,company_id,color\n", "“color” is unknown"),
            ("name\nx\n", "add the column code"),
            ("code,name\na,b,c\n", "more cells"),
        ):
            with (
                self.subTest(text=text),
                self.assertRaisesRegex(ValidationError, words),
            ):
                self.rules._import_csv(text)

    def test_the_screen(self):
        wizard = self.env["mortgage.rule.exchange"].with_user(self.compliance)
        wizard = wizard.create({"what": "mortgage.holiday"})
        self.assertIn("/exported/holiday.csv", wizard.action_export()["url"])
        text = b64decode(wizard.exported).decode("utf-8-sig")
        self.assertIn("2027-02-09,LA", text)
        with self.assertRaisesRegex(UserError, "Choose"):
            wizard.action_import()
        wizard.content = b64encode((text + "2027-03-01,,Office closed\r\n").encode())
        wizard.action_import()
        self.assertEqual(wizard.summary, "New: 1 · Changed: 0 · As they were: 1")

    def test_compliance_alone(self):
        for user in (self.maria, self.manager, self.mortgage_admin, self.marketing):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["mortgage.rule.exchange"].with_user(user).create({})
            with self.assertRaises(AccessError):
                self.rules.with_user(user)._import_csv("code\nx")

    def test_cells(self):
        self.assertEqual(
            [clock(hours) for hours in (0, 8.5, 24)], ["", "08:30", "24:00"]
        )
        for kind, cell in (("float", "9"), ("float", "8:75"), ("date", "2/9/27")):
            with self.assertRaises(ValueError):
                value(kind, cell)
        self.assertEqual(
            read("a;b\n1;2", ["a", "b"], ["a"])[0], [(2, {"a": "1", "b": "2"})]
        )
