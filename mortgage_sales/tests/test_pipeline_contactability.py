from datetime import date, datetime

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.mortgage_compliance.tools.contact_words import Contact, nowhere, words

from .common import SalesCase

# Wednesday, 7:15 AM in New York.
EARLY = datetime(2026, 3, 4, 7, 15)
DANA = {"name": "Dana", "now": EARLY}
LATER = {"verdict": "hold", "why": "Florida hours", **DANA}
NEVER = {"verdict": "block", "stopped_on": date(2026, 2, 3), **DANA}
TABLE = [
    ("Can call now", Contact("call")),
    ("Can text now", Contact("sms")),
    ("Can email now", Contact("email")),
    (
        "Text goes 8:00 AM Dana's time (Florida hours)",
        Contact("sms", until=datetime(2026, 3, 4, 8), **LATER),
    ),
    (
        "Call from 12:00 PM Sunday, Dana's time (Florida hours)",
        Contact("call", until=datetime(2026, 3, 8, 12), **LATER),
    ),
    (
        "Text goes 8:00 AM Mar 11, Dana's time (Florida hours)",
        Contact("sms", until=datetime(2026, 3, 11, 8), **LATER),
    ),
    (
        "Text goes 8:00 AM the borrower's time (Florida hours)",
        Contact("sms", until=datetime(2026, 3, 4, 8), **LATER | {"name": ""}),
    ),
    ("No calls: closed", Contact("call", "hold", why="closed", **DANA)),
    (
        "Waits: Frank Hall's Texas license ended Dec 31, 2026 and is not renewed",
        Contact(
            "call",
            "hold",
            why="Waits: Frank Hall's Texas license ended Dec 31, 2026 and is not"
            " renewed",
            **DANA,
        ),
    ),
    (
        "Texts wait: compliance reads Dana's answer",
        Contact(
            "sms",
            "hold",
            why="Texts wait: compliance reads Dana's answer",
            stop="in_review",
            **DANA,
        ),
    ),
    ("No texts: Dana opted out Feb 3", Contact("sms", stop="stop", **NEVER)),
    (
        "No texts: Dana opted out Oct 3, 2025",
        Contact("sms", stop="stop", **NEVER | {"stopped_on": date(2025, 10, 3)}),
    ),
    (
        "No email: Dana unsubscribed Feb 3",
        Contact("email", stop="unsubscribed", **NEVER),
    ),
    (
        "No calls: Dana asked not to be contacted",
        Contact("call", stop="internal_dnc", **NEVER | {"stopped_on": None}),
    ),
    (
        "No calls: wrong number, found out Feb 3",
        Contact("call", stop="wrong_number", **NEVER),
    ),
    (
        "No email: mail to this address came back Feb 3",
        Contact("email", stop="bounced", **NEVER),
    ),
    (
        "No calls: Maria Gomez has no Florida license",
        Contact("call", why="Maria Gomez has no Florida license", **NEVER),
    ),
]


@tagged("post_install", "-at_install")
class TestContactability(SalesCase):
    def _answers(self, lead, at="2026-03-04 16:00:00"):
        with freeze_time(at):
            return lead._mortgage_contactability()[lead.id]

    def _words(self, lead, at="2026-03-04 16:00:00"):
        found = self._answers(lead, at)
        return {channel: answer["words"] for channel, answer in found.items()}

    def test_words_of_every_verdict(self):
        for expected, contact in TABLE:
            with self.subTest(expected):
                self.assertEqual(words(contact), expected)
        self.assertEqual(nowhere("sms"), "No phone number")
        self.assertEqual(nowhere("email"), "No email address")

    def test_by_day_everything_goes(self):
        lead = self._lead(user_id=self.maria.id, property_zip="77002")
        self.assertEqual(
            self._words(lead),
            {"call": "Can call now", "sms": "Can text now", "email": "Can email now"},
        )

    def test_at_night_calls_and_texts_wait_for_the_morning_there(self):
        lead = self._lead(
            state="FL", user_id=self.frank.id, property_zip="33101", phone="3055550101"
        )
        found = self._answers(lead, "2026-03-05 04:00:00")
        self.assertEqual(found["sms"]["verdict"], "hold")
        self.assertEqual(
            found["sms"]["words"],
            "Text goes 8:00 AM Thursday, Dana's time (Florida hours)",
        )
        self.assertEqual(str(found["sms"]["until"]), "2026-03-05 13:00:00")
        self.assertEqual(found["sms"]["rule"], "window.FL")
        self.assertTrue(found["sms"]["citation"])
        self.assertTrue(found["call"]["words"].startswith("Call from "))
        self.assertEqual(found["email"]["words"], "Can email now")

    def test_who_opted_out_is_named_with_the_day(self):
        lead = self._lead(user_id=self.maria.id, property_zip="77002")
        phone = lead.mortgage_point_ids.filtered(lambda point: point.kind == "phone")
        self.env["mortgage.suppression"]._suppress(
            phone.ids, "sms", "stop", at="2026-02-03 18:00:00"
        )
        self.assertEqual(
            self._words(lead),
            {
                "call": "Can call now",
                "sms": "No texts: Dana opted out Feb 3",
                "email": "Can email now",
            },
        )

    def test_while_compliance_reads_an_answer_texts_go_by_hand_only(self):
        lead = self._lead()
        phone = lead.mortgage_point_ids.filtered(lambda p: p.kind == "phone")
        self.env["mortgage.suppression"]._suppress(phone.ids, "sms", "in_review")
        told = self._answers(lead)
        self.assertEqual(
            told["sms"]["words"],
            "By hand only. Texts wait: compliance reads Dana's answer",
        )
        self.assertEqual(told["email"]["words"], "Can email now")

    def test_without_license_or_address(self):
        lead = self._lead(state="CO", user_id=self.maria.id, property_zip="80202")
        self.assertEqual(
            self._words(lead)["sms"], "No texts: Maria Gomez has no Colorado license"
        )
        partner = self.env["res.partner"].create({"name": "Nobody"})
        bare = self._lead(partner=partner, user_id=self.maria.id)
        self.assertEqual(
            self._words(bare),
            {
                "call": "No phone number",
                "sms": "No phone number",
                "email": "No email address",
            },
        )

    def test_many_leads_cost_no_more_queries_than_few(self):
        leads = self.env["crm.lead"].browse()
        for number in range(20):
            partner = self._borrower(
                f"Borrower {number}", f"b{number}@example.com", f"+171355501{number:02}"
            )
            leads += self._lead(partner=partner, user_id=self.maria.id)
        leads._mortgage_contactability()
        counts = []
        for some in (leads[:2], leads):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some._mortgage_contactability()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
