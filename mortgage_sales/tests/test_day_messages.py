from odoo.exceptions import AccessError

from .test_day_tasks import DayCase


class TestDayMessages(DayCase):
    def setUp(self):
        super().setUp()
        self.dana = self._arrives("2026-03-03 12:00")
        self.running = self.dana._mortgage_running_plans()

    def test_what_goes_out_today_stands_with_its_time(self):
        messages = self._today()["messages"]
        self.assertTrue(messages["rows"])
        for row in messages["rows"]:
            self.assertEqual(row["borrower"], "Dana Ruiz")
            self.assertIn(row["channel"], ("sms", "email"))
            self.assertTrue(row["step"])
            self.assertFalse(row["held"])
        self.assertEqual(
            [row["at"] for row in messages["rows"]],
            sorted(row["at"] for row in messages["rows"]),
        )
        self.assertFalse(self._today(self.frank)["messages"]["rows"])

    def test_held_messages_say_until_when_there(self):
        touch = self._contact(self.running, "expect_email")
        touch.write(
            {
                "state": "held",
                "hold_until": self._utc("2026-03-04 09:00"),
                "ready_at": self._utc("2026-03-04 09:00"),
            }
        )
        row = self._today()["messages"]["rows"][-1]
        self.assertEqual((row["held"], row["until"]), (True, "until 9:00 AM CST"))

    def test_pausing_a_borrower_empties_the_list_and_can_be_undone(self):
        lead = self.dana.with_user(self.maria)
        with self.at("2026-03-03 12:02"):
            lead.action_mortgage_pause_plans()
        day = self._today(local="2026-03-03 12:03")
        self.assertFalse(day["messages"]["rows"])
        (plan,) = day["plans"]["paused"]
        self.assertEqual(plan["lead_id"], self.dana.id)
        self.assertEqual(plan["reason"], "Paused by Maria Gomez")
        with self.at("2026-03-03 12:04"):
            lead.action_mortgage_resume_plans()
        self.assertTrue(self._today()["messages"]["rows"])

    def test_all_mine_pause_and_only_these_resume(self):
        other = self._arrives("2026-03-03 12:00", "Lee Park")
        with self.at("2026-03-03 12:02"):
            other.with_user(self.maria).action_mortgage_pause_plans()
        day = self.env["mortgage.day"].with_user(self.maria)
        self.assertEqual(self._today()["plans"]["running"], 1)
        with self.at("2026-03-03 12:03"):
            self.assertEqual(day.pause_all(), 1)
        plans = self._today(local="2026-03-03 12:04")["plans"]
        self.assertEqual((plans["running"], plans["paused_together"]), (0, 1))
        self.assertEqual([plan["lead_id"] for plan in plans["paused"]], [other.id])
        with self.at("2026-03-03 12:05"):
            self.assertEqual(day.resume_all(), 1)
        self.assertEqual(self.running.state, "active")
        self.assertFalse(self.running.paused_with_all)
        self.assertEqual(other._mortgage_running_plans().state, "paused")

    def test_who_answers_meanwhile_is_not_written_to_when_all_go_on(self):
        day = self.env["mortgage.day"].with_user(self.maria)
        with self.at("2026-03-03 12:03"):
            day.pause_all()
        with self.at("2026-03-03 12:30"):
            self.dana._mortgage_on_reply("sms", "Call me", self.dana.touch_ids)
        with self.at("2026-03-03 12:40"):
            self.assertEqual(day.resume_all(), 0)
        self.assertEqual(self.running.state, "paused")
        self.assertNotIn("paused all plans", self.running.stop_reason)

    def test_others_plans_go_on(self):
        self.assistant.mortgage_lo_ids = self.maria
        for user in (self.assistant, self.compliance, self.portal):
            day = self.env["mortgage.day"].with_user(user)
            for method in (day.pause_all, day.resume_all):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    method()
        self.assertEqual(self.env["mortgage.day"].with_user(self.frank).pause_all(), 0)
        self.assertEqual(self.running.state, "active")
