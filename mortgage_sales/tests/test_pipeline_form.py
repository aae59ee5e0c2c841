import json
from datetime import datetime, timedelta

from freezegun import freeze_time
from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from ..tools.inquiry import words
from .common import SalesCase
from .test_pipeline_views import view_spec

FORM = "crm.crm_lead_view_form"
DAY = "2026-03-04 16:00:00"
INQUIRY = {
    "source": "website-test",
    "external_id": "form-1",
    "name": "Dana Ruiz",
    "email": "dana@example.com",
    "phone": "713 555 0101",
    "loan_purpose": "purchase",
    "loan_amount": 320000,
    "property_value": "400000",
    "first_time_buyer": True,
    "language": "en",
    "cost": 45,
    "pets": "two dogs",
    "property": {"state": "TX", "zip": "77002", "type": "single family"},
    "consent": {"text": "You may call me.", "url": "https://lender.example/apply"},
}


@tagged("post_install", "-at_install")
class TestLeadForm(SalesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls._lead(
            user_id=cls.maria.id,
            property_zip="77002",
            stage_id=cls.env.ref("mortgage_sales.stage_in_process").id,
        )
        cls.maria.mortgage_assistant_ids = cls.assistant

    def _read(self, user, field, lead=None):
        with freeze_time(DAY):
            return (lead or self.lead).with_user(user).web_read({field: {}})[0][field]

    def test_chips_say_may_i_what_time_whose_and_until_when(self):
        self.env["mail.activity"]._mortgage_create_tasks(
            [
                {
                    "lead": self.lead,
                    "type": "mortgage_sales.activity_type_call",
                    "user": self.maria,
                    "due_at": datetime(2026, 3, 4, 16, 5),
                    "summary": "First call",
                }
            ]
        )
        chips = self._read(self.maria, "mortgage_chips")
        self.assertEqual(
            [answer["words"] for answer in chips["contact"]],
            ["Can call now", "Can text now", "Can email now"],
        )
        self.assertEqual(chips["zone"], "America/Chicago")
        self.assertEqual(chips["officer"], "Maria Gomez")
        self.assertEqual(chips["call"], {"due": "2026-03-04 16:05:00", "first": True})
        self.assertFalse(chips["plan"])

    def test_the_plan_counts_its_days_and_can_be_paused_by_who_works_the_lead(self):
        with freeze_time("2026-03-02 16:00:00"):
            self.env["mortgage.enrollment"]._start(
                self.env.ref("mortgage_sales.cadence_speed_to_lead"), self.lead
            )
        plan = self._read(self.maria, "mortgage_chips")["plan"]
        self.assertEqual(plan["words"], "On follow-up plan: day 3")
        self.assertEqual((plan["state"], plan["steer"]), ("active", True))
        self.assertTrue(self._read(self.assistant, "mortgage_chips")["plan"]["steer"])
        self.assertFalse(self._read(self.compliance, "mortgage_chips")["plan"]["steer"])
        self.assertFalse(self._read(self.processor, "mortgage_chips")["plan"])
        self.lead.with_user(self.maria).action_mortgage_pause_plans()
        plan = self._read(self.maria, "mortgage_chips")["plan"]
        self.assertEqual(plan["words"], "Follow-up waits: Paused by Maria Gomez")

    def test_a_lead_of_another_team_has_no_chips(self):
        host = self.env["crm.lead"].create({"name": "Solar", "team_id": False})
        self.assertFalse(host.mortgage_chips)
        self.assertFalse(host.mortgage_zone_name)

    def test_money_down_and_language_in_words(self):
        with Form(self.lead.with_user(self.maria)) as form:
            form.property_value = 400000
            form.down_payment = 80000
            form.loan_amount = 320000
            self.assertEqual(form.down_payment_percent, 20)
            self.assertEqual(form.loan_to_value, 80)
            form.language_name = "Spanish"
        self.assertEqual(self.lead.language, "Spanish")
        self.assertEqual(self.lead._mortgage_lang(), "es_419")
        self.lead.language = "en"
        self.assertEqual(self.lead.language_name, "English")

    def test_an_lo_adds_a_co_borrower_with_email_and_phone(self):
        with Form(self.lead.with_user(self.maria)) as form:
            with form.party_ids.new() as party:
                party.partner_id = self.env["res.partner"].create({"name": "Rey Ruiz"})
                party.email = "rey@example.com"
                party.phone = "+17135550177"
        rey = self.lead.party_ids.partner_id
        self.assertEqual((rey.email, rey.phone), ("rey@example.com", "+17135550177"))
        values = set(rey.mortgage_point_ids.mapped("value"))
        self.assertEqual(values, {"rey@example.com", "+17135550177"})

    def test_the_proof_page_says_what_is_allowed_and_why(self):
        phone, email = self.lead.mortgage_point_ids.sorted("kind", reverse=True)
        self.env["mortgage.consent"]._record(
            [
                {
                    "point_id": phone.id,
                    "level": "pewc",
                    "channels": ["call"],
                    "text": "Yes, <b>call</b> me.",
                    "seller": "Lone Star",
                }
            ]
        )
        self.env["mortgage.suppression"].with_user(self.manager).sudo()._suppress(
            email.ids, "email", "unsubscribed", at="2026-02-03 18:00:00"
        )
        for user in (self.maria, self.assistant, self.manager, self.compliance):
            with self.subTest(user=user.login):
                page = self._read(user, "mortgage_permissions")
                for said in (
                    "(713) 555-0101",
                    "Express written consent to calls",
                    "Yes, &lt;b&gt;call&lt;/b&gt; me.",
                    "No email: Dana unsubscribed Feb 3",
                    "recorded by Max Boone",
                    "No express written consent to this text",
                    "Only the borrower can change it",
                ):
                    self.assertIn(said, page)

    def test_consent_that_a_borrower_gave_on_the_phone_is_recorded(self):
        phone = self.lead.mortgage_point_ids.filtered(lambda p: p.kind == "phone")
        note = {"lead_id": self.lead.id, "point_id": phone.id, "note": "today"}
        wizard = self.env["mortgage.record.consent"].with_user(self.maria).create(note)
        wizard.to_calls = False
        wizard.action_record()
        consent = self.env["mortgage.consent"].search([("point_id", "=", phone.id)])
        self.assertEqual(
            (consent.level, consent.channels, consent.method, consent.note),
            ("pec", "sms", "spoken", "today"),
        )
        other = self.env["mortgage.record.consent"].with_user(self.cora).create(note)
        with self.assertRaises(AccessError):
            other.action_record()

    def test_where_it_came_from_is_told_in_words(self):
        (result,) = self.env["mortgage.inquiry"].submit([INQUIRY])
        lead = self.env["crm.lead"].browse(result["lead_id"])
        page = self._read(self.manager, "mortgage_origin", lead)
        for said in (
            *("Website", "cost $45", "Wants", "Purchase", "$320,000", "English"),
            *("Pets", "two dogs", "Home: type", "Single family", "You may call me."),
            "Page: https://lender.example/apply",
        ):
            self.assertIn(said, page)
        for raw in ("{", "external_id", "single family", "True"):
            self.assertNotIn(raw, page)

    def test_answers_of_an_inquiry(self):
        payload = json.loads(
            '{"military": "no", "current_loan": {"rate": "7.125%"}, "utm_source": "x",'
            ' "loan_amount": "about 300k", "colors": ["red", "blue"], "phone2": ""}'
        )
        self.assertEqual(
            words.answers(payload, lambda _path, value: value),
            [
                ("Military or veteran", "No"),
                ("Current rate", "7.125%"),
                ("Loan amount", "about 300k"),
                ("Colors", "red, blue"),
            ],
        )

    def test_opening_costs_the_same_with_many_contacts_and_inquiries(self):
        arch = self.lead.with_user(self.maria).get_view(self.env.ref(FORM).id)["arch"]
        spec = view_spec(etree.fromstring(arch), self.lead)
        counts = []
        for number in (1, 5, 50):
            self._fill(number)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.lead.with_user(self.maria).web_read(spec)
            counts.append(self.env.cr.sql_log_count - before)
        # The first one also read what all later ones find in the caches.
        self.assertEqual(counts[1], counts[2])

    def _fill(self, number):
        values = {
            "res_model": "crm.lead",
            "res_id": self.lead.id,
            "lead_id": self.lead.id,
            "partner_id": self.lead.partner_id.id,
            "channel": "call",
            "kind": "marketing",
            "user_id": self.maria.id,
            "company_id": self.company.id,
        }
        self.env["mortgage.touch"].create([values] * number)
        self.env["mortgage.inquiry"].create(
            [
                {
                    "source_id": self.source.id,
                    "external_id": f"many-{number}-{n}",
                    "lead_id": self.lead.id,
                    "payload": json.dumps(INQUIRY),
                }
                for n in range(number)
            ]
        )

    def test_a_lead_that_stands_too_long_is_stalled(self):
        stage = self.lead.stage_id
        self.assertEqual(stage.rotting_threshold_days, 45)
        moved = self.lead.date_last_stage_update
        for days, share, stalled in ((9, 20, False), (50, 100, True)):
            with freeze_time(moved + timedelta(days=days, minutes=1)):
                self.env.invalidate_all()
                self.assertEqual(self.lead.mortgage_stage_share, share)
                self.assertEqual(self.lead.mortgage_is_stalled, stalled)
        host = self.env["crm.lead"].create({"name": "Solar", "team_id": False})
        self.assertFalse(host.mortgage_is_stalled)
