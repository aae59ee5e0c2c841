from odoo.tests import tagged

from odoo.addons.mortgage_compliance.tests.common import ComplianceCase
from odoo.addons.mortgage_compliance.tests.lint_rules import broken_rules, read_rules
from odoo.addons.mortgage_compliance.tools import gsm7

CODES = {
    "speed_ack_email": ("email", "transactional"),
    "speed_ack_sms": ("sms", "transactional"),
    "speed_call": ("call", "marketing"),
    "expect_email": ("email", "marketing"),
    "day2_call": ("call", "marketing"),
    "day2_sms": ("sms", "marketing"),
    "guide_email": ("email", "marketing"),
    "day5_call": ("call", "marketing"),
    "nurture_email": ("email", "marketing"),
    "quiet2_sms": ("sms", "marketing"),
    "quiet5_email": ("email", "marketing"),
    "quiet12_email": ("email", "marketing"),
    "stop_confirm_sms": ("sms", "transactional"),
    "help_sms": ("sms", "transactional"),
    "start_confirm_sms": ("sms", "transactional"),
    "opt_in_confirm_sms": ("sms", "transactional"),
    "day2_email": ("email", "marketing"),
    "quiet2_email": ("email", "marketing"),
}
LINKS = {"unsubscribe": "https://lender.example/mortgage/preferences/abc"}
# Calls are not recorded; names are looked for in the final text by the tests below; the
# draft of the rules knows the words for opting out in English only.
KNOWN = {
    "en": {"FLAG-not_recorded", "DET-SENDER", "DET-LONAME"},
    "es": {"DET-SENDER", "DET-LONAME", "DET-STOP", "DET-HELP", "DET-UNSUB"},
}


@tagged("post_install", "-at_install")
class TestLibraryContent(ComplianceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.templates = cls.env["mortgage.template"].search([("code", "in", [*CODES])])
        cls.versions = cls.templates.version_ids

    def _sender(self):
        pair = (self.maria.id, self.company.id)
        return self.env["mortgage.template"]._sender_values([pair])[pair]

    def _compose(self, version, values):
        sender = self._sender()
        jobs = [(version, {**values, **sender}, "TX", LINKS)]
        return self.env["mortgage.template.version"]._compose(jobs)[0]

    def _samples(self, version):
        return self.env["mortgage.template"]._sample_values(version.lang)

    def test_all_codes_ship_in_review_in_the_languages_borrowers_read(self):
        shipped = {
            template.code: (template.channel, template.kind)
            for template in self.templates
        }
        self.assertEqual(shipped, CODES)
        self.assertEqual(set(self.versions.mapped("state")), {"review"})
        for template in self.templates:
            langs = {"en"} if template.channel == "call" else {"en", "es"}
            with self.subTest(template.code):
                self.assertEqual(set(template.version_ids.mapped("lang")), langs)

    def test_nothing_shipped_is_approved(self):
        current = self.env["mortgage.template"]._current_versions(
            self.templates, ["en", "es"]
        )
        self.assertFalse(current)

    def test_a_compliance_officer_approves_the_lot(self):
        self.versions.with_user(self.compliance).action_approve()
        self.assertTrue(self.versions._is_approved())

    def test_each_renders_with_samples_and_with_the_sender_alone(self):
        for version in self.versions:
            for values in (self._samples(version), {}):
                with self.subTest(version.display_name, samples=bool(values)):
                    message = self._compose(version, values)
                    self.assertFalse(message.missing)
                    self.assertTrue(message.text)
                    self.assertNotRegex(message.text + message.html, r"[{}]|\*\*")
                    if version.channel == "email":
                        self.assertTrue(message.subject)
                        self.assertIn("Maria Gomez, NMLS #1234101", message.html)
                        self.assertIn("NMLS #1234001", message.text)

    def test_a_borrower_without_a_name_is_still_greeted(self):
        for version in self.versions.filtered(lambda v: v.channel == "email"):
            greeting = "Hi there," if version.lang == "en" else "Hola, buen día:"
            with self.subTest(version.display_name):
                self.assertIn(greeting, self._compose(version, {}).text)

    def test_texts_take_two_segments_at_most(self):
        for version in self.versions.filtered(lambda v: v.channel == "sms"):
            for values in (
                self._samples(version),
                {
                    "borrower_first_name": "Alejandra",
                    "call_when": "el domingo a las 12:00 PM",
                    "purpose_words": "refinanciamiento con retiro de efectivo",
                },
            ):
                with self.subTest(version.display_name):
                    text = self._compose(version, values).text
                    self.assertLessEqual(gsm7.segments(text), 2, text)
                    self.assertLessEqual(len(text), 306, text)
                    self.assertIn("Lone Star Test Lending", text)

    def test_the_answer_to_an_inquiry_says_who_calls_and_when(self):
        for code in ("speed_ack_email", "speed_ack_sms"):
            template = self.templates.filtered(lambda t, code=code: t.code == code)
            for version in template.version_ids:
                values = {"call_when": "Sunday at 12:00 PM"}
                with self.subTest(version.display_name):
                    text = self._compose(version, values).text
                    for piece in (
                        "Maria Gomez",
                        "NMLS #1234101",
                        "NMLS #1234001",
                        "(512) 555-0199",
                        "Sunday at 12:00 PM",
                    ):
                        self.assertIn(piece, text)

    def test_marketing_says_how_to_stop_it(self):
        for version in self.versions:
            if version.template_id.kind != "marketing" or version.channel == "call":
                continue
            with self.subTest(version.display_name):
                text = self._compose(version, {}).text
                stop = LINKS["unsubscribe"] if version.channel == "email" else " STOP "
                self.assertIn(stop, text)

    def test_no_blocking_lint_rule_is_broken(self):
        rules = read_rules()
        if rules is None:
            self.skipTest("needs ../shared/data/rules/lint_rules.csv")
        for version in self.versions:
            for values in (self._samples(version), {}):
                with self.subTest(version.display_name, samples=bool(values)):
                    message = self._compose(version, values)
                    text = f"Subject: {message.subject}\n{message.text}"
                    broken = broken_rules(
                        rules,
                        text,
                        version.channel,
                        version.template_id.kind,
                        KNOWN[version.lang],
                    )
                    self.assertFalse(broken, text)
