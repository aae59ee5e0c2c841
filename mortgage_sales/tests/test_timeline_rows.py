import json
from datetime import datetime, timedelta, timezone

from odoo import fields
from odoo.exceptions import AccessError, ValidationError

from odoo.addons.mortgage_compliance.tools.verdict import Verdict
from odoo.addons.mortgage_sales.tests.cadence_common import CadenceCase

NOON = "2026-03-03 12:00"


class TimelineCase(CadenceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.maria.mortgage_assistant_ids = cls.assistant

    def _show(self, user=None, lead=None, **page):
        leads = self.env["crm.lead"].with_user(user or self.maria)
        shown = leads.mortgage_timeline((lead or self.lead).id, **page)
        json.dumps(shown)
        return shown

    def _past(self, what, **page):
        return [row for row in self._show(**page)["past"] if row["what"] == what]

    def _touch(self, channel="email", state="sent", **values):
        kind = "email" if channel == "email" else "phone"
        points = self.lead.partner_id.mortgage_point_ids
        return self.env["mortgage.touch"].create(
            {
                "res_model": "crm.lead",
                "res_id": self.lead.id,
                "partner_id": self.lead.partner_id.id,
                "point_id": points.filtered(lambda point: point.kind == kind)[:1].id,
                "channel": channel,
                "kind": "transactional",
                "state": state,
                "user_id": self.maria.id,
                "company_id": self.company.id,
                "due_at": "2026-03-02 15:00:00",
                "ready_at": False,
                **values,
            }
        )

    def _came_back(self, touch, kind, **values):
        return self.env["mortgage.touch.event"].create(
            {
                "type": kind,
                "touch_id": touch.id,
                "point_id": touch.point_id.id,
                "channel": touch.channel,
                "res_model": touch.res_model,
                "res_id": touch.res_id,
                "company_id": self.company.id,
                **values,
            }
        )


class TestPast(TimelineCase):
    def test_a_contact_says_what_became_of_it(self):
        cases = [
            ({"state": "sent"}, "Sent", "secondary"),
            ({"state": "delivered"}, "Delivered", "success"),
            ({"state": "failed", "reason": "Mailbox full"}, "Failed", "danger"),
            ({"state": "blocked", "reason": "No consent"}, "Blocked", "danger"),
            ({"state": "skipped", "reason": "Has answered"}, "Skipped", "secondary"),
            ({"state": "cancelled"}, "Called off", "secondary"),
            ({"state": "in_doubt"}, "Nobody knows whether it left", "warning"),
        ]
        for values, state, tone in cases:
            with self.subTest(state):
                touch = self._touch(**values)
                [row] = self._past("Email")
                self.assertEqual((row["state"], row["tone"]), (state, tone))
                self.assertEqual(row["reason"], values.get("reason", False))
                self.assertEqual(row["who"], "Maria Gomez")
                touch.unlink()

    def test_what_came_back_shows_on_the_contact(self):
        touch = self._touch(state="delivered")
        self._came_back(touch, "opened")
        self._came_back(touch, "opened")
        [row] = self._past("Email")
        self.assertEqual(row["state"], "Opened")
        self.assertEqual(row["facts"][0]["label"], "Opened (2 times)")
        self._came_back(touch, "clicked")
        self.assertEqual(self._past("Email")[0]["state"], "Clicked")

    def test_a_bounce_says_so(self):
        touch = self._touch(state="failed", reason="No such user")
        self._came_back(touch, "bounced")
        self.assertEqual(self._past("Email")[0]["state"], "Bounced")

    def test_an_answer_is_quoted_whole(self):
        touch = self._touch("sms", sent_at="2026-03-02 15:00:00")
        inbound = self.env["mortgage.inbound.message"].create(
            {
                "at": "2026-03-02 16:00:00",
                "channel": "sms",
                "external_id": "SM1",
                "company_id": self.company.id,
                "body": "Can we talk at noon? " * 20,
            }
        )
        self._came_back(
            touch, "replied", at="2026-03-02 16:00:00", inbound_id=inbound.id
        )
        answer, text = self._past("Text")
        self.assertEqual(answer["title"], "Dana Ruiz answered")
        self.assertEqual(answer["quote"], inbound.body)
        self.assertEqual(text["state"], "Replied")

    def test_a_call_tells_its_outcome_and_the_note(self):
        self._enrolled(NOON)
        with self.at(NOON):
            self._run_dispatcher()
            self._call_task().with_user(self.maria).action_mortgage_call_done(
                "no_answer", "Rang eight times"
            )
        [row] = self._past("Call")
        self.assertEqual(row["state"], "No answer")
        self.assertEqual(row["quote"], "Rang eight times")

    def test_the_rest_of_a_leads_story(self):
        self.env["mortgage.inquiry"].create(
            {"source_id": self.source.id, "external_id": "1", "lead_id": self.lead.id}
        )
        self.env["mortgage.routing.decision"].create(
            {
                "lead_id": self.lead.id,
                "user_id": self.maria.id,
                "company_id": self.company.id,
                "reason": "Rule “Everybody”: next in turn.",
            }
        )
        point = self.lead.partner_id.mortgage_point_ids.filtered(
            lambda point: point.kind == "phone"
        )
        self.env["mortgage.consent"]._record(
            [{"point_id": point.id, "level": "pec", "channels": ["sms", "call"]}]
        )
        self.env["mortgage.suppression"]._suppress(point.ids, "sms", "stop")
        rows = {row["what"]: row for row in self._show()["past"]}
        self.assertEqual(rows["Inquiry"]["title"], "from Website")
        self.assertEqual(rows["Loan officer"]["title"], "Maria Gomez")
        self.assertIn("Everybody", rows["Loan officer"]["reason"])
        self.assertEqual(rows["Consent"]["title"], "to texts, calls")
        self.assertEqual(rows["No texts"]["state"], "Said STOP")
        self.env["mortgage.suppression"]._lift(point.ids, "sms", "Said START")
        [row] = self._past("May be contacted again")
        self.assertEqual(row["reason"], "Said START")

    def test_stages_and_owners_are_told_once(self):
        lead = self.lead.with_context(tracking_disable=False)
        for values in (
            {"stage_id": self.env.ref("mortgage_sales.stage_attempting").id},
            {"stage_id": self.env.ref("mortgage_sales.stage_contacted").id},
            {"user_id": self.frank.id},
            {"user_id": False},
        ):
            lead.write(values)
            self.env.flush_all()
            self.cr.precommit.run()
        past = self._show(self.manager)["past"]
        [stage] = [row for row in past if row["what"] == "Stage"]
        self.assertEqual(stage["title"], "Attempting → Contacted")
        owners = [row["title"] for row in past if row["what"] == "Loan officer"]
        self.assertCountEqual(owners, ["Frank Hall → nobody", "Frank Hall"])

    def test_what_a_plan_called_off_is_one_row(self):
        plan = self._enrolled(NOON)
        with self.at(NOON):
            plan._stop("Reached by phone")
        self.env.flush_all()
        called_off = [
            row for row in self._show()["past"] if row["state"] == "Called off"
        ]
        self.assertEqual(len(called_off), 1)
        self.assertGreater(len(called_off[0]["more"]), 2)

    def test_messages_to_the_borrower_apart_from_a_lead_are_there(self):
        self._touch(res_model="res.partner", res_id=self.lead.partner_id.id)
        self.assertEqual(len(self._past("Email")), 1)

    def test_pages_follow_each_other_without_gap_or_double(self):
        for hour in range(30):
            self._touch(sent_at=f"2026-03-01 {hour // 3:02}:00:00")
        whole = [row["key"] for row in self._show(limit=200)["past"]]
        paged, before = [], False
        while True:
            page = self._show(before=before, limit=7)
            paged += [row["key"] for row in page["past"]]
            before = page["older"]
            if not before:
                break
            self.assertEqual(page["ahead"] if len(paged) > 7 else [], [])
        self.assertEqual(paged, whole)
        self.assertEqual(len(set(paged)), len(paged))


class TestAhead(TimelineCase):
    def setUp(self):
        super().setUp()
        self.running = self._enrolled(NOON)

    def _ahead(self, user=None):
        with self.at(NOON):
            return self._show(user)["ahead"]

    def test_the_soonest_comes_first_with_its_verdict(self):
        rows = self._ahead()
        moments = [row["at"] for row in rows]
        self.assertEqual(moments, sorted(moments))
        planned = next(row for row in rows if row["state"] == "Planned")
        self.assertEqual(planned["plan"], "Speed to lead")
        self.verdict = Verdict(
            "hold",
            "window",
            reason="Too early",
            hold_until=datetime(2026, 3, 4, 8, 0, tzinfo=timezone(timedelta(hours=-6))),
        )
        held = next(row for row in self._ahead() if row["until"])
        self.assertEqual(held["state"], "Will wait until")
        self.assertEqual(held["until"], "2026-03-04 14:00:00")
        self.verdict = Verdict("block", "consent", reason="No consent")
        states = {(row["state"], row["reason"]) for row in self._ahead()}
        self.assertIn(("Would be blocked", "No consent"), states)

    def test_a_repeating_step_is_one_row(self):
        rows = [row for row in self._ahead() if row.get("times", 1) > 1]
        self.assertEqual(len(rows), 1)
        self.assertEqual(rows[0]["times"], 11, "its first time is planned already")
        self.assertGreater(rows[0]["last"], rows[0]["at"])
        self.assertLess(len(self._ahead()), 20)

    def test_what_waits_says_for_what(self):
        with self.at(NOON):
            self._run_dispatcher()
        states = [row["state"] for row in self._ahead()]
        self.assertIn("Waits for the loan officer", states)
        self.assertIn("On its way", states)
        self.running._pause("The borrower answered by text")
        rows = self._ahead()
        self.assertIn(
            ("Waits: its plan is paused", "The borrower answered by text"),
            [(row["state"], row["reason"]) for row in rows],
        )

    def test_who_may_steer_gets_the_buttons(self):
        for user in (self.maria, self.assistant, self.manager):
            with self.subTest(user.login):
                actions = {one for row in self._ahead(user) for one in row["actions"]}
                self.assertLessEqual({"send_now", "edit", "skip"}, actions)
        rows = self._ahead(self.compliance)
        self.assertTrue(rows)
        self.assertFalse(any(row["actions"] for row in rows))

    def test_a_promised_answer_stands_ahead(self):
        self.lead._mortgage_ask_for_answer("sms", "Can we talk?")
        rows = [row for row in self._ahead() if row["what"] == "Answer borrower"]
        self.assertEqual(len(rows), 1)


class TestAccess(TimelineCase):
    def test_who_sees_what(self):
        self._enrolled(NOON)
        partner = self.lead.partner_id
        self._touch(sent_at="2026-03-01 10:00:00")
        self._touch(res_model="res.partner", res_id=partner.id, user_id=self.frank.id)
        for user in (
            *(self.maria, self.assistant, self.manager, self.mortgage_admin),
            *(self.compliance, self.integration),
        ):
            with self.subTest(user.login):
                shown = self._show(user)
                emails = [row for row in shown["past"] if row["what"] == "Email"]
                self.assertEqual(len(emails), 2)
                self.assertTrue(shown["ahead"])

    def test_who_sees_nothing(self):
        for user in (
            *(self.frank, self.cora, self.processor, self.marketing),
            *(self.outsider, self.portal, self.env.ref("base.public_user")),
        ):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._show(user)

    def test_another_los_messages_on_another_lead_stay_there(self):
        other = self._lead(
            "Second loan", partner=self.lead.partner_id, user_id=self.frank.id
        )
        self._touch(res_id=other.id, user_id=self.frank.id)
        touches = self.env["mortgage.touch"].with_user(self.maria)
        self.assertFalse(touches.search([("res_id", "=", other.id)]))

    def test_wrong_values_name_their_field(self):
        for page, field in (
            ({"before": "yesterday"}, "before"),
            ({"limit": 0}, "limit"),
            ({"limit": "all"}, "limit"),
        ):
            with self.assertRaisesRegex(ValidationError, f"^{field}:"):
                self._show(**page)


class TestCost(TimelineCase):
    def _queries(self):
        self.env.flush_all()
        self.env.invalidate_all()
        count = self.cr.sql_log_count
        self._show()
        return self.cr.sql_log_count - count

    def _fill(self, count):
        start = fields.Datetime.to_datetime("2026-01-01 00:00:00")
        self.env["mortgage.touch"].create(
            [
                {
                    **self._touch_values,
                    "state": "delivered" if number % 2 else "planned",
                    "due_at": start + timedelta(hours=number),
                    "ready_at": start + timedelta(hours=number),
                }
                for number in range(count)
            ]
        )

    @property
    def _touch_values(self):
        return {
            "res_model": "crm.lead",
            "res_id": self.lead.id,
            "partner_id": self.lead.partner_id.id,
            "channel": "email",
            "kind": "transactional",
            "user_id": self.maria.id,
            "company_id": self.company.id,
        }

    def test_five_hundred_contacts_cost_the_queries_of_ten(self):
        self._enrolled(NOON)
        self._fill(10)
        self._queries()
        few = self._queries()
        self._fill(490)
        self.assertLessEqual(self._queries(), few)
