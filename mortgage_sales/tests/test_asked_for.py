from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .test_call_panel import CallPanelCase

NIGHT = "2026-03-03 21:40"


@tagged("post_install", "-at_install")
class TestAskedFor(CallPanelCase):
    """Who asked to be called at a time may be called then, once."""

    def setUp(self):
        real = self.env.registry["mortgage.gate"]._judge
        super().setUp()
        gate = self.env.registry["mortgage.gate"]
        self.startPatcher(patch.object(gate, "_judge", real))

    def _requests(self):
        return self.env["mortgage.contact.request"].search(
            [("partner_id", "=", self.lead.partner_id.id)]
        )

    def _promise(self, at=NIGHT, asked=True, **logged):
        with self.at("2026-03-03 12:04"):
            return self._leads().mortgage_log_call(
                self.lead.id,
                "callback",
                callback_at=str(self._utc(at)),
                asked=asked,
                **logged,
            )

    def _call(self, local):
        """Return what the lead's page says of a call at that time."""
        moment = self._utc(local)
        request = {
            "channel": "call",
            "kind": "marketing",
            "lead_id": self.lead.id,
            "at": str(moment),
        }
        (answer,) = self.env["mortgage.gate"].with_user(self.maria).check([request])
        return answer

    def test_an_hour_that_was_asked_for_is_open_to_one_call(self):
        self.assertEqual(self._call(NIGHT)["verdict"], "hold")
        with self.assertRaisesRegex(ValidationError, "callback_at.*there"):
            self._promise(asked=False)
        self._promise()
        answer = self._call(NIGHT)
        self.assertEqual(answer["verdict"], "allow")
        self.assertIn(
            "The borrower asked for it: Said so in a call (Maria Gomez)",
            [warning["reason"] for warning in answer["warnings"]],
        )
        for other in ("2026-03-03 21:30", "2026-03-03 22:41", "2026-03-04 21:40"):
            self.assertEqual(self._call(other)["verdict"], "hold", other)
        self._log("no_answer", NIGHT)
        request = self._requests()
        self.assertEqual(request.touch_id.call_outcome, "no_answer")
        self.assertEqual(self._call("2026-03-03 21:45")["verdict"], "hold")

    def test_another_time_takes_the_place_of_the_first(self):
        self._promise()
        self._log("callback", callback_at=str(self._utc("2026-03-04 15:00")))
        self.assertEqual(self._call(NIGHT)["verdict"], "hold")
        self.assertEqual(len(self._requests()), 1)

    def test_it_passes_a_cap_but_no_opt_out(self):
        self._promise("2026-03-03 15:00", asked=False)
        touch = self.running.touch_ids[:1]
        for minutes in (10, 20, 30):
            touch.copy(
                {
                    "enrollment_id": False,
                    "channel": "call",
                    "kind": "marketing",
                    "state": "sent",
                    "queued_at": self._utc("2026-03-03 13:00")
                    + timedelta(minutes=minutes),
                }
            )
        self.assertEqual(self._call("2026-03-03 14:00")["rule"], "cap.call.day")
        self.assertEqual(self._call("2026-03-03 15:00")["verdict"], "allow")
        phone = self.lead.mortgage_point_ids.filtered(lambda p: p.kind == "phone")
        self.env["mortgage.suppression"]._suppress(phone.ids, "phone", "stop")
        self.assertEqual(self._call("2026-03-03 15:00")["rule"], "opt_out.phone")

    def test_a_booked_appointment_is_a_request(self):
        start = self._utc(NIGHT)
        values = {
            "name": "Loan talk",
            "start": start,
            "stop": start + timedelta(minutes=20),
            "opportunity_id": self.lead.id,
        }
        events = self.env["calendar.event"].with_user(self.maria)
        with self.at("2026-03-03 12:04"):
            events.create({**values, "partner_ids": self.maria.partner_id.ids})
            self.assertFalse(self._requests(), "without the borrower it is a reminder")
            event = events.create({**values, "partner_ids": self.lead.partner_id.ids})
        self.assertEqual(self._call(NIGHT)["verdict"], "allow")
        with self.at("2026-03-03 12:05"):
            event.start = start + timedelta(days=1)
            self.assertEqual(self._call(NIGHT)["verdict"], "hold")
            event.unlink()
        self.assertFalse(self._requests())

    def test_who_sees_them(self):
        self._promise()
        requests = self._requests()
        for user, sees in (
            (self.maria, True),
            (self.compliance, True),
            (self.cora, False),
        ):
            found = requests.with_user(user).search([("id", "in", requests.ids)])
            self.assertEqual(bool(found), sees, user.name)


@tagged("post_install", "-at_install")
class TestCallsCount(CallPanelCase):
    """Every call counts as an attempt, however it was noted."""

    def _counted(self, lead):
        touches = lead.touch_ids.filtered(lambda touch: touch.channel == "call")
        return [
            (touch.kind, self._local(touch.counted_at))
            for touch in touches
            if touch.counted_at
        ]

    def test_a_planned_call_counts_when_it_is_made(self):
        self.assertEqual(self._counted(self.lead), [])
        for outcome in ("no_answer", "wrong_number"):
            with self.env.cr.savepoint() as savepoint:
                self._log(outcome, "2026-03-03 12:34")
                expected = [("marketing", "2026-03-03 12:34")]
                self.assertEqual(self._counted(self.lead), expected)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_so_does_one_without_a_task_and_one_somebody_planned(self):
        lead = self._lead("Lee Park", user_id=self.maria.id)
        self._log("no_answer", "2026-03-03 12:34", lead=lead)
        with self.at("2026-03-03 13:00"):
            task = lead.with_user(self.maria).activity_schedule(
                "mortgage_sales.activity_type_call", user_id=self.maria.id
            )
            task.with_user(self.maria).action_feedback(feedback="No answer")
        self.assertEqual(
            sorted(self._counted(lead)),
            [("marketing", "2026-03-03 12:34"), ("marketing", "2026-03-03 13:00")],
        )

    def test_a_call_back_is_no_marketing_for_a_day(self):
        lead = self._lead("Lee Park", user_id=self.maria.id)
        with self.at("2026-03-03 12:20"):
            lead._mortgage_on_reply("sms", "Call me", self.env["mortgage.touch"])
        self._log("no_answer", "2026-03-03 12:34", lead=lead)
        self._log("no_answer", "2026-03-04 12:34", lead=lead)
        self.assertEqual(
            sorted(kind for kind, _at in self._counted(lead)), ["marketing", "reply"]
        )
