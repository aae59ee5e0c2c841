import json
from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..tools.holidays import business_days_after
from .channel_common import ChannelCase

# A Friday before a long weekend: Monday is Martin Luther King Jr. Day.
FRIDAY = "2030-01-18 16:00:00"


@tagged("post_install", "-at_install")
class TestComplaint(ChannelCase):
    """Filed by whoever hears of it, answered by compliance in time, provable."""

    def _complaint(self, user=None, **values):
        complaint = (
            self.env["mortgage.complaint"]
            .with_user(user or self.compliance)
            .create(
                {
                    "partner_id": self.dana.id,
                    "topic": "contact",
                    "words": "You keep texting me.",
                    "received_at": FRIDAY,
                    **values,
                }
            )
        )
        return complaint.with_user(self.compliance)

    def _step(self, complaint, step, words="Called her back.", **values):
        return (
            self.env["mortgage.complaint.step"]
            .with_user(self.compliance)
            .create(
                {"complaint_id": complaint.id, "step": step, "words": words, **values}
            )
            .action_take()
        )

    def _events(self, complaint):
        entries = self.env["mortgage.ledger.entry"].search(
            [("event", "=", "complaint"), ("res_id", "=", complaint.id)], order="id"
        )
        return [json.loads(entry.payload) for entry in entries]

    # Clocks

    def test_business_days_skip_weekends_and_federal_holidays(self):
        friday = date(2030, 1, 18)
        self.assertEqual(business_days_after(friday, 0), friday)
        self.assertEqual(business_days_after(friday, 1), date(2030, 1, 22))
        self.assertEqual(business_days_after(friday, 5), date(2030, 1, 28))

    def test_the_way_in_says_by_when_it_is_answered(self):
        for intake, first, answer in (
            ("cfpb", date(2030, 2, 2), date(2030, 3, 19)),
            ("error_notice", date(2030, 1, 28), date(2030, 3, 5)),
            ("call", date(2030, 1, 23), date(2030, 2, 11)),
        ):
            with self.subTest(intake=intake):
                complaint = self._complaint(intake=intake)
                self.assertEqual(complaint.first_due, first)
                self.assertEqual(complaint.answer_due, answer)
                self.assertTrue(complaint.clock_id.source)

    def test_the_day_is_the_companys_not_the_servers(self):
        self.company.partner_id.tz = "America/Chicago"
        # Ten in the evening of Friday in Texas is Saturday in UTC.
        complaint = self._complaint(intake="cfpb", received_at="2030-01-19 04:00:00")
        self.assertEqual(complaint.first_due, date(2030, 2, 2))

    def test_a_companys_own_clock_goes_before_the_general_one(self):
        clocks = self.env["mortgage.complaint.clock"].with_user(self.compliance)
        law = clocks._of("call", self.company, "2030-01-01 00:00:00")
        values = {
            "code": "complaint.call",
            "intake": "call",
            "name": "Calls in three business days",
            "first_days": 1,
            "answer_days": 3,
            "counted": "business",
            "company_id": self.company.id,
            "valid_from": "2029-01-01 00:00:00",
        }
        own = clocks.create(values)
        self.assertEqual(self._complaint().clock_id, own)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        found = clocks._of("call", other, own.valid_from)
        self.assertEqual(found, law.with_env(found.env))
        with self.assertRaisesRegex(ValidationError, "needs a reason"):
            clocks.create({**values, "answer_days": 40})

    def test_a_corrected_day_moves_the_dates_and_the_reminder(self):
        complaint = self._complaint()
        complaint.received_at = "2030-01-22 16:00:00"
        self.assertEqual(complaint.first_due, date(2030, 1, 24))
        self.assertEqual(complaint.activity_ids.date_deadline, date(2030, 1, 24))

    # Steps

    def test_it_goes_from_new_to_closed_and_back_with_reasons(self):
        complaint = self._complaint()
        self.assertRegex(complaint.name, r"^C\d{4}-\d{4}$")
        self.assertEqual(complaint.complainant, self.dana.name)
        self._step(complaint, "acknowledge", at="2030-01-19 15:00:00")
        self.assertEqual(complaint.state, "acknowledged")
        self.assertEqual(complaint.acknowledged_how, "Called her back.")
        with self.assertRaisesRegex(UserError, "Outcome"):
            self._step(complaint, "answer")
        self._step(complaint, "answer", "We stopped.", outcome="explained")
        self.assertEqual(complaint.state, "answered")
        self.assertEqual(complaint.answered_by_id, self.compliance)
        self.assertFalse(complaint.activity_ids)
        with self.assertRaisesRegex(UserError, "“Answered” already"):
            self._step(complaint, "acknowledge")
        self._step(complaint, "close")
        with self.assertRaisesRegex(UserError, "reopen it first"):
            complaint.words = "Other words"
        self._step(complaint, "reopen", "Another text came.", at="2030-03-01 16:00:00")
        self.assertEqual(complaint.state, "acknowledged")
        self.assertEqual(complaint.answer_due, date(2030, 3, 22))
        self.assertTrue(complaint.activity_ids)
        told = self._events(complaint)
        self.assertEqual(
            [entry["what"] for entry in told],
            ["filed", "acknowledged", "answered", "closed", "reopened"],
        )
        self.assertNotIn("texting", json.dumps(told))
        self.assertNotEqual(told[0]["words_sha256"], told[2]["words_sha256"])

    def test_no_step_is_taken_past_the_buttons(self):
        complaint = self._complaint(state="closed", answer="Nothing to see")
        self.assertEqual((complaint.state, complaint.answer), ("new", False))
        for values in ({"state": "closed"}, {"answer": "x"}, {"answered_at": FRIDAY}):
            with self.subTest(values=values), self.assertRaises(UserError):
                complaint.write(values)
        with self.assertRaises(UserError):
            complaint.with_context(mortgage_by_step=True).write({"state": "closed"})
        with self.assertRaises(UserError):
            self._step(complaint, "close")
        with self.assertRaises(UserError):
            complaint.unlink()

    def test_secrets_are_cut_from_what_people_write(self):
        complaint = self._complaint(words="My SSN is 219-09-9999, you have it wrong.")
        self.assertNotIn("219-09", complaint.words)
        self._step(
            complaint, "answer", "Your SSN 219-09-9999 is right.", outcome="no_fault"
        )
        self.assertNotIn("219-09", complaint.answer)

    def test_whoever_handles_it_is_reminded_of_the_next_day(self):
        complaint = self._complaint()
        self.assertEqual(complaint.owner_id, self.compliance)
        self.assertEqual(complaint.activity_ids.user_id, self.compliance)
        self.assertEqual(complaint.activity_ids.date_deadline, complaint.first_due)
        self._step(complaint, "acknowledge")
        self.assertEqual(complaint.activity_ids.date_deadline, complaint.answer_due)
        complaint.owner_id = self.mortgage_admin
        self.assertEqual(complaint.activity_ids.user_id, self.mortgage_admin)

    def test_what_is_past_its_date_is_found_and_counted(self):
        late = self._complaint()
        grave = self._complaint(topic="discrimination", intake="cfpb")
        self.assertTrue(grave.is_serious)
        complaints = self.env["mortgage.complaint"].with_user(self.compliance)
        ours = [("id", "in", (late | grave).ids)]
        with self.at("2030-01-25 18:00:00"):
            complaints.invalidate_model(["is_late"])
            self.assertTrue(late.is_late)
            self.assertFalse(grave.is_late)
            found = complaints.search([*ours, ("is_late", "=", True)])
            self.assertEqual(found, late)
            found = complaints.search([*ours, ("is_late", "=", False)])
            self.assertEqual(found, grave)
            today = self.env["mortgage.compliance.today"].with_user(self.compliance)
            shown = {count["name"]: count for count in today.show()["counts"]}
        told = shown["Complaints to answer"]
        self.assertGreaterEqual(told["count"], 2)
        self.assertIn("past their date", told["detail"])

    # Links

    def test_what_a_borrower_wrote_is_filed_with_its_message(self):
        touch = self._touch("sms", user_id=self.frank.id)
        inbound = self.env["mortgage.inbound.message"].create(
            {
                "at": FRIDAY,
                "channel": "sms",
                "external_id": "SM1",
                "company_id": self.company.id,
                "sender": self.phone_point.value,
                "body": "I will tell the CFPB.",
                "point_id": self.phone_point.id,
                "touch_id": touch.id,
            }
        )
        action = inbound.with_user(self.compliance).action_file_complaint()
        complaint = (
            self.env["mortgage.complaint"]
            .with_user(self.compliance)
            .with_context(**action["context"])
            .create({"topic": "contact"})
        )
        self.assertEqual(complaint.words, "I will tell the CFPB.")
        self.assertEqual(complaint.inbound_ids, inbound)
        self.assertEqual(complaint.touch_ids, touch)
        self.assertEqual(complaint.user_id, self.frank)
        self.assertEqual(complaint.intake, "text")

    def test_a_hold_is_opened_for_it(self):
        complaint = self._complaint()
        action = complaint.action_open_hold()
        hold = (
            self.env["mortgage.legal.hold"]
            .with_user(self.compliance)
            .with_context(**action["context"])
            .create({})
        )
        self.assertEqual(complaint.hold_ids, hold)
        self.assertEqual(hold.partner_ids, self.dana)
        self.assertIn(complaint.name, hold.name)

    def test_it_outlives_the_borrowers_card(self):
        complaint = self._complaint()
        points = complaint.point_ids
        self.assertTrue(points)
        self.dana.unlink()
        self.assertFalse(complaint.partner_id)
        self.assertEqual(complaint.complainant, "Dana Ruiz")
        self.assertEqual(complaint.point_ids, points)

    def test_an_export_by_complaint_has_all_that_was_said(self):
        touch, other = self._touch(user_id=self.frank.id), self._touch()
        other.write({"partner_id": False, "point_id": False})
        complaint = self._complaint(touch_ids=[Command.set(other.ids)])
        (touch | other)._dispatch()
        export = (
            self.env["mortgage.exam.export"]
            .with_user(self.compliance)
            .with_context(**complaint.action_export()["context"])
            .create({})
        )
        scope = export.scope_ids
        self.assertIn(complaint.name, scope.name)
        self.assertNotIn("Dana", " ".join(scope._ledger_words()))
        self.assertIn(f"mortgage.complaint {complaint.id}", scope._ledger_words()[0])
        found = {row[0] for row in self.env.execute_query(scope._touches_query())}
        self.assertLessEqual({touch.id, other.id}, found)
        with self.assertRaisesRegex(ValidationError, "Name the complaint"):
            scope.complaint_ids = False

    # People

    def test_who_files_one_sees_it_and_no_other(self):
        other = self._complaint()
        for user in (self.maria, self.assistant, self.processor, self.integration):
            with self.subTest(user=user.login):
                mine = self._complaint(user).with_user(user)
                self.assertEqual(mine.words, "You keep texting me.")
                with self.assertRaises(AccessError):
                    mine.words = "Nothing"
                with self.assertRaises(AccessError):
                    other.with_user(user).read(["words"])
                found = self.env["mortgage.complaint"].with_user(user).search([])
                self.assertEqual(found, mine)
        for user in (self.marketing, self.outsider, self.portal):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._complaint(user)

    def test_it_is_filed_from_the_borrowers_card(self):
        filing = (
            self.env["mortgage.complaint.filing"]
            .with_user(self.maria)
            .create(
                {
                    "partner_id": self.dana.id,
                    "topic": "conduct",
                    "words": "Rude.",
                    "user_id": self.frank.id,
                }
            )
        )
        message = filing.action_file()["params"]["message"]
        complaint = self.env["mortgage.complaint"].search([], order="id desc", limit=1)
        self.assertIn(complaint.name, message)
        self.assertEqual(
            (complaint.partner_id, complaint.user_id, complaint.complainant),
            (self.dana, self.frank, "Dana Ruiz"),
        )
        self.assertEqual(complaint.create_uid, self.maria)

    def test_complaints_of_another_company_stay_there(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere Lending"})
        complaint = self.env["mortgage.complaint"].create(
            {
                "company_id": elsewhere.id,
                "topic": "other",
                "complainant": "Ann Poe",
                "words": "Too slow.",
            }
        )
        with self.assertRaises(AccessError):
            complaint.with_user(self.compliance).read(["words"])
