from datetime import timedelta, timezone
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError

from odoo.addons.mortgage_compliance.tools.verdict import Verdict
from odoo.addons.mortgage_sales.tests.cadence_common import CadenceCase


class TestCallTasks(CadenceCase):
    def _arrives(self, local, lead=None):
        plan = self._enrolled(local, leads=lead)
        with self.at(local):
            self._run_dispatcher()
        return plan

    def _alerts(self, user):
        return self.env["mail.message"].search(
            [
                ("message_type", "=", "user_notification"),
                ("partner_ids", "in", user.partner_id.ids),
            ]
        )

    def test_a_call_task_of_another_document_leaves_the_leads_alone(self):
        self._arrives("2026-03-03 12:00")
        foreign = self.env["res.partner"].browse(self.lead.id)
        if not foreign.exists():
            self.env.cr.execute(
                "INSERT INTO res_partner (id, name, active) VALUES (%s, 'Other', true)",
                [self.lead.id],
            )
        task = self.env["mail.activity"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": self.lead.id,
                "activity_type_id": self.env.ref(
                    "mortgage_sales.activity_type_call"
                ).id,
                "user_id": self.cora.id,
            }
        )
        with self.assertRaises(UserError):
            task.with_user(self.cora).action_mortgage_call_done("do_not_call")
        task.action_feedback(feedback="Do not call")
        self.assertTrue(self.lead._mortgage_running_plans())

    def test_nobody_ties_a_task_to_a_contact_by_hand(self):
        plan = self._arrives("2026-03-03 12:00")
        others = self._contact(plan, "call")
        mine = self._lead("Lee Park", user_id=self.frank.id)
        values = {
            "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
            "res_id": mine.id,
            "activity_type_id": self.env.ref("mortgage_sales.activity_type_call").id,
            "user_id": self.frank.id,
        }
        tasks = self.env["mail.activity"].with_user(self.frank)
        task = tasks.create(values)
        with self.assertRaises(AccessError):
            task.write({"mortgage_touch_id": others.id})
        with self.assertRaises(AccessError):
            tasks.create({**values, "mortgage_touch_id": others.id})

    def test_in_hours_the_call_is_due_in_five_minutes_and_rings_the_owner(self):
        plan = self._arrives("2026-03-03 12:00")
        task = self._call_task()
        self.assertEqual(self._local(task.mortgage_due_at), "2026-03-03 12:05")
        self.assertEqual(task.user_id, self.maria)
        self.assertEqual(task.mortgage_touch_id, self._contact(plan, "call"))
        self.assertEqual(task.mortgage_touch_id.state, "due")
        self.assertIn("Dana", task.summary)
        self.assertIn("Maria", task.note)
        alert = self._alerts(self.maria)
        self.assertEqual(alert.res_id, self.lead.id)
        self.assertIn("(713) 555-0101", alert.body)
        bus = self.env["bus.bus"].sudo()
        self.env.cr.precommit.run()
        self.assertTrue(bus.search([("message", "like", "mortgage_alert")]))

    def test_at_night_the_call_waits_for_a_legal_staffed_minute(self):
        self._works(self.maria, "0 1 2 3 6", 9, 18)
        cases = [
            # Saturday night, works Sundays: Texas allows calls from noon.
            ("2026-03-07 21:47", "2026-03-08 12:00"),
            # Thursday evening, off Friday and Saturday.
            ("2026-03-05 18:30", "2026-03-08 12:00"),
            # Two minutes before the end of the day: now, five minutes are late.
            ("2026-03-03 17:58", "2026-03-03 18:03"),
            ("2026-03-03 05:00", "2026-03-03 09:00"),
        ]
        for arrived, due in cases:
            lead = self._lead("Lee Park", user_id=self.maria.id)
            self._arrives(arrived, lead)
            task = self._tasks("activity_type_call", lead)
            self.assertEqual(self._local(task.mortgage_due_at), due, arrived)

    def test_the_gates_own_hours_decide(self):
        self._works(self.maria, "0 1 2 3 6", 9, 18)
        gate = self.env.registry["mortgage.gate"]
        with patch.object(gate, "_open_windows", self.real_windows):
            self._arrives("2026-03-07 21:47")
        due_at = self._call_task().mortgage_due_at
        self.assertEqual(self._local(due_at), "2026-03-08 12:00")

    def test_a_held_call_is_a_task_at_once(self):
        until = self._utc("2026-03-08 12:00")
        self.verdict = Verdict("hold", hold_until=until.replace(tzinfo=timezone.utc))
        self._arrives("2026-03-07 21:47")
        self.assertTrue(self._call_task())

    def test_off_hours_it_rings_whoever_is_on_call_and_says_whose_lead(self):
        self.team.mortgage_on_call_ids = [Command.set(self.frank.ids)]
        self._arrives("2026-03-03 21:47")
        alert = self._alerts(self.frank)
        self.assertIn("Maria Gomez's lead, who is off now", alert.body)
        self.assertFalse(self._alerts(self.maria))
        self.assertEqual(self._call_task().user_id, self.maria)

    def test_alerts_come_by_email_or_in_the_inbox_as_the_person_likes(self):
        self.maria.notification_type = "email"
        self._arrives("2026-03-03 12:00")
        mail = self.env["mail.mail"].search(
            [("mail_message_id", "in", self._alerts(self.maria).ids)]
        )
        self.assertEqual(mail.recipient_ids, self.maria.partner_id)
        self.maria.notification_type = "inbox"
        other = self._lead("Lee Park", user_id=self.maria.id)
        self._arrives("2026-03-03 12:00", other)
        alert = self._alerts(self.maria).filtered(lambda m: m.res_id == other.id)
        self.assertEqual(alert.notification_ids.notification_type, "inbox")

    def test_the_acknowledgement_says_when_the_call_comes(self):
        self._works(self.maria, "0 1 2 3 6", 9, 18)
        for local, expected in [
            ("2026-03-03 12:00", "in the next few minutes"),
            ("2026-03-03 05:00", "today at 9:00 AM"),
            ("2026-03-07 21:47", "Sunday at 12:00 PM"),
        ]:
            with self.at(local):
                values = self.lead._mortgage_merge_values()
            self.assertEqual(values[self.lead.id]["call_when"], expected)
        self.lead.language = "es"
        with self.at("2026-03-07 21:47"):
            values = self.lead._mortgage_merge_values()
        self.assertEqual(values[self.lead.id]["call_when"], "el domingo a las 12:00 PM")
        self.lead.language = False
        plan = self._arrives("2026-03-07 21:47")
        text = self._contact(plan, "ack_sms").sms_ids
        self.assertIn("I will call you Sunday at 12:00 PM", text.body)

    def test_the_new_owner_gets_task_and_contacts_due_in_his_hours(self):
        self._works(self.frank, "0 1 2 3 4 5", 13, 20)
        plan = self._arrives("2026-03-03 12:00")
        with self.at("2026-03-03 12:30"):
            self.lead.user_id = self.frank
        task = self._call_task()
        self.assertEqual(task.user_id, self.frank)
        self.assertEqual(self._local(task.mortgage_due_at), "2026-03-03 13:00")
        ahead = plan.touch_ids.filtered(lambda touch: touch.state == "planned")
        self.assertEqual(ahead.user_id, self.frank)
        self.assertEqual(self._contact(plan, "ack_email").user_id, self.maria)

    def test_costs_grow_with_people_not_with_leads(self):
        small = [self._lead(f"A{n}", user_id=self.maria.id) for n in range(2)]
        large = [self._lead(f"B{n}", user_id=self.maria.id) for n in range(12)]
        costs = []
        for leads in ([self.lead], small, large):
            leads = self.env["crm.lead"].union(*leads)
            plans = self._enrolled(leads=leads)
            touches = plans.touch_ids.filtered(
                lambda touch: touch.step_id.name == "First call"
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            leads._mortgage_call_task(touches)
            self.env.flush_all()
            costs.append(self.env.cr.sql_log_count - before)
        self.assertEqual(costs[1], costs[2])


class TestOutcomes(CadenceCase):
    def setUp(self):
        super().setUp()
        self.running = self._enrolled("2026-03-03 12:00")
        with self.at("2026-03-03 12:00"):
            self._run_dispatcher()
        self.task = self._call_task()

    def _said(self, outcome, note="", user=None):
        with self.at("2026-03-03 12:04"):
            task = self.task.with_user(user or self.maria)
            task.action_mortgage_call_done(outcome, note)

    def test_a_task_that_changes_hands_has_the_script_of_its_new_owner(self):
        self.assertIn("Maria Gomez", self.task.note)
        with self.at("2026-03-03 12:02"):
            self.lead.user_id = self.frank
        self.assertEqual(self.task.user_id, self.frank)
        self.assertIn(self.frank.name, self.task.note)
        self.assertNotIn("Maria Gomez", self.task.note)

    def test_the_chatter_tells_the_outcome_without_the_script(self):
        self._said("no_answer")
        [said] = self.lead.message_ids.filtered("mail_activity_type_id").mapped("body")
        self.assertIn("No answer", said)
        self.assertNotIn("Listen first", said)

    def test_reached_ends_the_plan_and_moves_the_lead(self):
        self._said("reached", "Wants to see numbers on Friday")
        self.assertFalse(self.task.active)
        self.assertIn("Wants to see numbers", self.task.feedback)
        self.assertEqual(self.running.state, "stopped")
        self.assertEqual(self.running.stop_reason, "Reached by phone")
        self.assertEqual(self._contact(self.running, "call").state, "delivered")
        self.assertEqual(
            set(self.running.touch_ids.mapped("state")),
            {"queued", "delivered", "cancelled"},
        )
        stage = self.env.ref("mortgage_sales.stage_contacted")
        self.assertEqual(self.lead.stage_id, stage)

    def test_no_answer_is_an_attempt_and_the_plan_goes_on(self):
        for outcome in ("no_answer", "left_voicemail"):
            with self.subTest(outcome):
                self._said(outcome)
                self.assertEqual(self.running.state, "active")
                self.assertEqual(self._contact(self.running, "call").state, "sent")
                stage = self.env.ref("mortgage_sales.stage_attempting")
                self.assertEqual(self.lead.stage_id, stage)
            self.task.action_unarchive()

    def test_stages_only_move_forward(self):
        self.lead.stage_id = self.env.ref("mortgage_sales.stage_contacted")
        self._said("no_answer")
        stage = self.env.ref("mortgage_sales.stage_contacted")
        self.assertEqual(self.lead.stage_id, stage)

    def test_a_wrong_number_is_called_and_texted_no_more(self):
        self._said("wrong_number")
        phone = self.lead.mortgage_point_ids.filtered(lambda p: p.kind == "phone")
        active = self.env["mortgage.suppression"]._active(phone.ids)
        self.assertEqual(active[phone.id], {"phone"})
        self.assertEqual(self.running.state, "active")

    def test_do_not_call_suppresses_everything_and_ends_the_plan(self):
        self._said("do_not_call")
        points = self.lead.mortgage_point_ids
        active = self.env["mortgage.suppression"]._active(points.ids)
        self.assertEqual({frozenset(s) for s in active.values()}, {frozenset({"all"})})
        self.assertEqual(self.running.state, "stopped")

    def test_marked_done_without_a_word_counts_as_an_attempt(self):
        self.task.with_user(self.maria).action_done()
        self.assertEqual(self._contact(self.running, "call").state, "sent")

    def test_only_whoever_works_the_lead_says_how_it_went(self):
        for user in (self.cora, self.portal, self.outsider, self.processor):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._said("reached", user=user)
        with self.assertRaisesRegex(UserError, "outcome"):
            self._said("maybe")


class TestAnswers(CadenceCase):
    def setUp(self):
        super().setUp()
        self.running = self._enrolled("2026-03-03 12:00")
        with self.at("2026-03-03 12:00"):
            self._run_dispatcher()

    def _answers(self, local, channel="sms", body="Can we talk at noon?"):
        with self.at(local):
            self.lead._mortgage_on_reply(channel, body, self.env["mortgage.touch"])

    def test_an_answer_pauses_at_once_and_asks_for_an_answer(self):
        self._answers("2026-03-03 12:20")
        self.assertEqual(self.running.state, "paused")
        self.assertEqual(self.running.stop_reason, "The borrower answered by text")
        with self.at("2026-03-10 12:00"):
            self.assertFalse(self._run_dispatcher())
        task = self._tasks("activity_type_answer")
        self.assertEqual(self._local(task.mortgage_due_at), "2026-03-03 12:35")
        self.assertEqual(self._local(task.mortgage_escalate_at), "2026-03-03 12:50")
        self.assertIn("noon", task.note)
        stage = self.env.ref("mortgage_sales.stage_contacted")
        self.assertEqual(self.lead.stage_id, stage)

    def test_the_quarter_of_an_hour_counts_in_the_shift(self):
        self._answers("2026-03-03 17:50")
        task = self._tasks("activity_type_answer")
        self.assertEqual(self._local(task.mortgage_due_at), "2026-03-04 09:05")
        self.assertEqual(self._local(task.mortgage_escalate_at), "2026-03-04 09:20")

    def test_a_second_answer_rings_again_and_makes_no_second_task(self):
        self._answers("2026-03-03 12:20")
        self._answers("2026-03-03 12:21", "email")
        self.assertEqual(len(self._tasks("activity_type_answer")), 1)

    def test_the_manager_is_told_at_thirty_minutes(self):
        self._answers("2026-03-03 12:20")
        alerts = [("partner_ids", "in", self.manager.partner_id.ids)]
        message = self.env["mail.message"]
        with self.at("2026-03-03 12:49"):
            self.env["mail.activity"]._cron_mortgage_escalate()
        self.assertFalse(message.search(alerts))
        with self.at("2026-03-03 12:50"):
            self.env["mail.activity"]._cron_mortgage_escalate()
            self.env["mail.activity"]._cron_mortgage_escalate()
        told = message.search(alerts)
        self.assertEqual(len(told), 1)
        self.assertIn("Maria Gomez has not answered yet", told.body)

    def test_an_answer_in_time_tells_nobody(self):
        self._answers("2026-03-03 12:20")
        self._lo_writes("2026-03-03 12:30")
        self.assertFalse(self._tasks("activity_type_answer"))

    def _lo_writes(self, local):
        with self.at(local):
            touch = self.env["mortgage.touch"]._plan(
                [
                    {
                        "res_model": "crm.lead",
                        "res_id": self.lead.id,
                        "channel": "sms",
                        "kind": "reply",
                        "origin": "manual",
                        "user_id": self.maria.id,
                        "state": "queued",
                        "ready_at": False,
                    }
                ]
            )
            touch._set_outcome("sent")

    def test_silence_of_two_days_after_the_los_answer_starts_went_quiet(self):
        self._answers("2026-03-03 12:20")
        self._lo_writes("2026-03-03 14:00")
        with self.at("2026-03-05 13:59"):
            self.env["crm.lead"]._cron_start_went_quiet()
        self.assertEqual(self.running.state, "paused")
        with self.at("2026-03-05 14:00"):
            self.env["crm.lead"]._cron_start_went_quiet()
            self._run_engine()
        self.assertEqual(self.running.stop_reason, "Went quiet takes over")
        quiet = self.lead._mortgage_running_plans()
        self.assertEqual(quiet.cadence_id, self.quiet)
        days = [self._local(t.due_at)[:10] for t in quiet.touch_ids.sorted("due_at")]
        self.assertEqual(days, ["2026-03-05", "2026-03-08"])

    def test_no_silence_without_an_answer_or_after_a_new_word(self):
        self._answers("2026-03-03 12:20")
        with self.at("2026-03-06 12:00"):
            self.env["crm.lead"]._cron_start_went_quiet()
        self.assertEqual(self.running.state, "paused")
        self._lo_writes("2026-03-06 12:00")
        self._answers("2026-03-07 12:00")
        with self.at("2026-03-09 12:00"):
            self.env["crm.lead"]._cron_start_went_quiet()
        self.assertEqual(self.running.state, "paused")

    def test_resuming_shifts_what_remains(self):
        before = {touch: touch.due_at for touch in self.running._ahead()}
        self._answers("2026-03-03 12:20")
        with self.at("2026-03-05 20:00"):
            self.running.with_user(self.maria).action_resume()
            moved = {touch: touch.due_at for touch in before}
            self.assertEqual(
                {moved[touch] - due for touch, due in before.items()},
                {timedelta(days=3)},
            )
            self.assertTrue(all(due > self._now() for due in moved.values()))
            self._run_engine()
        self.assertEqual(self.running.state, "active")
        with self.at("2026-03-06 13:00"):
            self.assertIn(
                self._contact(self.running, "expect_email"), self._run_dispatcher()
            )
