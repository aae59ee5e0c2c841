from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .cadence_common import CadenceCase


@tagged("post_install", "-at_install")
class TestSetupPage(CadenceCase):
    """The page, its switches, and what it adds: people, teams, sources, a test lead."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Automations take hold of a model when the registry is ready.
        cls.env["base.automation"]._register_hook()
        cls.addClassCleanup(cls.env["base.automation"]._unregister_hook)

    def _show(self, user=None):
        setup = self.env["mortgage.setup"]
        return setup.with_user(user or self.mortgage_admin).show()

    def _as_admin(self, model, **values):
        return self.env[model].with_user(self.mortgage_admin).create(values)

    def _state(self, code):
        items = self._show()["items"]
        return next(row["state"] for row in items if row["code"] == code)

    def test_who_sees_the_page_and_who_may_act(self):
        self.assertTrue(self._show()["may"])
        for user in (self.manager, self.compliance):
            self.assertFalse(self._show(user)["may"])
        for user in (self.maria, self.assistant, self.processor, self.portal):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._show(user)

    def test_progress_names_what_is_held_back(self):
        page = self._show()
        self.assertEqual(page["progress"]["all"], len(page["items"]))
        self.assertNotIn("the follow-up plan", page["progress"]["holds_back"])
        self.team.mortgage_active = False
        self.assertIn("the follow-up plan", self._show()["progress"]["holds_back"])

    def test_team_rule_and_source_turn_with_what_they_stand_for(self):
        self.assertEqual(self._state("team"), "set")
        self.assertEqual(self._state("routing_rule"), "set")
        self.assertEqual(self._state("lead_source"), "missing")
        self.source._set_key("the-first-key")
        self.assertEqual(self._state("lead_source"), "warning")
        self.env["mortgage.inquiry"]._submit(
            self.source, [{"name": "Dana Ruiz", "email": "new@example.com"}]
        )
        self.assertEqual(self._state("lead_source"), "set")
        self.rule.active = False
        self.assertEqual(self._state("routing_rule"), "missing")
        self.team.user_id = False
        self.assertEqual(self._state("team"), "warning")
        self.team.member_ids = [Command.clear()]
        self.assertEqual(self._state("team"), "missing")

    def test_hours_in_utc_are_warned_of(self):
        people = self.maria | self.frank | self.cora
        for user in people:
            self._works(user, "0 1 2 3 4", 9, 18)
        people.invalidate_recordset()
        self.frank.mortgage_calendar_id.tz = "UTC"
        row = next(r for r in self._show()["items"] if r["code"] == "officer_hours")
        self.assertEqual(row["state"], "warning")
        self.assertIn("Frank Hall", row["detail"])

    def test_queries_do_not_grow_with_people_and_teams(self):
        counts = []
        for number in (2, 12):
            for one in range(number):
                login = f"lo{number}-{one}"
                self._person(login, "group_lo", login, "1")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self._show()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 3)

    def test_follow_up_says_what_it_will_do_and_switches(self):
        setup = self.env["mortgage.setup"].with_user(self.mortgage_admin)
        self.plan._enroll(self.lead)
        self.assertIn("run now: 1.", setup.ask_follow_up(self.team.id, False))
        setup.switch_follow_up(self.team.id, False)
        self.assertFalse(self.team.mortgage_active)
        self.assertIn("0 existing leads", setup.ask_follow_up(self.team.id, True))
        setup.switch_follow_up(self.team.id, True)
        self.assertTrue(self.team.mortgage_active)
        for user in (self.manager, self.compliance):
            with self.assertRaises(AccessError):
                setup.with_user(user).switch_follow_up(self.team.id, False)
        with self.assertRaises(AccessError):
            setup.switch_follow_up(self.env["crm.team"].create({"name": "x"}).id, True)

    def test_the_stop_switch_says_who_and_what(self):
        self.company.with_user(self.manager).action_mortgage_stop("Wrong rate")
        sending = self._show()["sending"]
        self.assertTrue(sending["stopped"])
        self.assertEqual(sending["reason"], "Wrong rate")
        self.assertIn("Max Boone", sending["who"])
        self.assertIn("Resuming now", sending["effect"])
        self.company.with_user(self.manager).action_mortgage_resume()
        self.assertIn("Stopping now holds", self._show()["sending"]["effect"])

    def _officer(self, **values):
        texas = self.env.ref("base.state_us_44")
        return self._as_admin(
            "mortgage.officer.setup",
            **{
                "name": "Nora Bell",
                "email": "Nora@lender.example",
                "phone": "(512) 555-0150",
                "nmls_id": "99",
                "license_state_ids": [Command.set(texas.ids)],
                "hour_from": 8.5,
                **values,
            },
        )

    def test_a_loan_officer_in_one_form(self):
        setup = self._officer()
        setup.with_context(no_reset_password=True).action_save()
        user = setup.user_id
        self.assertTrue(user.has_group("mortgage_compliance.group_lo"))
        self.assertFalse(user.has_group("mortgage_compliance.group_manager"))
        self.assertEqual(user.login, "nora@lender.example")
        self.assertEqual(user.notification_type, "inbox")
        self.assertIn(user, self.team.member_ids)
        self.assertEqual(user.mortgage_calendar_id.tz, "America/Chicago")
        self.assertIn("8:30 AM", user.mortgage_calendar_id.name)
        licensed = self.env["mortgage.license"]._licensed(user.ids, self.company.ids)
        self.assertEqual(licensed["user", user.id], {"TX"})
        self.assertFalse(setup.invitation, "only who may make users sees the link")
        with self.assertRaises(UserError):
            self._officer().action_save()

    def test_people_share_the_calendar_of_their_hours(self):
        first, second = self._officer(), self._officer(email="other@lender.example")
        for setup in (first, second):
            setup.with_context(no_reset_password=True).action_save()
        self.assertEqual(
            first.user_id.mortgage_calendar_id, second.user_id.mortgage_calendar_id
        )

    def test_what_the_form_refuses(self):
        with self.assertRaises(ValidationError):
            self._officer(nmls_id=False).action_save()
        with self.assertRaises(ValidationError):
            self._officer(hour_from=19).action_save()
        with self.assertRaises(AccessError):
            self._officer(role="compliance").action_save()
        with self.assertRaises(AccessError):
            self._officer().with_user(self.manager).action_save()

    def test_an_odoo_administrator_adds_who_approves(self):
        admin = self.env.ref("base.user_admin")
        setup = self._officer(role="compliance", nmls_id=False).sudo()
        mine = setup.with_user(admin).sudo(False).copy({})
        mine.with_context(no_reset_password=True).action_save()
        self.assertTrue(mine.user_id.has_group("mortgage_compliance.group_compliance"))
        self.assertIn("/web/signup", mine.invitation)

    def test_a_team_and_its_rule_in_one_form(self):
        self.env["mortgage.routing.rule"].search([]).active = False
        setup = self._as_admin("mortgage.team.setup", name="North")
        self.assertIn(self.maria, setup.member_ids)
        setup.action_save()
        rule = self.env["mortgage.routing.rule"].search([])
        self.assertEqual(rule.team_id.name, "North")
        self.assertFalse(rule.team_id.mortgage_active)

    def test_a_source_shows_its_key_and_a_line_to_run(self):
        setup = self._as_admin("mortgage.source.setup", name="Website Test")
        action = setup.action_save()
        shown = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(shown.source_id.code, "website-test-2")
        self.assertIn(shown.key, shown.curl)
        self.assertIn("/mortgage/inquiry/website-test-2", shown.curl)

    def _test_lead(self, user=None):
        return (
            self.env["mortgage.test.lead"]
            .with_user(user or self.mortgage_admin)
            .create(
                {
                    "source_id": self.source.id,
                    "state_id": self.env.ref("base.state_us_44").id,
                    "email": "me+test@lender.example",
                }
            )
        )

    def test_a_test_lead_takes_the_real_road_and_goes_again(self):
        test = self._test_lead()
        test.action_send()
        lead = test.lead_id.sudo()
        self.assertIn(lead.user_id, self.team.member_ids)
        self.assertIn("TEST", lead.contact_name)
        self.assertIn(f"It went to {lead.user_id.name}", test.result)
        self.assertIn("will do", test.result)
        borrower = lead.partner_id
        self._run_dispatcher()
        test.action_remove()
        self.assertFalse(lead.exists())
        self.assertFalse(borrower.active)
        waiting = self.env["mortgage.touch"].search(
            [("partner_id", "=", borrower.id), ("state", "in", ("planned", "held"))]
        )
        self.assertFalse(waiting)

    def test_a_test_lead_says_why_nothing_follows(self):
        self.team.mortgage_active = False
        test = self._test_lead()
        test.action_send()
        self.assertIn("follow-up is off", test.result)
        test.state_id = self.env.ref("base.state_us_5")
        test.email = "me+other@lender.example"
        test.action_send()
        self.assertIn("It was not taken", test.result)
        self.assertIn("not licensed", test.result)

    def test_no_other_lead_is_removed(self):
        test = self._test_lead()
        test.sudo().lead_id = self.lead
        with self.assertRaises(AccessError):
            test.action_remove()
        for user in (self.manager, self.compliance, self.maria):
            with self.assertRaises(AccessError):
                self._test_lead(user)

    def test_a_borrower_is_no_test(self):
        test = self._test_lead()
        test.email = self.lead.email_from or self.lead.partner_id.email
        with self.assertRaisesRegex(UserError, "A borrower has this email"):
            test.action_send()
        self.env["mortgage.inquiry"]._submit(self.source, [test._inquiry()])
        merged = self.lead.inquiry_ids.filtered(lambda one: one.state == "merged")
        self.assertTrue(merged, "an inquiry of somebody known joins the lead")
        test.sudo().lead_id = self.lead
        with self.assertRaises(AccessError):
            test.action_remove()
        self.assertTrue(self.lead.exists())
