import re

from odoo.tests import tagged

from odoo.addons.mortgage_compliance.tests.common import ComplianceCase
from odoo.addons.mortgage_compliance.tools import gsm7, words

CODES = {
    "speed_ack_email": ("email", "transactional"),
    "speed_ack_sms": ("sms", "transactional"),
    "speed_call": ("call", "marketing"),
    "expect_email": ("email", "marketing"),
    "day2_call": ("call", "marketing"),
    "day2_sms": ("sms", "marketing"),
    "day2_email": ("email", "marketing"),
    "guide_email": ("email", "marketing"),
    "day5_call": ("call", "marketing"),
    "nurture_email": ("email", "marketing"),
    "quiet2_sms": ("sms", "marketing"),
    "quiet2_email": ("email", "marketing"),
    "quiet5_email": ("email", "marketing"),
    "quiet12_email": ("email", "marketing"),
    "appt_confirm_email": ("email", "transactional"),
    "appt_confirm_sms": ("sms", "transactional"),
    "appt_remind_email": ("email", "transactional"),
    "appt_remind_sms": ("sms", "transactional"),
    "appt_noshow_email": ("email", "transactional"),
    "appt_noshow_sms": ("sms", "transactional"),
    "preapproval_call": ("call", "transactional"),
    "preapproval_ready_email": ("email", "transactional"),
    "preapproval_ready_sms": ("sms", "transactional"),
    "preapproval_expiring_email": ("email", "transactional"),
    "preapproval_expiring_sms": ("sms", "transactional"),
    "docs_request_email": ("email", "transactional"),
    "docs_remind_email": ("email", "transactional"),
    "docs_remind_sms": ("sms", "transactional"),
    "docs_received_sms": ("sms", "transactional"),
    "milestone_application_email": ("email", "servicing"),
    "milestone_application_sms": ("sms", "servicing"),
    "milestone_processing_email": ("email", "servicing"),
    "milestone_appraisal_email": ("email", "servicing"),
    "milestone_appraisal_sms": ("sms", "servicing"),
    "milestone_conditional_email": ("email", "servicing"),
    "milestone_conditional_sms": ("sms", "servicing"),
    "milestone_clear_call": ("call", "servicing"),
    "milestone_clear_email": ("email", "servicing"),
    "milestone_clear_sms": ("sms", "servicing"),
    "milestone_funded_call": ("call", "servicing"),
    "milestone_funded_email": ("email", "servicing"),
    "milestone_update_email": ("email", "servicing"),
    "milestone_update_sms": ("sms", "servicing"),
    "review_request_email": ("email", "marketing"),
    "opt_in_confirm_sms": ("sms", "transactional"),
    "stop_confirm_sms": ("sms", "transactional"),
    "help_sms": ("sms", "transactional"),
    "start_confirm_sms": ("sms", "transactional"),
}
LINKS = {"unsubscribe": "https://lender.example/mortgage/preferences/abc"}
# The longest that people and places are apt to be called, for texts.
LONG = {
    "en": {
        "borrower_first_name": "Christopher",
        "call_when": "Wednesday at 12:00 PM",
        "purpose_words": "cash-out refinance",
        "appointment_day": "Wednesday, September 23",
        "appointment_time": "12:30 PM AKDT",
        "preapproval_expires": "Wednesday, September 23",
        "milestone_name": "Approved with conditions",
    },
    "es": {
        "borrower_first_name": "Alejandra",
        "call_when": "el domingo a las 12:00 PM",
        "purpose_words": "refinanciamiento con retiro de efectivo",
        "appointment_day": "miércoles 23 de septiembre",
        "appointment_time": "12:30 PM AKDT",
        "preapproval_expires": "miércoles 23 de septiembre",
        "milestone_name": "Papeles de cierre enviados",
    },
}
# What a person may do in a minute; a guide is read twice.
MOST_WORDS, MOST_WORDS_OF_A_GUIDE = 190, 270
MOST_WORDS_OF_A_SENTENCE = 32


@tagged("post_install", "-at_install")
class TestLibraryContent(ComplianceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.templates = cls.env["mortgage.template"].search([("code", "in", [*CODES])])
        cls.versions = cls.templates.version_ids
        cls.maria.mortgage_booking_link = "https://lender.example/book/maria"
        cls.company.mortgage_review_link = "https://lender.example/reviews"
        cls.company.mortgage_upload_link = "https://lender.example/my/documents"

    def _compose(self, version, told, **instead):
        """Return what maria sends when the document tells ``told``."""
        pair = (self.maria.id, self.company.id)
        sender = self.env["mortgage.template"]._sender_values([pair])[pair]
        jobs = [(version, told | sender | instead, "TX", LINKS)]
        return self.env["mortgage.template.version"]._compose(jobs)[0]

    def _samples(self, version):
        return self.env["mortgage.template"]._sample_values(version.lang)

    def _needed(self, version):
        """Return samples of only those fields without which nothing is sent."""
        known = self.env["mortgage.merge.field"]._known(version.lang)
        return {
            name: field.sample
            for name, field in known.items()
            if field.fallback is None
        }

    def _pairs(self):
        """Yield ``(code, English version, Spanish version)``."""
        for template in self.templates:
            by_lang = {version.lang: version for version in template.version_ids}
            if "es" in by_lang:
                yield template.code, by_lang["en"], by_lang["es"]

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

    def test_each_says_what_it_is_for_and_is_for_everybody(self):
        for template in self.templates:
            with self.subTest(template.code):
                self.assertTrue(template.purpose)
                self.assertFalse(template.owner_id)
                self.assertFalse(template.audience_states)
                self.assertFalse(template.product)

    def test_nothing_shipped_is_approved(self):
        current = self.env["mortgage.template"]._current_versions(
            self.templates, ["en", "es"]
        )
        self.assertFalse(current)

    def test_a_compliance_officer_approves_the_lot(self):
        self.versions.with_user(self.compliance).action_approve()
        self.assertTrue(self.versions._is_approved())

    def test_each_renders_with_samples_and_with_what_it_must_have(self):
        for version in self.versions:
            for told in (self._samples(version), self._needed(version)):
                with self.subTest(version.display_name, fields=len(told)):
                    message = self._compose(version, told)
                    self.assertFalse(message.missing)
                    self.assertTrue(message.text)
                    self.assertNotRegex(message.text + message.html, r"[{}]|\*\*")
                    if version.channel == "email":
                        self.assertTrue(message.subject)
                        self.assertIn("Maria Gomez, NMLS #1234101", message.html)
                        self.assertIn("NMLS #1234001", message.text)

    def test_no_hole_is_left_where_a_field_was(self):
        holes = re.compile(r" {2}| [,.;?]|,,|\.\.|\(\)|\[\]|: ?\.|\n{3}|^ | $", re.M)
        for version in self.versions:
            for told in (self._samples(version), self._needed(version)):
                with self.subTest(version.display_name, fields=len(told)):
                    message = self._compose(version, told)
                    self.assertNotRegex(message.subject or "", holes)
                    self.assertNotRegex(message.text, holes)
                    self.assertNotRegex(message.html, r"<(p|li|strong)>\s*</")

    def test_a_line_without_its_field_is_left_out(self):
        for version in self.versions:
            told = self._samples(version)
            for name in self._optional_fields(version):
                with self.subTest(version.display_name, without=name):
                    whole = self._compose(version, told)
                    less = self._compose(version, told, **{name: False})
                    self.assertFalse(less.missing)
                    self.assertLess(
                        set(less.text.splitlines()), set(whole.text.splitlines())
                    )

    def _optional_fields(self, version):
        known = self.env["mortgage.merge.field"]._known(version.lang)
        return [
            name
            for name in words.field_names(version.body)
            if known[name].fallback == "" and not known[name].from_sender
        ]

    def test_what_must_be_known_stops_the_message(self):
        for code, name in (
            ("appt_confirm_sms", "appointment_day"),
            ("preapproval_ready_email", "preapproval_expires"),
            ("docs_request_email", "document_list"),
            ("docs_request_email", "upload_link"),
            ("milestone_clear_email", "closing_day"),
            ("milestone_update_sms", "milestone_name"),
            ("review_request_email", "review_link"),
        ):
            template = self.templates.filtered(lambda t, code=code: t.code == code)
            for version in template.version_ids:
                with self.subTest(version.display_name, without=name):
                    message = self._compose(
                        version, self._needed(version), **{name: False}
                    )
                    self.assertTrue(message.missing)

    def test_a_borrower_without_a_name_is_still_greeted(self):
        for version in self.versions.filtered(lambda v: v.channel == "email"):
            greeting = "Hi there," if version.lang == "en" else "Hola, buen día:"
            told = self._needed(version)
            with self.subTest(version.display_name):
                self.assertTrue(
                    self._compose(version, told).text.startswith(f"{greeting}\n")
                )

    def test_texts_take_two_segments_at_most(self):
        for version in self.versions.filtered(lambda v: v.channel == "sms"):
            for told in (self._samples(version), LONG[version.lang]):
                with self.subTest(version.display_name):
                    text = self._compose(version, told).text
                    self.assertLessEqual(gsm7.segments(text), 2, text)
                    self.assertLessEqual(len(text), 306, text)
                    self.assertIn("Lone Star Test Lending", text)

    def test_texts_stay_in_the_alphabet_of_phones(self):
        for version in self.versions.filtered(lambda v: v.channel == "sms"):
            told = LONG[version.lang]
            with self.subTest(version.display_name):
                text = self._compose(version, told).text
                self.assertEqual(gsm7.to_gsm7(text), text)
                self.assertLessEqual(gsm7.segments(f"{text}\n"), 2)

    def test_the_answer_to_an_inquiry_says_who_calls_and_when(self):
        for code in ("speed_ack_email", "speed_ack_sms"):
            template = self.templates.filtered(lambda t, code=code: t.code == code)
            for version in template.version_ids:
                told = {"call_when": "Sunday at 12:00 PM"}
                with self.subTest(version.display_name):
                    text = self._compose(version, told).text
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
            told = self._needed(version)
            with self.subTest(version.display_name):
                text = self._compose(version, told).text
                stop = LINKS["unsubscribe"] if version.channel == "email" else " STOP "
                self.assertIn(stop, text)

    def test_spanish_has_the_fields_and_the_build_of_english(self):
        for code, english, spanish in self._pairs():
            with self.subTest(code):
                self.assertEqual(self._build(english), self._build(spanish))

    def _build(self, version):
        """Return how a version is built, whatever its language."""
        body = version.body
        return {
            "subject": sorted(words.field_names(version.subject)),
            "fields": sorted(re.findall(r"{{ (\w+) }}", body)),
            "paragraphs": [
                [line.startswith("- ") for line in block.splitlines()]
                for block in body.split("\n\n")
            ],
            "bold": len(re.findall(r"\*\*[^*\n]+\*\*", body)),
            "questions": body.count("?"),
        }

    def test_nobody_shouts_and_no_figure_stands_in_the_words(self):
        for version in self.versions:
            with self.subTest(version.display_name):
                self.assertNotRegex(
                    f"{version.subject or ''}\n{version.body}", r"[!¡%$]"
                )

    def test_letters_are_short(self):
        for version in self.versions.filtered(lambda v: v.channel == "email"):
            code = version.template_id.code
            longest = (
                MOST_WORDS_OF_A_GUIDE
                if code in ("guide_email", "expect_email")
                else MOST_WORDS
            )
            body = self._compose(version, self._samples(version)).text
            body = body.partition("\n--\n")[0]
            sentences = re.split(r"[.:?]\s|\n", body)
            with self.subTest(version.display_name):
                self.assertLessEqual(len(body.split()), longest)
                for sentence in sentences:
                    self.assertLessEqual(
                        len(sentence.split()), MOST_WORDS_OF_A_SENTENCE, sentence
                    )

    def test_subjects_fit_on_a_phone(self):
        for version in self.versions.filtered(lambda v: v.channel == "email"):
            with self.subTest(version.display_name):
                subject = self._compose(version, self._samples(version)).subject
                self.assertLessEqual(len(subject), 75)

    def test_spanish_says_usted_and_guesses_nobodys_sex(self):
        familiar = re.compile(r"\b(tú|tu|tus|te|ti|contigo|vosotros|os)\b", re.I)
        gendered = re.compile(
            r"\b(bienvenid[oa]|estimad[oa]|interesad[oa]|preaprobad[oa]|tranquil[oa]"
            r"|content[oa]|segur[oa] de|amig[oa]|se siente|buscamos juntos|los dos"
            r"|lo (detiene|espera|llam[oa]|ayud[oa])|señora?|quien(es)? compre[sn])\b",
            re.I,
        )
        for version in self.versions.filtered(lambda v: v.lang == "es"):
            text = f"{version.subject or ''}\n{version.body}"
            with self.subTest(version.display_name):
                self.assertNotRegex(text, familiar)
                self.assertNotRegex(text, gendered)

    def test_a_review_is_asked_for_openly_and_for_nothing(self):
        template = self.templates.filtered(lambda t: t.code == "review_request_email")
        self.assertEqual(template.topic_id.code, "reviews")
        for version in template.version_ids:
            with self.subTest(version.lang):
                self.assertRegex(version.body, "given in return|nada a cambio")
                self.assertNotRegex(
                    version.body, r"(?i)star|estrella|positive|positiv|refer|recom"
                )

    def test_a_pre_approval_says_what_it_is_not_and_until_when(self):
        templates = self.templates.filtered(
            lambda t: t.code.startswith("preapproval_") and t.channel != "call"
        )
        for version in templates.version_ids:
            with self.subTest(version.display_name):
                self.assertIn("preapproval_expires", version.body)
                if version.template_id.code != "preapproval_expiring_sms":
                    self.assertRegex(
                        version.body, "(?i)not a commitment to lend|es un compromiso"
                    )
