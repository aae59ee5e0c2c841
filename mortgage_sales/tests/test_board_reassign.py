from odoo import Command
from odoo.exceptions import AccessError

from .cadence_common import CadenceCase


class ReassignCase(CadenceCase):
    """Maria's leads on a plan at noon, the first call task open."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._works(cls.frank, "0 1 2 3 4 5", 13, 20)

    def setUp(self):
        super().setUp()
        (self.maria | self.frank | self.cora).notification_type = "inbox"
        self.running = self._enrolled("2026-03-03 12:00")
        with self.at("2026-03-03 12:00"):
            self._run_dispatcher()

    def _wizard(self, leads=None, to=None, by=None, note=""):
        return (
            self.env["mortgage.reassign"]
            .with_user(by or self.manager)
            .create(
                {
                    "lead_ids": [Command.set((leads or self.lead).ids)],
                    "user_id": (to or self.frank).id,
                    "note": note,
                }
            )
        )

    def _hand_over(self, local="2026-03-03 12:30", **values):
        with self.at(local):
            self._wizard(**values).action_hand_over()

    def _told(self, user):
        return self.env["mail.message"].search(
            [
                ("message_type", "=", "user_notification"),
                ("partner_ids", "in", user.partner_id.ids),
            ],
            order="id desc",
        )


class TestHandOver(ReassignCase):
    def test_contacts_tasks_and_script_follow_and_the_decision_says_who_and_why(self):
        self._hand_over(note="Maria is on vacation")
        self.assertEqual(self.lead.user_id, self.frank)
        ahead = self.running.touch_ids.filtered(lambda touch: touch.state == "planned")
        self.assertTrue(ahead)
        self.assertEqual(ahead.user_id, self.frank)
        task = self._call_task()
        self.assertEqual(task.user_id, self.frank)
        self.assertEqual(self._local(task.mortgage_due_at), "2026-03-03 13:00")
        self.assertIn("Frank Hall", task.note)
        self.assertEqual(
            self.lead.routing_reason, "Assigned by Max Boone: Maria is on vacation"
        )
        self.assertEqual(self.running.state, "active")

    def test_the_new_owner_is_alerted_and_the_former_one_told(self):
        before = self._told(self.maria)
        self._hand_over(note="Maria is on vacation")
        alert = self._told(self.frank)
        self.assertEqual(len(alert), 1)
        self.assertEqual(alert.subject, "Max Boone handed you Dana Ruiz")
        self.assertEqual(alert.res_id, self.lead.id)
        for words in ("(713) 555-0101", "due Tue 1:00 PM", "Maria is on vacation"):
            self.assertIn(words, alert.body)
        [told] = self._told(self.maria) - before
        self.assertEqual(told.subject, "Dana Ruiz went to Frank Hall")
        self.assertFalse(told.res_id)

    def test_many_leads_are_one_alert_for_each_person(self):
        leads = self.lead.union(
            *(self._lead(f"Lead {n}", user_id=self.maria.id) for n in range(4))
        )
        before = self._told(self.maria)
        self._hand_over(leads=leads)
        alert = self._told(self.frank)
        self.assertEqual(alert.subject, "Max Boone handed you 5 leads")
        self.assertIn("2 more", alert.body)
        # The link opens the one whose call is due first.
        self.assertEqual(alert.res_id, self.lead.id)
        told = self._told(self.maria) - before
        self.assertEqual(told.subject, "5 of your leads went to Frank Hall")
        people = (self.maria | self.frank).partner_id
        mails = self.env["mail.mail"].search([("recipient_ids", "in", people.ids)])
        self.assertFalse(mails)

    def test_the_host_list_and_form_do_the_same(self):
        other = self._lead("Dana Ruiz", user_id=self.maria.id, property_zip="77002")
        self._enrolled("2026-03-03 12:00", leads=other)
        with self.at("2026-03-03 12:00"):
            self._run_dispatcher()
        self._hand_over()
        ours = self._told(self.frank)
        with self.at("2026-03-03 12:30"):
            other.with_user(self.manager).web_save({"user_id": self.frank.id}, {})
        theirs = self._told(self.frank) - ours
        self.assertEqual(theirs.subject, ours.subject)
        self.assertEqual(theirs.body, ours.body)
        for lead in (self.lead, other):
            self.assertEqual(lead.routing_reason, "Assigned by Max Boone")
            task = self._tasks("activity_type_call", lead)
            self.assertEqual(task.user_id, self.frank)
            self.assertEqual(self._local(task.mortgage_due_at), "2026-03-03 13:00")
            ahead = lead.touch_ids.filtered(lambda touch: touch.state == "planned")
            self.assertEqual(ahead.user_id, self.frank)

    def test_the_chatter_keeps_the_change_and_why(self):
        lead = self.lead.with_context(tracking_disable=False)
        self.env.flush_all()
        self.env.cr.precommit.run()
        with self.at("2026-03-03 12:30"):
            lead.with_user(self.manager).with_context(
                mortgage_handover_note="Maria is on vacation"
            ).write({"user_id": self.frank.id})
            self.env.cr.precommit.run()
        [said] = lead.message_ids.filtered("tracking_value_ids")
        self.assertIn("Maria is on vacation", said.body)
        changes = said.sudo().tracking_value_ids
        self.assertIn("Frank Hall", changes.mapped("new_value_char"))

    def test_while_the_new_owner_is_away_the_cover_is_alerted_too(self):
        self.frank._mortgage_make_resources()
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Sea",
                "resource_id": self.frank._mortgage_resource().id,
                "mortgage_cover_id": self.maria.id,
                "date_from": self._utc("2026-03-02 00:00"),
                "date_to": self._utc("2026-03-08 23:59"),
            }
        )
        lead = self._lead("Kim Vo", user_id=self.manager.id)
        with self.at("2026-03-03 12:30"):
            self.assertIn("Maria Gomez, who covers", self._wizard(leads=lead).outlook)
        before = self._told(self.maria)
        self._hand_over(leads=lead)
        told = self._told(self.maria) - before
        self.assertEqual(
            told.subject, "Max Boone handed Kim Vo to Frank Hall, whom you cover"
        )
        self.assertEqual(self._told(self.frank).subject, "Max Boone handed you Kim Vo")

    def test_whoever_takes_a_lead_is_not_told_of_it(self):
        self._hand_over(to=self.manager)
        self.assertEqual(self.lead.user_id, self.manager)
        self.assertFalse(self._told(self.manager))

    def test_a_lead_without_an_owner_goes_on(self):
        lead = self._lead("Kim Vo")
        lead.routing_waits = True
        self._hand_over(leads=lead)
        self.assertFalse(lead.routing_waits)
        self.assertEqual(lead.routing_reason, "Assigned by Max Boone")
        self.assertEqual(len(lead.routing_decision_ids), 1)

    def test_a_lead_that_lost_its_owner_can_be_routed_again(self):
        with self.at("2026-03-03 12:30"):
            self.lead.with_user(self.manager).user_id = False
            self.assertIn("nobody yet", self._told(self.maria)[0].subject)
            self.lead.with_user(self.manager).action_mortgage_route()
        self.assertIn(self.lead.user_id, self.maria | self.frank)

    def test_costs_hardly_grow_with_the_leads(self):
        def cost(number):
            leads = self.env["crm.lead"].union(
                *(
                    self._lead(f"{number}-{n}", user_id=self.maria.id)
                    for n in range(number)
                )
            )
            self._enrolled("2026-03-03 12:00", leads=leads)
            with self.at("2026-03-03 12:00"):
                self._run_dispatcher()
            wizard = self._wizard(leads=leads)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            with self.at("2026-03-03 12:30"):
                wizard.action_hand_over()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        cost(1)
        self.assertEqual(cost(4), cost(12))


class TestOutlook(ReassignCase):
    def _outlook(self, local="2026-03-03 12:30", **values):
        with self.at(local):
            return self._wizard(**values).outlook

    def test_it_says_what_comes_before_anything_is_done(self):
        outlook = self._outlook()
        for words in (
            "Frank Hall is alerted now",
            "Maria Gomez is told once",
            "borrowers are told nothing",
            "open tasks: 1",
            "First message in the new name",
            "due Tue Mar 3, 1:00 PM instead of Tue Mar 3, 12:05 PM",
        ):
            self.assertIn(words, outlook)
        self.assertEqual(self.lead.user_id, self.maria)
        self.assertEqual(self._call_task().user_id, self.maria)
        self.assertFalse(self._told(self.frank))

    def test_what_it_promises_is_what_happens(self):
        self._outlook()
        self._hand_over()
        due_at = self._call_task().mortgage_due_at
        self.assertEqual(self._local(due_at), "2026-03-03 13:00")

    def test_it_warns_of_licenses_caps_and_absence(self):
        self.frank.mortgage_lead_cap = 1
        self._lead("Lee Park", user_id=self.frank.id)
        self.frank.mortgage_paused = True
        outlook = self._outlook()
        self.assertIn("Cap of 1 active leads passed: 1 now, 2 then", outlook)
        self.assertIn("Frank Hall is off until 1:00 PM", outlook)
        self.assertIn("paused for new leads", outlook)
        self.assertNotIn("No license", outlook)
        self.assertIn("No license in Texas (1)", self._outlook(to=self.cora))

    def test_candidates_are_the_los_of_the_leads_teams(self):
        candidates = self._wizard().candidate_ids
        self.assertEqual(candidates, self.maria | self.frank | self.cora | self.manager)

    def test_only_whoever_may_edit_a_lead_hands_it_over(self):
        self._wizard(by=self.maria).action_hand_over()
        self.assertEqual(self.lead.user_id, self.frank)
        with self.assertRaises(AccessError):
            self._wizard(by=self.maria, to=self.maria).action_hand_over()
        for user in (self.assistant, self.compliance, self.processor, self.portal):
            with self.assertRaises(AccessError):
                self._wizard(by=user)
