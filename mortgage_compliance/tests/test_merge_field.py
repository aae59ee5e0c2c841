from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.mortgage_compliance.models.merge.mortgage_merge_field_source import (
    NEVER as NEVER_RULES,
)
from odoo.addons.mortgage_compliance.tests.common import ComplianceCase
from odoo.addons.mortgage_compliance.tools.merge_fields import spoken

# What approved versions of 19.0.1.2.0 were read with: (English, Spanish) fallbacks.
EARLIER = {
    "borrower_first_name": ("there", "buen día"),
    "purpose_words": ("home loan", "hipoteca"),
    "property_place": ("your area", "su zona"),
    "call_when": ("as soon as I can", "lo antes posible"),
    "lo_name": (None, None),
    "lo_first_name": (None, None),
    "lo_nmls": (None, None),
    "lo_phone": (None, None),
    "lo_email": (None, None),
    "booking_link": ("", ""),
    "company_name": (None, None),
    "company_nmls": (None, None),
    "company_phone": ("", ""),
    "company_address": (None, None),
}
# Names, labels and paths of what is never a field, and of what only sounds like it.
NEVER = (
    *("ssn", "borrower_ssn", "x_SocialSecurity", "Social Security number", "dob"),
    *("birthdate", "x_date_of_birth", "Date of birth", "birthday", "Tax ID", "vat"),
    *("bank_account_number", "account no", "routing", "x_password", "access_token"),
    *("race", "Ethnicity", "religion", "x_gender", "sex", "Sexual orientation"),
    *("marital_status", "National origin", "age", "Borrower's age", "disability"),
    *("familial_status", "Number of children", "language_pref", "x_citizenship"),
    *("Género", "estado civil", "Fecha de nacimiento", "número de cuenta", "edad"),
)
ALLOWED = (
    *("mortgage_stage", "message_count", "Manager", "x_package", "average", "trace"),
    *("Essex county", "Page", "accounts team", "routine", "Tinted", "embrace"),
)


@tagged("post_install", "-at_install")
class TestMergeField(ComplianceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.merge_field = cls.env["mortgage.merge.field"]

    def _row(self, name):
        return self.merge_field.search([("name", "=", name)])

    def _own(self, user=None, **vals):
        values = {
            "name": "own_town",
            "label": "Town of the borrower",
            "source": "partner.city",
            "sample_en": "Austin",
            **vals,
        }
        return self.merge_field.with_user(user or self.compliance).create(values)

    def _words(self, body, channel="email", **vals):
        template = self.env["mortgage.template"].create(
            {
                "name": "Test",
                "code": f"fields_{self.env['mortgage.template'].search_count([])}",
                "channel": channel,
                "kind": "transactional",
            }
        )
        return self.env["mortgage.template.version"].create(
            {"template_id": template.id, "subject": "Hello", "body": body, **vals}
        )

    # The shipped list

    def test_what_approved_words_name_means_what_it_meant(self):
        english, spanish = (self.merge_field._known(lang) for lang in ("en", "es"))
        for name, fallbacks in EARLIER.items():
            with self.subTest(name):
                found = english[name].fallback, spanish[name].fallback
                self.assertEqual(found, fallbacks)

    def test_shipped_fields_keep_the_rules_of_the_list(self):
        rows = self.merge_field.search([("origin", "=", "shipped")])
        self.assertGreater(len(rows), 40)
        for check in ("name", "never", "source", "fallback", "subject"):
            getattr(rows, f"_check_{check}")()
        for row in rows:
            with self.subTest(row.name):
                self.assertTrue(row.remedy or row.when_missing != "stop")

    def test_a_second_load_of_the_shipped_fields_changes_nothing(self):
        row = self._row("call_when")
        row.fallback_en = "soon"
        count = self.merge_field.search_count([])
        self.merge_field._load_shipped()
        self.assertEqual(self.merge_field.search_count([]), count)
        self.assertEqual(self.merge_field._known()["call_when"].fallback, "soon")

    # Who may change it

    def test_only_compliance_adds_and_changes_fields(self):
        for user in (
            self.mortgage_admin,
            self.maria,
            self.marketing,
            self.manager,
            self.assistant,
            self.processor,
            self.integration,
        ):
            with self.subTest(user.login):
                with self.assertRaises(AccessError):
                    self._own(user)
                row = self._row("lo_name").with_user(user)
                self.assertTrue(row.label)
                with self.assertRaises(AccessError):
                    row.label = "Who writes"
        self.assertEqual(self._own().origin, "lender")
        with self.assertRaises(AccessError):
            self._row("lo_name").with_user(self.portal).read(["label"])

    def test_nobody_ships_a_field_from_a_screen(self):
        row = self._own(origin="shipped", from_sender=True)
        self.assertEqual((row.origin, row.from_sender), ("lender", False))

    def test_what_a_shipped_field_is_stays(self):
        row = self._row("call_when").with_user(self.compliance)
        row.write({"label": "When you hear from the LO", "sample_en": "at noon"})
        for vals in ({"name": "own_x"}, {"kind": "money"}, {"source": "partner.city"}):
            with self.subTest(vals), self.assertRaises(UserError):
                row.write(vals)
        number = self._row("lo_nmls").with_user(self.compliance)
        for vals in (
            {"when_missing": "fallback", "fallback_en": "1", "fallback_es": "1"},
            {"active": False},
        ):
            with self.subTest(vals), self.assertRaises(UserError):
                number.write(vals)
        with self.assertRaises(UserError):
            row.unlink()

    def test_what_approved_words_promise_stays(self):
        row = self._own(when_missing="fallback", fallback_en="a", fallback_es="b")
        version = self._words("Hi {{ own_town }}.")
        row.fallback_en = "your town"
        version.action_submit()
        for vals in (
            {"fallback_en": "elsewhere"},
            {"when_missing": "stop"},
            {"source": "partner.street"},
            {"active": False},
        ):
            with self.subTest(vals), self.assertRaises(UserError):
                row.write(vals)
        row.write({"label": "Town", "sample_en": "Waco"})
        with self.assertRaises(UserError):
            row.unlink()
        self.assertEqual(row.template_count, 1)
        self.assertEqual(
            row.action_open_templates()["domain"],
            [("id", "in", version.template_id.ids)],
        )

    def test_changes_stand_in_the_ledger(self):
        row = self._own()
        row.remedy = "The LO asks."
        entries = self.env["mortgage.ledger.entry"].search(
            [("res_model", "=", row._name), ("res_id", "=", row.id)]
        )
        self.assertEqual(entries.mapped("event"), ["rule_change"] * 2)

    # What is never a field

    def test_ssn_birth_account_and_protected_classes_are_refused_by_every_name(self):
        for text in NEVER:
            with self.subTest(text):
                self.assertTrue(self.merge_field._forbidden([text]))
        for text in ALLOWED:
            with self.subTest(text):
                self.assertFalse(self.merge_field._forbidden([text]))
        for vals in (
            {"name": "own_ssn"},
            {"label": "Borrower's date of birth"},
            {"source": "partner.vat"},
        ):
            with self.subTest(vals), self.assertRaises(ValidationError):
                self._own(**vals)

    def test_ending_the_lint_rule_opens_nothing(self):
        rules = self.env["mortgage.lint.rule"].search([("code", "in", NEVER_RULES)])
        rules.write({"pattern": "nothing", "reason": "Tried."})
        rules.valid_to = fields.Datetime.now() + timedelta(seconds=1)
        self.assertTrue(self.merge_field._forbidden(["ssn"]))
        self.assertTrue(self.merge_field._forbidden(["religion"]))

    def test_a_path_stays_on_the_borrowers_own_record(self):
        for path in (
            "partner.user_id",
            "partner.parent_id.name",
            "partner.child_ids",
            "partner.comment",
            "partner.image_1920",
            "partner.email_formatted",
            "partner.signup_type",
            "partner.nothing",
            "company.name",
            "partner",
            "res.users.password",
            "__class__",
            "partner.__class__",
            "partner.env",
        ):
            with self.subTest(path):
                with self.assertRaisesRegex(ValidationError, "cannot be a merge field"):
                    self._own(source=path)
        with self.assertRaises(ValidationError):
            self._own(source=False)
        choices = dict(self.merge_field._source_choices())
        self.assertIn("partner.city", choices)
        for path in ("partner.vat", "partner.user_id", "partner.comment"):
            self.assertNotIn(path, choices)

    def test_a_value_is_shown_as_what_it_is(self):
        with self.assertRaises(ValidationError):
            self._own(kind="money")
        with self.assertRaises(ValidationError):
            self._own(kind="link")

    def test_a_name_of_ones_own_begins_with_own(self):
        for name in ("town", "Own_town", "own town", "own_town }}", "license_words"):
            with self.subTest(name), self.assertRaises(ValidationError):
                self._own(name=name)

    def test_fallbacks_are_plain_and_never_amounts(self):
        fallback = {"when_missing": "fallback", "fallback_en": "a", "fallback_es": "b"}
        for vals in (
            {"fallback_es": False},
            {"fallback_en": "123-45-6789"},
            {"fallback_en": "two\nlines"},
            {"source": "partner.credit_limit", "kind": "money"},
        ):
            with self.subTest(vals), self.assertRaises(ValidationError):
                self._own(**(fallback | vals))

    def test_amounts_numbers_and_links_stay_out_of_subjects(self):
        for name in ("loan_amount", "booking_link", "loan_number"):
            with self.subTest(name), self.assertRaises(ValidationError):
                self._row(name).in_subject = True
        for name in ("loan_amount", "preapproval_amount", "document_list"):
            with self.subTest(name), self.assertRaisesRegex(ValidationError, "subject"):
                self._words("Hi.", subject="About {{ %s }}" % name)  # noqa: UP031

    def test_words_keep_to_a_fields_channels_and_links(self):
        self._row("property_place").on_sms = False
        with self.assertRaisesRegex(ValidationError, "not for this channel"):
            self._words("In {{ property_place }}.", channel="sms", subject=False)
        with self.assertRaisesRegex(ValidationError, "no address"):
            self._words("[Book]({{ lo_name }})")

    # What is read of it

    def test_a_value_of_the_lenders_own_field_goes_out_harmless(self):
        self._own(last_four=True)
        version = self._words("From {{ own_town }}!")
        sender = self.env["mortgage.template"]._sender_values([(0, self.company.id)])
        for value, text in (
            ("AB-99123", "From 9123!"),
            ("123-45-6789", None),
            ("4111 1111 1111 1111", None),
            ("see https://evil.example", None),
            ({"a": 1}, None),
        ):
            with self.subTest(value):
                values = {**sender[0, self.company.id], "own_town": value}
                message = version._render([(version, values)])[0]
                if text:
                    self.assertEqual(message.text, text)
                else:
                    self.assertEqual(message.missing, ["Town of the borrower"])

    def test_only_values_meant_for_readers_are_spoken(self):
        self.assertEqual(spoken(self.company), "")
        self.assertEqual(spoken({"state": "text"}), "")
        self.assertEqual(spoken(0.0, "money"), "")
        self.assertEqual(spoken(3), "3")
