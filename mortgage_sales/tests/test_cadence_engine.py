from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tools import mute_logger

from odoo.addons.mortgage_compliance.tools.verdict import Verdict
from odoo.addons.mortgage_sales.tests.cadence_common import CadenceCase

ENGINE = "odoo.addons.mortgage_sales.models.cadence.mortgage_enrollment_engine"


class TestEngine(CadenceCase):
    def _schedule(self, plan):
        return [
            (self._local(touch.due_at), touch.channel, touch.step_id.name)
            for touch in plan.touch_ids.sorted(lambda t: (t.due_at, t.step_id.sequence))
        ]

    def test_enrolling_makes_a_row_and_wakes_the_dispatcher(self):
        triggers = self.env["ir.cron.trigger"]
        before = triggers.search_count([])
        with self.at("2026-03-03 12:00"):
            [result] = self.plan._enroll(self.lead)
            now = self._now()
        plan = self.env["mortgage.enrollment"].browse(result["enrollment_id"])
        self.assertEqual(result["status"], "enrolled")
        self.assertEqual((plan.state, plan.next_at), ("active", now))
        self.assertFalse(plan.touch_ids)
        self.assertGreater(triggers.search_count([]), before)
        [again] = self.plan._enroll(self.lead)
        self.assertEqual(again["status"], "already")

    def test_the_coming_week_stands_as_dated_contacts(self):
        plan = self._enrolled("2026-03-03 12:00")
        minute = self.lead.id % 120
        morning = f"{9 + minute // 60:02}:{minute % 60:02}"
        noon = f"{11 + minute // 60:02}:{minute % 60:02}"
        self.assertEqual(
            self._schedule(plan),
            [
                ("2026-03-03 12:00", "email", "Acknowledgement by email"),
                ("2026-03-03 12:00", "sms", "Acknowledgement by text"),
                ("2026-03-03 12:00", "call", "First call"),
                ("2026-03-03 13:00", "email", "What to expect"),
                (f"2026-03-04 {morning}", "call", "Second call"),
                (f"2026-03-04 {noon}", "sms", "Text after the second call"),
                (f"2026-03-05 {morning}", "email", "Buying guide"),
                (f"2026-03-07 {morning}", "call", "Last call, voicemail"),
                # Clocks go forward on March 8: still the same hour there.
                (f"2026-03-09 {morning}", "email", "Keeping in touch"),
            ],
        )
        touch = plan.touch_ids[0]
        self.assertEqual(touch.user_id, self.maria)
        self.assertEqual(touch.company_id, self.company)
        self.assertTrue(all(plan.touch_ids.mapped("template_version_id")))

    def test_an_email_of_the_night_waits_to_seven(self):
        plan = self._enrolled("2026-03-03 21:47")
        email = self._contact(plan, "expect_email")
        self.assertEqual(self._local(email.due_at), "2026-03-04 07:00")

    def test_days_count_from_the_first_call_that_can_be_made(self):
        # Friday evening; Maria works from Monday on.
        plan = self._enrolled("2026-03-06 21:47")
        days = {
            name: self._local(self._contact(plan, name).due_at)[:10]
            for name in ("ack_email", "call", "expect_email", "day2_call", "day2_sms")
        }
        self.assertEqual(
            days,
            {
                "ack_email": "2026-03-06",
                "call": "2026-03-06",
                "expect_email": "2026-03-07",
                "day2_call": "2026-03-10",
                "day2_sms": "2026-03-10",
            },
        )
        with self.at("2026-03-06 21:47"):
            self._run_dispatcher()
        first = self._call_task().mortgage_due_at
        self.assertEqual(self._local(first), "2026-03-09 09:00")

    def test_preview_counts_from_the_same_call(self):
        rows = self.env["mortgage.cadence"].preview(
            self.plan.id, self.lead.id, start=str(self._utc("2026-03-06 21:47"))
        )
        plan = self._enrolled("2026-03-06 21:47")
        planned = plan.touch_ids.sorted(lambda t: (t.due_at, t.step_id.sequence))
        self.assertEqual(
            [row["due_at"] for row in rows[: len(planned)]],
            [fields.Datetime.to_string(touch.due_at) for touch in planned],
        )

    def test_planning_again_makes_nothing_twice(self):
        plan = self._enrolled("2026-03-03 12:00")
        planned = plan.touch_ids
        with self.at("2026-03-03 12:01"):
            plan.next_at = self._now()
            self._run_engine()
        self.assertEqual(plan.touch_ids, planned)

    def test_the_drip_is_planned_a_week_ahead_each_month_and_ends(self):
        plan = self._enrolled("2026-03-03 12:00")
        for month in range(2, 13):
            with self.at(self._local(plan.next_at)):
                self._run_engine()
            drip = self._contact(plan, "nurture_email").sorted("occurrence")
            self.assertEqual(len(drip), month)
            self.assertEqual(
                drip[-1].due_at - drip[0].due_at >= timedelta(days=28 * (month - 1)),
                True,
            )
        self.assertEqual(self._local(drip[-1].due_at)[:10], "2027-02-09")
        plan.touch_ids.write({"state": "sent", "ready_at": False})
        with self.at("2027-02-12 12:00"):
            self._run_engine()
        self.assertEqual(plan.state, "done")

    def test_each_contact_leaves_at_its_minute(self):
        plan = self._enrolled("2026-03-03 12:00")
        left = []
        for touch in plan.touch_ids.sorted(lambda t: (t.due_at, t.priority)):
            with self.at(self._local(touch.due_at - timedelta(minutes=1))):
                self.assertNotIn(touch, self._run_dispatcher())
            with self.at(self._local(touch.due_at)):
                if touch in self._run_dispatcher():
                    left.append(touch.channel)
            self.assertIn(touch.state, ("queued", "due"), touch.step_id.name)
        self.assertEqual(plan.touch_ids.mapped("mail_ids.state"), ["outgoing"] * 4)
        self.assertEqual(len(plan.touch_ids.sms_ids), 2)
        self.assertEqual(len(self._call_task()), 3)

    def test_a_hold_is_kept_and_a_block_stays_visible(self):
        plan = self._enrolled("2026-03-03 12:00")
        self.verdict = Verdict("block", rule="no_license", reason="No license in TX")
        with self.at("2026-03-03 12:00"):
            self._run_dispatcher()
        first = plan.touch_ids.filtered(lambda touch: touch.state == "blocked")
        self.assertEqual(len(first), 3)
        self.assertEqual(set(first.mapped("outlook")), {"No license in TX"})

    def test_the_next_contact_of_a_held_one_is_when_it_may_go(self):
        plan = self._enrolled("2026-03-03 12:00")
        touches = plan.touch_ids
        opens = self._utc("2026-03-04 08:00")
        held = touches.sorted("due_at")[0]
        (touches - held).state = "sent"
        held.write({"state": "held", "hold_until": opens, "ready_at": opens})
        self.assertEqual(plan.next_touch_at, opens)
        held._pause()
        plan.invalidate_recordset(["next_touch_at"])
        self.assertFalse(plan.next_touch_at, "a paused plan has no next contact")

    def test_conditions_are_judged_when_the_minute_comes(self):
        plan = self._enrolled("2026-03-03 12:00")
        expect = self._contact(plan, "expect_email")
        with self.at("2026-03-03 12:30"):
            self.lead.mortgage_talked_at = self._now()
        with self.at("2026-03-03 13:00"):
            self._run_dispatcher()
        self.assertEqual(expect.state, "skipped")
        self.assertEqual(expect.reason, "Somebody has talked to the borrower")
        self.assertEqual(plan.state, "active")

    def test_a_conversation_before_the_plan_does_not_count(self):
        self.lead.mortgage_talked_at = self._utc("2026-03-01 12:00")
        plan = self._enrolled("2026-03-03 12:00")
        with self.at("2026-03-03 13:00"):
            self._run_dispatcher()
        self.assertEqual(self._contact(plan, "expect_email").state, "queued")

    def test_words_approved_after_planning_are_taken(self):
        plan = self._enrolled("2026-03-03 12:00")
        email = self._contact(plan, "expect_email")
        old = email.template_version_id
        new = old.with_user(self.marketing).copy({"body": "Hello, {{ lo_name }} here."})
        new.action_submit()
        new.with_user(self.compliance).action_approve()
        with self.at("2026-03-03 13:00"):
            self._run_dispatcher()
        self.assertEqual(email.template_version_id, new)

    def test_one_that_cannot_be_planned_does_not_stop_the_others(self):
        other = self._lead("Lee Park", user_id=self.maria.id)
        leads = self.lead | other
        with self.at("2026-03-03 12:00"):
            self.plan._enroll(leads)
        plans = leads._mortgage_running_plans()
        real = type(plans)._contact_vals

        def broken(engine, lead, *args):
            if lead == other:
                raise ValueError("no such hour")
            return real(engine, lead, *args)

        with (
            self.at("2026-03-03 12:00"),
            patch.object(type(plans), "_contact_vals", broken),
            mute_logger(ENGINE),
        ):
            self._run_engine()
        by_lead = plans.grouped("lead_id")
        self.assertTrue(by_lead[self.lead].touch_ids)
        self.assertEqual(by_lead[other].state, "paused")
        self.assertIn("no such hour", by_lead[other].stop_reason)

    def test_the_purchased_plan_calls_three_times_on_the_first_day(self):
        purchased = self.env.ref("mortgage_sales.cadence_speed_to_lead_purchased")
        plan = self._enrolled("2026-03-03 12:00", purchased)
        calls = plan.touch_ids.filtered(lambda touch: touch.channel == "call")
        first_day = [
            self._local(touch.due_at)
            for touch in calls.sorted("due_at")
            if self._local(touch.due_at).startswith("2026-03-03")
        ]
        self.assertEqual(
            first_day, ["2026-03-03 12:00", "2026-03-03 12:45", "2026-03-03 17:30"]
        )

    def test_a_plan_with_leads_on_it_gets_a_new_version_instead(self):
        plan = self._enrolled()
        step = self.plan.step_ids[0]
        with self.assertRaisesRegex(Exception, "Make a new version"):
            step.name = "Other"
        successor = self.env["mortgage.cadence"].browse(
            self.plan.action_new_version()["res_id"]
        )
        successor.step_ids[0].name = "Other"
        self.assertEqual(len(successor.step_ids), len(self.plan.step_ids))
        self.assertEqual(plan.cadence_id, self.plan)
        other = self._lead("Lee Park", user_id=self.maria.id)
        self.env["mortgage.cadence"].enroll(self.plan.id, other.ids)
        self.assertEqual(other.enrollment_ids.cadence_id, successor)


class TestEngineCost(CadenceCase):
    def _leads(self, count):
        partners = self.env["res.partner"].create(
            [
                {"name": f"B{n}", "email": f"b{n}@example.com", "phone": "7135550101"}
                for n in range(count)
            ]
        )
        return self.env["crm.lead"].create(
            [
                {
                    "name": partner.name,
                    "type": "opportunity",
                    "partner_id": partner.id,
                    "team_id": self.team.id,
                    "user_id": self.maria.id,
                    "property_state": "TX",
                }
                for partner in partners
            ]
        )

    def _cost(self, function, *args):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function(*args)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_enrolling_and_planning_cost_the_same_for_five_and_for_fifty(self):
        batches = [self._leads(5), self._leads(50)]
        enrolling, planning = [], []
        # A week from another day on has other contacts.
        with self.at("2026-03-03 12:00"):
            # What the first batch of a process caches.
            self.plan._enroll(self._leads(1))
            self._run_engine()
            for leads in batches:
                enrolling.append(self._cost(self.plan._enroll, leads))
                planning.append(self._cost(self._run_engine))
        self.assertEqual(enrolling[0], enrolling[1])
        self.assertLess(enrolling[0], 16)
        # Rows are inserted by the hundred, and fifty leads have 450 contacts.
        self.assertLessEqual(planning[1], planning[0] + 12)
        contacts = fields.Domain("lead_id", "in", (batches[0] | batches[1]).ids)
        self.assertEqual(self.env["mortgage.touch"].search_count(contacts), 55 * 9)
