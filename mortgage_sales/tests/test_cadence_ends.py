from datetime import timedelta

from odoo.addons.mortgage_sales.tests.cadence_common import CadenceCase


class TestEnds(CadenceCase):
    def setUp(self):
        super().setUp()
        self.running = self._enrolled("2026-03-03 12:00")
        with self.at("2026-03-03 12:00"):
            self._run_dispatcher()

    def _assert_ended(self, reason):
        self.assertEqual(self.running.state, "stopped")
        self.assertEqual(self.running.stop_reason, reason)
        self.assertFalse(self.running.next_at)
        ahead = self.running.touch_ids.filtered(
            lambda touch: touch.state in ("planned", "held", "due")
        )
        self.assertFalse(ahead)
        cancelled = self.running.touch_ids.filtered(lambda t: t.state == "cancelled")
        self.assertEqual(set(cancelled.mapped("reason")), {reason})
        self.assertFalse(self._call_task())

    def test_won(self):
        self.lead.action_set_won()
        self._assert_ended("Won")

    def test_lost(self):
        reason = self.env["crm.lost.reason"].create({"name": "Rate too high"})
        self.lead.action_set_lost(lost_reason_id=reason.id)
        self._assert_ended("Lost: Rate too high")

    def test_archived(self):
        self.lead.action_archive()
        self._assert_ended("Lost or archived")

    def test_past_contacted(self):
        self.lead.stage_id = self.env.ref("mortgage_sales.stage_contacted")
        self.assertEqual(self.running.state, "active")
        self.lead.stage_id = self.env.ref("mortgage_sales.stage_prequalified")
        self._assert_ended("Moved to Prequalified")

    def test_team_switched_off(self):
        self.team.mortgage_active = False
        self._assert_ended("Follow-up was switched off for the team")
        self.team.mortgage_active = True
        self.assertFalse(self.lead._mortgage_running_plans())

    def test_moved_to_a_team_without_follow_up(self):
        other = self.env["crm.team"].create({"name": "Other", "is_mortgage": True})
        self.lead.team_id = other
        self._assert_ended("Follow-up is off for the lead's team")

    def test_appointment(self):
        self.env["calendar.event"].with_user(self.maria).create(
            {
                "name": "Call with Dana",
                "opportunity_id": self.lead.id,
                "start": "2026-03-05 18:00:00",
                "stop": "2026-03-05 18:30:00",
            }
        )
        self._assert_ended("Appointment made")

    def test_opt_out(self):
        self.lead._mortgage_on_opt_out(self.lead.mortgage_point_ids, "sms")
        self._assert_ended("Opted out")

    def test_paused_plans_end_too(self):
        self.running._pause("The borrower answered by text")
        self.lead.action_set_won()
        self._assert_ended("Won")

    def test_deleted(self):
        touches = self.running.touch_ids
        self.lead.unlink()
        states = set(touches.mapped("state"))
        self.assertFalse(states & {"planned", "held", "due"})

    def test_what_is_on_the_wire_is_left_alone(self):
        email = self._contact(self.running, "ack_email")
        email.attempted_at = email.queued_at
        self.lead.action_set_won()
        self.assertEqual(email.state, "queued")

    def test_merged_leads_keep_their_plan_once(self):
        self._works(self.frank, "0 1 2 3 4", 9, 18)
        other = self._lead("Dana R.", user_id=self.maria.id)
        with self.at("2026-03-03 13:00"):
            (self.lead | other).merge_opportunity(auto_unlink=True)
            survivor = (self.lead | other).exists()
        self.assertEqual(survivor._mortgage_running_plans(), self.running)
        self.assertEqual(set(self.running.touch_ids.mapped("res_id")), {survivor.id})

    def test_merged_leads_keep_decisions_inquiries_and_people(self):
        other = self._lead("Dana R.")
        inquiry = self.env["mortgage.inquiry"].create(
            {"source_id": self.source.id, "external_id": "7", "lead_id": other.id}
        )
        agent = self._borrower("Ann Agent", "ann@example.com", "+17135550109")
        party = self.env["mortgage.party"].create(
            {"lead_id": other.id, "partner_id": agent.id, "role": "buyer_agent"}
        )
        event = self.env["mortgage.touch.event"].create(
            {"type": "replied", "res_model": "crm.lead", "res_id": other.id}
        )
        self.lead._mortgage_route()
        decisions = self.env["mortgage.routing.decision"]
        mine = decisions._record_by_hand(self.lead)
        its_own = decisions.create({"lead_id": other.id, "user_id": self.frank.id})
        (self.lead | other)._merge_opportunity()
        survivor = (self.lead | other).exists()
        self.assertEqual(survivor, self.lead)
        self.assertEqual(survivor.routing_decision_ids, mine | its_own)
        self.assertEqual(decisions._latest(survivor), {survivor.id: mine})
        self.assertEqual((inquiry.lead_id, inquiry.state), (survivor, "merged"))
        self.assertEqual(survivor.party_ids, party)
        self.assertEqual(event.res_id, survivor.id)

    def test_two_plans_of_one_kind_do_not_go_on_together(self):
        other = self._lead("Dana R.", user_id=self.maria.id)
        second = self._enrolled("2026-03-03 12:30", leads=other)
        with self.at("2026-03-03 13:00"):
            (self.lead | other).merge_opportunity(auto_unlink=True)
        self.assertEqual(
            sorted((self.running | second).mapped("state")), ["active", "stopped"]
        )


class TestPausing(CadenceCase):
    def test_pausing_by_hand_holds_back_and_resuming_goes_on(self):
        plan = self._enrolled("2026-03-03 12:00")
        with self.at("2026-03-03 12:00"):
            self._run_dispatcher()
        lead = self.lead.with_user(self.maria)
        with self.at("2026-03-03 12:10"):
            lead.action_mortgage_pause_plans()
        self.assertEqual(plan.stop_reason, "Paused by Maria Gomez")
        buttons = (lead.mortgage_may_pause, lead.mortgage_may_resume)
        self.assertEqual(buttons, (False, True))
        self.assertFalse(any(plan._ahead().mapped("ready_at")))
        email = self._contact(plan, "expect_email")
        due = email.due_at
        with self.at("2026-03-03 12:20"):
            lead.action_mortgage_resume_plans()
        self.assertEqual((plan.state, email.due_at), ("active", due))
        self.assertEqual(email.ready_at, due)
        lead.action_mortgage_stop_plans()
        self.assertEqual(plan.stop_reason, "Ended by Maria Gomez")

    def test_resuming_does_not_move_what_a_rule_holds_until_later(self):
        plan = self._enrolled("2026-03-03 06:00")
        text = self._contact(plan, "ack_sms")
        opens = self._utc("2026-03-03 09:00")
        text.write({"state": "held", "hold_until": opens, "ready_at": opens})
        (self._contact(plan, "ack_email") | self._contact(plan, "call")).state = "sent"
        due = self._contact(plan, "expect_email").due_at
        with self.at("2026-03-03 06:10"):
            plan._pause("x")
            plan._resume()
        self.assertEqual(text.ready_at, opens)
        self.assertEqual(self._contact(plan, "expect_email").due_at, due)

    def test_a_plan_resumed_late_keeps_its_distances(self):
        plan = self._enrolled("2026-03-03 12:00")
        with self.at("2026-03-03 12:00"):
            self._run_dispatcher()
            plan._pause("x")
        distances = [touch.due_at for touch in plan._ahead().sorted("due_at")]
        with self.at("2026-03-20 12:00"):
            plan._resume()
            self._run_engine()
        later = [touch.due_at for touch in plan._ahead().sorted("due_at")]
        shifts = {new - old for old, new in zip(distances, later, strict=False)}
        self.assertEqual(shifts, {timedelta(days=17)})

    def test_a_paused_lead_that_changes_hands_stays_paused(self):
        plan = self._enrolled("2026-03-03 12:00")
        plan._pause("x")
        self.lead.user_id = self.frank
        self.assertEqual(plan.state, "paused")
        self.assertEqual(plan._ahead().user_id, self.frank)
