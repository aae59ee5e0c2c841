from odoo import fields
from odoo.exceptions import AccessError, UserError

from odoo.addons.mortgage_compliance.tools.verdict import Verdict
from odoo.addons.mortgage_sales.tests.cadence_common import CadenceCase


class DayCase(CadenceCase):
    """Maria's day on a Tuesday in Houston."""

    def _today(self, user=None, local="2026-03-03 12:02"):
        self.env.flush_all()
        self.env.invalidate_all()
        with self.at(local):
            return self.env["mortgage.day"].with_user(user or self.maria).today()

    def _rows(self, user=None, local="2026-03-03 12:02", part="now"):
        return self._today(user, local)["tasks"][part]

    def _arrives(self, local, name="Dana Ruiz", **values):
        lead = self._lead(name, partner=self._person_of(name), **values)
        lead.user_id = values.get("user_id") or self.maria
        self._enrolled(local, leads=lead)
        with self.at(local):
            self._run_dispatcher()
        return lead

    def _person_of(self, name):
        self.people = getattr(self, "people", 20) + 1
        return self._borrower(
            name, f"p{self.people}@example.com", f"+171355501{self.people}"
        )

    def _task(self, lead, due, kind="activity_type_call"):
        with self.at("2026-03-03 08:00"):
            return self.env["mail.activity"]._mortgage_create_tasks(
                [
                    {
                        "lead": lead,
                        "type": f"mortgage_sales.{kind}",
                        "user": lead.user_id,
                        "due_at": self._utc(due),
                        "summary": "x",
                    }
                ]
            )


class TestDayTasks(DayCase):
    def test_a_new_lead_says_who_it_is_and_by_when_to_call(self):
        lead = self._arrives(
            "2026-03-03 12:00",
            loan_amount=320000,
            property_city="Austin",
            property_zip="78701",
            lead_source_id=self.source.id,
        )
        (row,) = self._rows()
        self.assertEqual((row["lead_id"], row["kind"]), (lead.id, "call"))
        self.assertTrue(row["is_new"])
        self.assertEqual(row["due_at"], "2026-03-03 18:05:00")
        self.assertEqual(row["name"], "Dana Ruiz")
        self.assertEqual(row["loan"], "purchase $320k · Austin")
        self.assertEqual(row["line"], "new from Website · 1st call")
        self.assertEqual(row["local_time"], "12:02 PM CST")
        self.assertEqual(row["zone"], "America/Chicago")
        self.assertEqual(row["reason"], "New lead, not called yet: call by 12:05 PM")
        self.assertEqual(row["contact"]["sms"]["words"], "Can text now")
        (row,) = self._rows(local="2026-03-03 12:09")
        self.assertEqual(
            row["reason"], "New lead, not called yet: the call was due at 12:05 PM"
        )

    def test_the_order_of_the_day_with_its_reasons(self):
        waiting = self._arrives("2026-03-03 09:10", "Sam Ito")
        self._task(waiting, "2026-03-03 09:00", "activity_type_answer")
        self._arrives("2026-03-03 09:00", "Old Call")
        self._arrives("2026-03-03 12:00", "Dana Ruiz")
        plain = self._lead(
            "Kim Vo", partner=self._person_of("Kim Vo"), user_id=self.maria.id
        )
        plain.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=self.maria.id,
            date_deadline=fields.Date.to_date("2026-03-03"),
            summary="pre-approval expires Fri",
        )
        tomorrow = self._lead(
            "Al Cole", partner=self._person_of("Al Cole"), user_id=self.maria.id
        )
        self._task(tomorrow, "2026-03-04 10:00")
        later = self._lead(
            "Jo Bell", partner=self._person_of("Jo Bell"), user_id=self.maria.id
        )
        self._task(later, "2026-03-03 16:00")
        tasks = self._today()["tasks"]
        self.assertEqual(
            [(row["name"], row["kind"]) for row in tasks["now"]],
            [
                ("Dana Ruiz", "call"),
                ("Sam Ito", "reply"),
                ("Old Call", "call"),
                ("Kim Vo", "task"),
            ],
        )
        self.assertIn("Waits for your answer", tasks["now"][1]["reason"])
        self.assertEqual(tasks["now"][2]["reason"], "Overdue since 9:05 AM")
        self.assertEqual(tasks["now"][3]["reason"], "Due today")
        self.assertEqual(tasks["now"][3]["line"], "pre-approval expires Fri")
        self.assertEqual([row["name"] for row in tasks["later"]], ["Jo Bell"])
        self.assertEqual([row["name"] for row in tasks["tomorrow"]], ["Al Cole"])
        self.assertFalse(tasks["more"])

    def test_an_answer_is_quoted(self):
        lead = self._arrives("2026-03-03 11:00", "Sam Ito")
        with self.at("2026-03-03 11:50"):
            touch = self.env["mortgage.touch"]
            lead._mortgage_on_reply("sms", "Can we talk\nat noon?", touch)
        row = self._rows()[0]
        self.assertEqual(row["kind"], "reply")
        self.assertEqual(row["quote"], "Can we talk at noon?")

    def test_who_wrote_before_the_first_call_has_one_row(self):
        lead = self._arrives("2026-03-03 12:00")
        call = self._tasks("activity_type_call", lead)
        with self.at("2026-03-03 12:01"):
            lead._mortgage_on_reply("sms", "Hello?", self.env["mortgage.touch"])
        (row,) = self._rows()
        self.assertEqual((row["kind"], row["call_id"]), ("reply", call.id))
        self.assertEqual(
            row["reason"], "New lead who wrote: call or answer by 12:05 PM"
        )
        with self.at("2026-03-03 12:03"):
            both = self.env["mail.activity"].browse([row["id"], row["call_id"]])
            both.with_user(self.maria).action_mortgage_later("1_hour")
        self.assertFalse(self._rows(local="2026-03-03 12:02", part="now"))
        (row,) = self._rows(part="later")
        self.assertEqual((row["kind"], row["call_id"]), ("reply", call.id))

    def test_days_off_show_beside_taking_leads(self):
        self.assertFalse(self._today()["away"])
        self._works(self.maria, "0 1 2 3 4", 9, 18)
        self.env["resource.calendar.leaves"].create(
            {
                "resource_id": self.maria._mortgage_resource().id,
                "company_id": self.maria.company_id.id,
                "calendar_id": False,
                "date_from": self._utc("2026-03-02 00:00"),
                "date_to": self._utc("2026-03-07 00:00"),
                "mortgage_cover_id": self.frank.id,
            }
        )
        away = {"until": "2026-03-07 06:00:00", "cover": "Frank Hall"}
        self.assertEqual(self._today()["away"], away)

    def test_held_calls_say_from_when(self):
        lead = self._arrives("2026-03-03 12:00")
        self.verdict = Verdict("hold")
        (row,) = self._rows()
        self.assertEqual(row["lead_id"], lead.id)
        self.assertEqual(
            row["reason"], "New lead, not called yet: may be called from 12:05 PM"
        )

    def test_a_called_lead_is_new_no_more(self):
        lead = self._arrives("2026-03-03 12:00")
        task = self._tasks("activity_type_call", lead)
        self._arrives("2026-03-03 11:59", "Lee Park")
        with self.at("2026-03-03 12:03"):
            task.with_user(self.maria).action_mortgage_call_done("no_answer")
        self._task(lead, "2026-03-03 12:30")
        rows = self._rows(local="2026-03-03 12:04")
        self.assertEqual([row["name"] for row in rows], ["Lee Park", "Dana Ruiz"])
        self.assertFalse(rows[1]["is_new"])

    def test_the_figures_of_today(self):
        soon, slow, quiet = (
            self._arrives("2026-03-03 12:00", name) for name in ("A A", "B B", "C C")
        )
        for lead, arrived, called, outcome in (
            (soon, "12:00", "12:02", "reached"),
            (slow, "11:00", "12:04", "no_answer"),
        ):
            self.env.cr.execute(
                "UPDATE crm_lead SET create_date = %s WHERE id = %s",
                (self._utc(f"2026-03-03 {arrived}"), lead.id),
            )
            task = self._tasks("activity_type_call", lead).with_user(self.maria)
            with self.at(f"2026-03-03 {called}"):
                task.action_mortgage_call_done(outcome)
        figures = self._today(local="2026-03-03 12:10")["figures"]
        self.assertEqual(figures["minutes"], 33)
        self.assertEqual((figures["talked"], figures["called"]), (1, 2))
        self.assertEqual(set(figures["lead_ids"]), {soon.id, slow.id})
        self.assertNotIn(quiet.id, figures["lead_ids"])
        tomorrow = self._today(local="2026-03-04 12:10")["figures"]
        self.assertEqual((tomorrow["minutes"], tomorrow["called"]), (False, 0))

    def test_each_role_sees_the_own_day(self):
        lead = self._arrives("2026-03-03 12:00")
        self._arrives("2026-03-03 12:00", "Lee Park", user_id=self.frank.id)
        self.assertEqual([row["lead_id"] for row in self._rows()], [lead.id])
        self.assertFalse(self._rows(self.assistant))
        self.assistant.mortgage_lo_ids = self.maria
        (row,) = self._rows(self.assistant)
        self.assertEqual((row["lead_id"], row["lo"]), (lead.id, "Maria Gomez"))
        day = self._today(self.assistant)
        self.assertFalse(day["is_lo"])
        self.assertEqual(
            day["works_for"], [{"id": self.maria.id, "name": "Maria Gomez"}]
        )
        self.assertFalse(self._rows(self.manager))
        for user in (
            self.compliance,
            self.processor,
            self.marketing,
            self.integration,
            self.outsider,
            self.portal,
        ):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._today(user)

    def test_the_day_costs_the_same_with_more_tasks(self):
        self._arrives("2026-03-03 12:00")
        self._today()
        costs = []
        for number in (2, 9):
            for index in range(number):
                self._arrives("2026-03-03 12:01", f"Lead {number} {index}")
            self.env.flush_all()
            self.env.invalidate_all()
            with self.at("2026-03-03 12:02"):
                day = self.env["mortgage.day"].with_user(self.maria)
                before = self.env.cr.sql_log_count
                rows = day.today()["tasks"]["now"]
            costs.append(self.env.cr.sql_log_count - before)
        self.assertEqual(len(rows), 12)
        self.assertEqual(costs[0], costs[1])


class TestLater(DayCase):
    def setUp(self):
        super().setUp()
        self.dana = self._arrives("2026-03-03 12:00")
        self.task = self._tasks("activity_type_call", self.dana)

    def _later(self, choice, local="2026-03-03 12:02", user=None):
        with self.at(local):
            self.task.with_user(user or self.maria).action_mortgage_later(choice)

    def test_a_task_put_off_comes_back(self):
        due_at = self.task.mortgage_due_at
        self._later("1_hour")
        rows = self._today(local="2026-03-03 12:01")["tasks"]
        self.assertFalse(rows["now"])
        self.assertEqual(rows["later"][0]["reason"], "You moved it to 1:02 PM")
        self.assertEqual(self.task.mortgage_due_at, due_at)
        (row,) = self._rows(local="2026-03-03 13:03")
        self.assertEqual(row["due_at"], "2026-03-03 19:02:00")

    def test_tomorrow_is_when_the_shift_begins(self):
        self._later("tomorrow")
        moved = self.task.mortgage_snoozed_until
        self.assertEqual(self._local(moved), "2026-03-04 09:00")
        self.assertEqual(str(self.task.date_deadline), "2026-03-04")
        self._later("tomorrow", "2026-03-06 12:00")
        moved = self.task.mortgage_snoozed_until
        self.assertEqual(self._local(moved), "2026-03-09 09:00")

    def test_nobody_else_puts_it_off(self):
        for user in (self.frank, self.processor, self.portal):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._later("1_hour", user=user)
        with self.assertRaisesRegex(UserError, "choice"):
            self._later("never")
        self.assistant.mortgage_lo_ids = self.maria
        self._later("1_hour", user=self.assistant)

    def test_the_manager_is_asked_to_hand_it_over(self):
        task = self.task.with_user(self.maria)
        with self.at("2026-03-03 12:01"):
            manager = task.action_mortgage_pass_on("Wants a VA loan")
            task.action_mortgage_pass_on("Wants a VA loan in Colorado")
        self.assertEqual(manager, "Max Boone")
        request = self._tasks("activity_type_hand_over", self.dana)
        self.assertEqual(len(request), 1)
        self.assertEqual(request.user_id, self.manager)
        self.assertIn("Colorado", request.note)
        self.assertEqual(self.dana.user_id, self.maria)
        (row,) = self._rows()
        self.assertEqual(row["asked"], "Max Boone was asked to hand it over")
        (row,) = self._rows(self.manager)
        self.assertEqual(row["line"], "Maria Gomez asks to hand over Dana Ruiz")
        self.dana.with_user(self.manager).user_id = self.maria
        self.assertTrue(request.active)
        self.dana.with_user(self.manager).user_id = self.frank
        self.assertFalse(request.active)

    def test_who_cannot_be_asked(self):
        with self.assertRaisesRegex(UserError, "reason"):
            self.task.with_user(self.maria).action_mortgage_pass_on(" ")
        self.team.user_id = False
        with self.assertRaisesRegex(UserError, "nobody to ask"):
            self.task.with_user(self.maria).action_mortgage_pass_on("No time")
        with self.assertRaises(AccessError):
            self.task.with_user(self.frank).action_mortgage_pass_on("Mine!")
