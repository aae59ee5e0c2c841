from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.mortgage_sales.tests.cadence_common import CadenceCase


class CallPanelCase(CadenceCase):
    def setUp(self):
        super().setUp()
        self.running = self._enrolled("2026-03-03 12:00")
        with self.at("2026-03-03 12:00"):
            self._run_dispatcher()
        self.task = self._call_task()

    def _leads(self, user=None):
        return self.env["crm.lead"].with_user(user or self.maria)

    def _panel(self, lead=None, user=None, local="2026-03-03 12:04"):
        lead = lead or self.lead
        with self.at(local):
            return self._leads(user).mortgage_call_panel(lead.id)

    def _log(self, outcome, local="2026-03-03 12:04", user=None, lead=None, **more):
        with self.at(local):
            return self._leads(user).mortgage_log_call(
                (lead or self.lead).id, outcome, **more
            )

    def _effects(self, **asked):
        return {
            button["code"]: button["effect"]
            for button in self._panel(**asked)["outcomes"]
        }


class TestCallPanel(CallPanelCase):
    def test_shows_whom_to_call_what_to_say_and_who_speaks(self):
        panel = self._panel()
        self.assertEqual(panel["activity_id"], self.task.id)
        self.assertEqual(panel["phone"], "(713) 555-0101")
        self.assertEqual(panel["tel"], "+17135550101")
        self.assertEqual(panel["zone"], "America/Chicago")
        self.assertEqual(panel["call"]["verdict"], "allow")
        self.assertEqual(panel["call"]["words"], "Can call now")
        self.assertIn("Maria Gomez", panel["script"])
        self.assertEqual(
            panel["disclosure"],
            ["Maria Gomez, NMLS #1234101", "Lone Star Test Lending, NMLS #1234001"],
        )
        self.assertEqual(panel["loan"], "Purchase · TX")
        self.assertEqual(panel["plan"], "Speed to lead, day 1")
        self.assertFalse(panel["reply"])

    def test_the_number_stays_and_the_reason_not_to_call_is_said(self):
        point = self.lead.mortgage_point_ids.filtered(lambda p: p.kind == "phone")
        self.env["mortgage.suppression"]._suppress(point.ids, "phone", "wrong_number")
        gate = self.env.registry["mortgage.gate"]
        with self.subTest("blocked"):
            self.verdict.verdict = "block"
            self.verdict.reason = "Wrong number"
            panel = self._panel()
            self.assertEqual(panel["phone"], "(713) 555-0101")
            self.assertEqual(panel["call"]["verdict"], "block")
            self.assertIn("No calls", panel["call"]["words"])
        self.assertTrue(gate)

    def test_effects_come_from_the_plan_as_it_stands(self):
        effects = self._effects()
        self.assertRegex(
            effects["no_answer"],
            r"^email in 56 min, call again tomorrow (9|10):\d\d AM$",
        )
        self.assertEqual(effects["left_voicemail"], effects["no_answer"])
        self.assertIn("Follow-up plan ends", effects["reached"])
        self.assertIn("moves to Contacted", effects["reached"])
        self.assertIn("wait for it", effects["callback"])
        self.assertEqual(
            effects["wrong_number"],
            "Nobody calls or texts (713) 555-0101 again; emails go on",
        )
        self.assertEqual(
            effects["do_not_call"], "The plan ends and nobody contacts Dana again"
        )
        self.running.with_user(self.maria).action_pause()
        self.assertIn("stays paused", self._effects()["no_answer"])
        self.running.with_user(self.maria).action_stop()
        effects = self._effects()
        self.assertIn("nothing goes out by itself", effects["no_answer"])
        self.assertEqual(effects["do_not_call"], "Nobody contacts Dana again")

    def test_history_and_the_last_reply_are_short(self):
        with self.at("2026-03-03 12:20"):
            self.env["mortgage.touch.event"].create(
                {
                    "type": "replied",
                    "channel": "sms",
                    "res_model": "crm.lead",
                    "res_id": self.lead.id,
                    "note": "can we talk at noon?",
                }
            )
        self._log("no_answer")
        panel = self._panel(local="2026-03-03 12:30")
        self.assertEqual(panel["reply"]["quote"], "can we talk at noon?")
        [call] = [row for row in panel["history"] if row["channel"] == "call"]
        self.assertEqual((call["what"], call["state"]), ("First call", "No answer"))
        self.assertFalse(panel["activity_id"])
        self.assertIn("Maria Gomez", panel["script"])

    def test_the_cost_does_not_grow_with_history(self):
        costs = []
        for size in (1, 1, 30):
            for _number in range(size):
                self._log("no_answer")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._panel()
            costs.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(costs[2], costs[1])

    def test_each_role_sees_the_leads_it_works(self):
        self.maria.mortgage_assistant_ids = [Command.link(self.assistant.id)]
        for user in (self.maria, self.assistant, self.manager):
            with self.subTest(user.login):
                self.assertEqual(self._panel(user=user)["lead_id"], self.lead.id)
        with self.assertRaisesRegex(ValidationError, "lead_id"):
            self._panel(user=self.cora)
        for user in (self.processor, self.compliance, self.marketing, self.portal):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._panel(user=user)

    def test_errors_name_the_field(self):
        with self.assertRaisesRegex(UserError, "outcome"):
            self._log("maybe")
        with self.assertRaisesRegex(ValidationError, "callback_at"):
            self._log("callback")
        with self.assertRaisesRegex(ValidationError, "callback_at"):
            self._log("callback", callback_at="noon")
        with self.assertRaisesRegex(ValidationError, "lead_id"):
            self._leads().mortgage_log_call("1", "reached")
        self._log("no_answer")
        with self.assertRaisesRegex(ValidationError, "activity_id"):
            self._log("no_answer", activity_id=self.task.id)


class TestLogCall(CallPanelCase):
    def _phone(self):
        return self.lead.mortgage_point_ids.filtered(lambda p: p.kind == "phone")

    def _result(self):
        """What a call has left behind, for comparing ways to log it."""
        active = self.env["mortgage.suppression"]._active(
            self.lead.mortgage_point_ids.ids
        )
        call = self._contact(self.running, "call")
        return {
            "stage": self.lead.stage_id.name,
            "plan": self.running.state,
            "suppressed": sorted(sorted(scopes) for scopes in active.values()),
            "touch": (call.state, call.call_outcome),
            "entries": self.env["mortgage.ledger.entry"].search_count(
                [("touch_id", "=", call.id), ("event", "=", "outcome")]
            ),
            "task": self.task.active,
            "ahead": set(self.running.touch_ids.mapped("state")) & {"planned"},
        }

    def test_what_each_outcome_does(self):
        attempted = ("Attempting", "active", [[], []], {"planned"})
        cases = {
            "reached": ("Contacted", "stopped", [[], []], set(), "delivered"),
            "no_answer": (*attempted, "sent"),
            "left_voicemail": (*attempted, "sent"),
            "wrong_number": (
                *("Attempting", "active", [[], ["phone"]], {"planned"}),
                "failed",
            ),
            "do_not_call": (
                *("Attempting", "stopped", [["all"], ["all"]], set()),
                "delivered",
            ),
        }
        for outcome, expected in cases.items():
            stage, plan, suppressed, ahead, touch = expected
            with self.subTest(outcome), self.env.cr.savepoint() as savepoint:
                self._log(outcome, note="said so")
                self.assertEqual(
                    self._result(),
                    {
                        "stage": stage,
                        "plan": plan,
                        "suppressed": suppressed,
                        "touch": (touch, outcome),
                        "entries": 1,
                        "task": False,
                        "ahead": ahead,
                    },
                )
                self.assertIn("said so", self.task.feedback)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_marking_the_task_done_with_the_same_words_does_the_same(self):
        words = self.env["mail.activity"]._mortgage_outcome_words()
        for outcome in ("reached", "no_answer", "wrong_number", "do_not_call"):
            results = []
            for by_hand in (False, True):
                with self.env.cr.savepoint() as savepoint:
                    if by_hand:
                        with self.at("2026-03-03 12:04"):
                            self.task.with_user(self.maria).action_feedback(
                                feedback=f"{words[outcome].lower()}, it seems"
                            )
                    else:
                        self._log(outcome)
                    results.append(self._result())
                    savepoint.rollback()
                    self.env.invalidate_all()
            self.assertEqual(*results, outcome)

    def test_a_call_without_a_task_is_recorded_all_the_same(self):
        lead = self._lead("Lee Park", user_id=self.maria.id)
        self._log("reached", lead=lead, note="Called from the car")
        touch = lead.touch_ids
        self.assertEqual(
            (touch.channel, touch.origin, touch.state, touch.call_outcome),
            ("call", "manual", "delivered", "reached"),
        )
        self.assertEqual(touch.user_id, self.maria)
        self.assertEqual(touch.point_id.kind, "phone")
        self.assertEqual(lead.stage_id.name, "Contacted")
        self.assertIn("Called from the car", str(lead.message_ids.mapped("body")))
        self.assertFalse(self._tasks("activity_type_call", lead))

    def test_after_a_conversation_the_next_stage_is_offered(self):
        stage = self.env.ref("mortgage_sales.stage_prequalified")
        offered = self._log("reached")["next_stage"]
        self.assertEqual(offered, {"id": stage.id, "name": stage.name})

    def test_a_conversation_and_a_voicemail_answer_what_the_borrower_wrote(self):
        for outcome, asked in (("no_answer", 1), ("left_voicemail", 0), ("reached", 0)):
            lead = self._lead("Lee Park", user_id=self.maria.id)
            with self.at("2026-03-03 12:20"):
                lead._mortgage_on_reply("sms", "Call me", self.env["mortgage.touch"])
            self._log(outcome, lead=lead, local="2026-03-03 12:30")
            self.assertEqual(
                len(self._tasks("activity_type_answer", lead)), asked, outcome
            )

    def test_the_assistant_logs_for_her_lo_only(self):
        with self.assertRaises(ValidationError):
            self._log("reached", user=self.assistant)
        self.maria.mortgage_assistant_ids = [Command.link(self.assistant.id)]
        self._log("reached", user=self.assistant)
        self.assertEqual(self.lead.stage_id.name, "Contacted")

    def test_nobody_else_logs(self):
        with self.assertRaises(ValidationError):
            self._log("reached", user=self.cora)
        for user in (self.processor, self.compliance, self.portal, self.outsider):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._log("reached", user=user)


class TestPromisedCalls(CallPanelCase):
    def _promise(self, at="2026-03-04 15:00", **asked):
        self._log("callback", callback_at=str(self._utc(at)), **asked)
        return self._call_task()

    def test_the_plan_waits_for_the_promised_call(self):
        promised = self._promise()
        self.assertEqual(self._local(promised.mortgage_due_at), "2026-03-04 15:00")
        self.assertEqual(promised.user_id, self.maria)
        self.assertIn("Maria Gomez", promised.note)
        self.assertEqual(self.running.state, "paused")
        self.assertIn("tomorrow 3:00 PM", self.running.stop_reason)
        with self.at("2026-03-04 14:00"):
            self.assertFalse(self._run_dispatcher())
        first = self._contact(self.running, "call")
        self.assertEqual((first.state, first.call_outcome), ("delivered", "callback"))

    def test_a_promised_call_that_is_skipped_frees_the_plan(self):
        promised = self._promise()
        plan = self.lead._mortgage_running_plans()
        self.assertEqual(plan.state, "paused")
        with self.at("2026-03-04 14:00"):
            touch = promised.mortgage_touch_id.with_user(self.maria)
            touch.action_mortgage_skip()
        self.assertEqual(plan.state, "active")

    def test_nobody_there_at_the_promised_time_and_the_plan_goes_on(self):
        self._promise()
        self._log("no_answer", "2026-03-04 15:02")
        self.assertEqual(self.running.state, "active")
        self.assertFalse(self.running.promised_call_id)

    def test_marked_done_in_the_chatter_the_plan_goes_on_too(self):
        promised = self._promise()
        with self.at("2026-03-04 15:02"):
            promised.with_user(self.maria).action_done()
        self.assertEqual(self.running.state, "active")

    def test_deleted_the_plan_goes_on_too(self):
        promised = self._promise()
        touch = promised.mortgage_touch_id
        with self.at("2026-03-04 10:00"):
            promised.with_user(self.maria).unlink()
        self.assertEqual(self.running.state, "active")
        self.assertEqual(touch.state, "skipped")

    def test_talked_at_the_promised_time_ends_the_plan(self):
        self._promise()
        self._log("reached", "2026-03-04 15:02")
        self.assertEqual(self.running.state, "stopped")

    def test_promised_again_the_plan_waits_for_the_later_one(self):
        self._promise()
        later = self._promise("2026-03-05 10:00", local="2026-03-04 15:02")
        self.assertEqual(self.running.promised_call_id, later.mortgage_touch_id)
        self.assertEqual(len(self._call_task()), 1)

    def test_an_answer_or_a_hand_takes_the_plan_from_the_call(self):
        self._promise()
        with self.at("2026-03-04 09:00"):
            self.lead._mortgage_on_reply("sms", "Hi", self.env["mortgage.touch"])
        self.assertEqual(self.running.stop_reason, "The borrower answered by text")
        self._log("no_answer", "2026-03-04 15:02")
        self.assertEqual(self.running.state, "paused")

    def test_not_when_the_borrower_may_not_be_called(self):
        for local in ("2026-03-04 22:30", "2026-03-08 10:00"):
            with self.assertRaisesRegex(ValidationError, "callback_at.*there"):
                self._promise(local)
        with self.assertRaisesRegex(ValidationError, "callback_at"):
            self._promise("2026-03-03 11:00")

    def test_it_rings_when_the_time_comes(self):
        promised = self._promise()
        alerts = [
            ("message_type", "=", "user_notification"),
            ("partner_ids", "in", self.maria.partner_id.ids),
        ]
        before = self.env["mail.message"].search_count(alerts)
        for local, more in (("2026-03-04 14:59", 0), ("2026-03-04 15:00", 1)):
            with self.at(local):
                self.env["mail.activity"]._cron_mortgage_ring()
                self.env["mail.activity"]._cron_mortgage_ring()
            now = self.env["mail.message"].search_count(alerts)
            self.assertEqual(now - before, more, local)
        self.assertFalse(promised.mortgage_ring_at)

    def test_a_new_owner_keeps_the_promise(self):
        promised = self._promise()
        with self.at("2026-03-03 13:00"):
            self._works(self.frank, "0 1 2 3 4", 9, 18)
            self.lead.user_id = self.frank
        self.assertEqual(promised.user_id, self.frank)
        self.assertEqual(promised.mortgage_touch_id.user_id, self.frank)
        self.assertEqual(self._local(promised.mortgage_due_at), "2026-03-04 15:00")
        self.assertIn("Frank Hall", promised.note)

    def test_a_new_owner_who_is_off_then_keeps_the_promise_too(self):
        promised = self._promise()
        with self.at("2026-03-03 13:00"):
            self._works(self.frank, "0 1 2 3 4", 16, 18)
            self.lead.user_id = self.frank
        self.assertEqual(self._local(promised.mortgage_due_at), "2026-03-04 15:00")
        self.assertEqual(promised.mortgage_ring_at, promised.mortgage_due_at)

    def test_a_next_call_after_a_conversation(self):
        self._log("reached")
        with self.at("2026-03-03 12:10"):
            at = self._utc("2026-03-10 10:00")
            self._leads().mortgage_promise_call(self.lead.id, str(at))
        self.assertEqual(self._call_task().mortgage_due_at, at)
        self.assertFalse(self.lead._mortgage_running_plans())
        self.assertGreater(self._call_task().date_deadline, at.date() - timedelta(1))
