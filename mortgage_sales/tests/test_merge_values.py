from datetime import date, datetime, timedelta

from odoo import Command, fields
from odoo.tests import tagged

from .loans_common import LoansCase


@tagged("post_install", "-at_install")
class TestMergeValues(LoansCase):
    """What the words of a message are told comes from records, or is not told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.of_maria.write(
            {
                "property_street": "2405 Bluebonnet Ln",
                "property_city": "Houston",
                "property_state": "TX",
                "property_zip": "77002",
                "loan_amount": 310000,
            }
        )

    def _told(self, lead=None):
        lead = lead or self.of_maria
        return lead._mortgage_merge_values()[lead.id]

    def _meeting(self, start=None, **values):
        start = start or datetime(2031, 3, 13, 19, 30)
        partner = self.of_maria.partner_id
        return self.env["calendar.event"].create(
            {
                "name": "Call",
                "start": start,
                "stop": start + timedelta(minutes=30),
                "opportunity_id": self.of_maria.id,
                "user_id": self.maria.id,
                "partner_ids": [Command.set(partner.ids)],
                **values,
            }
        )

    def test_the_lead_tells_name_place_and_amount(self):
        self.loan.amount = 0
        told = self._told()
        self.assertEqual(told["borrower_last_name"], "Ruiz")
        self.assertEqual(
            told["property_address"], "2405 Bluebonnet Ln, Houston, TX 77002"
        )
        self.assertEqual(told["loan_amount"], 310000)

    def test_half_an_address_is_none(self):
        self.of_maria.property_street = False
        self.assertFalse(self._told()["property_address"])

    def test_the_file_tells_what_the_los_says(self):
        self.loan.write(
            {
                "milestone_id": self._milestone("underwriting").id,
                "processor_id": self.processor.id,
                "closing_on": date(2031, 3, 20),
            }
        )
        told = self._told()
        self.assertEqual(told["loan_amount"], 320000)
        self.assertEqual(told["loan_number"], "1001")
        self.assertEqual(told["closing_day"], date(2031, 3, 20))
        self.assertEqual(told["processor_name"], "Pru Lane")
        self.assertEqual(told["milestone_name"], "In underwriting")
        self.assertTrue(told["next_step"])
        self.assertNotIn("lock_expires_day", told)

    def test_a_spanish_borrower_reads_the_milestone_in_spanish(self):
        self.loan.milestone_id = self._milestone("underwriting")
        self.of_maria.language = "es"
        self.assertEqual(self._told()["milestone_name"], "En evaluación")

    def test_every_shipped_milestone_has_words_in_both_languages(self):
        shipped = self.env["mortgage.milestone"].search([("origin", "=", "shipped")])
        for milestone in shipped:
            with self.subTest(milestone.code):
                self.assertTrue(milestone.borrower_name)
                self.assertTrue(milestone.borrower_name_es)
                self.assertEqual(
                    bool(milestone.next_step), bool(milestone.next_step_es)
                )

    def test_words_a_lender_wrote_are_not_replaced(self):
        milestone = self._milestone("underwriting")
        milestone.borrower_name = "With our underwriter"
        milestone._load_shipped_words()
        self.assertEqual(milestone.borrower_name, "With our underwriter")
        milestone.borrower_name = False
        self.assertEqual(
            milestone._mortgage_told("en")["milestone_name"], "Underwriting"
        )
        milestone._load_shipped_words()
        self.assertEqual(milestone.borrower_name, "In underwriting")

    def test_the_file_in_process_speaks_before_an_older_one(self):
        self._loan(
            "24-2000",
            self.of_maria,
            "funded",
            state="funded",
            funded_on=self.today,
        )
        self.assertEqual(self._told()["loan_number"], "1001")
        self.loan.state = "withdrawn"
        self.assertEqual(self._told()["loan_number"], "2000")

    def test_a_file_denied_has_no_news(self):
        self.loan.state = "denied"
        told = self._told()
        for name in ("milestone_name", "next_step", "closing_day", "document_list"):
            self.assertNotIn(name, told)

    def test_what_the_borrower_owes_is_listed(self):
        conditions = [
            {"name": "Latest pay stub", "due_on": self._in(3)},
            {"name": "Gift letter", "due_on": self._in(9)},
            {"name": "Old statement", "due_on": self._in(-2)},
            {"name": "Hazard policy", "owed_by": "insurance"},
            {"name": "W-2 of last year", "state": "received"},
        ]
        self.loan.condition_ids = [Command.create(values) for values in conditions]
        told = self._told()
        self.assertCountEqual(
            told["document_list"], ["Latest pay stub", "Gift letter", "Old statement"]
        )
        self.assertEqual(told["document_count"], 3)
        self.assertEqual(told["document_due"], self._in(3))

    def test_a_long_list_says_how_many_more(self):
        self.loan.condition_ids = [
            Command.create({"name": f"Paper {number}"}) for number in range(9)
        ]
        told = self._told()
        self.assertEqual(len(told["document_list"]), 7)
        self.assertEqual(told["document_list"][-1], "3 more")
        self.assertEqual(told["document_count"], 9)

    def test_without_a_record_nothing_is_told(self):
        told = self._told(self._lead("Kim Vo"))
        for name in (
            "milestone_name",
            "closing_day",
            "appointment_day",
            "document_list",
            "preapproval_expires",
        ):
            self.assertFalse(told.get(name), name)

    def test_the_next_appointment_on_the_borrowers_clock(self):
        self._meeting(datetime(2031, 3, 20, 19, 30))
        self._meeting()
        self._meeting(datetime(2020, 3, 13, 19, 30))
        told = self._told()
        self.assertEqual(told["appointment_day"], date(2031, 3, 13))
        self.assertEqual(told["appointment_time"], "2:30 PM CDT")
        self.assertEqual(told["appointment_how"], "by phone")
        self.assertEqual(told["appointment_with"], "Maria Gomez")
        self.assertFalse(told["appointment_place"])

    def test_an_appointment_in_the_office_says_where(self):
        self._meeting(location="100 Congress Ave, Austin")
        self.of_maria.language = "es"
        told = self._told()
        self.assertEqual(told["appointment_how"], "en persona")
        self.assertEqual(told["appointment_place"], "100 Congress Ave, Austin")

    def test_a_video_meeting_has_its_link(self):
        self._meeting(videocall_location="https://meet.example/abc")
        told = self._told()
        self.assertEqual(told["appointment_how"], "by video")
        self.assertEqual(told["meeting_link"], "https://meet.example/abc")

    def test_a_meeting_without_the_borrower_is_not_the_borrowers(self):
        self._meeting(partner_ids=[Command.set(self.maria.partner_id.ids)])
        self.assertNotIn("appointment_day", self._told())

    def test_queries_do_not_grow_with_files_and_appointments(self):
        leads = self.env["crm.lead"]
        for number in range(12):
            lead = self._lead(f"Borrower {number}", user_id=self.maria.id)
            loan = self._loan(f"25-{number:04}", lead)
            loan.condition_ids = [Command.create({"name": "Pay stub"})]
            start = fields.Datetime.now() + timedelta(days=number + 1)
            self._meeting(
                start,
                opportunity_id=lead.id,
                partner_ids=[Command.set(lead.partner_id.ids)],
            )
            leads |= lead
        leads._mortgage_merge_values()
        counts = []
        for batch in (leads[:3], leads[3:]):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["crm.lead"].browse(batch.ids)._mortgage_merge_values()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
