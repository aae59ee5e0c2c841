import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from odoo.addons.mortgage_compliance.tools.verdict import Verdict
from odoo.addons.mortgage_sales.tests.cadence_common import CadenceCase


class TestPublicMethods(CadenceCase):
    def _as(self, user):
        return self.env["mortgage.cadence"].with_user(user)

    def test_who_may_enroll_and_stop(self):
        self._works(self.frank, "0 1 2 3 4", 9, 18)
        allowed = (self.maria, self.manager, self.mortgage_admin)
        for user in allowed:
            with self.subTest(user.login):
                [row] = self._as(user).enroll(self.plan.id, self.lead.ids)
                self.assertEqual(row["status"], "enrolled")
                [row] = self._as(user).stop(self.lead.ids, "Called me on my cell")
                self.assertEqual(row["status"], "stopped")
        refused = (
            *(self.frank, self.cora, self.assistant, self.compliance, self.portal),
            *(self.processor, self.marketing, self.integration, self.outsider),
            self.env.ref("base.public_user"),
        )
        for user in refused:
            with self.subTest(user.login):
                with self.assertRaises(AccessError):
                    self._as(user).enroll(self.plan.id, self.lead.ids)
                with self.assertRaises(AccessError):
                    self._as(user).stop(self.lead.ids, "x")

    def test_an_assistant_steers_the_plans_of_her_lo(self):
        self.maria.mortgage_assistant_ids = self.assistant
        [row] = self._as(self.assistant).enroll(self.plan.id, self.lead.ids)
        self.assertEqual(row["status"], "enrolled")
        plan = self.lead._mortgage_running_plans().with_user(self.assistant)
        plan.action_pause()
        self.assertEqual(plan.state, "paused")

    def test_who_may_preview(self):
        for user in (self.maria, self.manager, self.compliance, self.integration):
            with self.subTest(user.login):
                rows = self._as(user).preview(self.plan.id, self.lead.id)
                self.assertEqual(len(rows), 20)
        for user in (self.frank, self.processor, self.portal, self.outsider):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._as(user).preview(self.plan.id, self.lead.id)

    def test_preview_is_plain_dated_and_writes_nothing(self):
        self.verdict = Verdict("block", "no_license", reason="No license in TX")
        counts = [
            self.env[model].search_count([])
            for model in ("mortgage.touch", "mortgage.enrollment", "ir.cron.trigger")
        ]
        rows = self._as(self.maria).preview(
            self.plan.id, self.lead.id, start="2026-03-04 03:47:00"
        )
        json.dumps(rows)
        self.assertEqual(rows[0]["due_at"], "2026-03-04 03:47:00")
        self.assertEqual(rows[3]["due_at"], "2026-03-04 13:00:00")
        self.assertEqual(rows[0]["verdict"], "block")
        self.assertEqual(rows[0]["reason"], "No license in TX")
        self.assertIs(rows[0]["hold_until"], False)
        self.assertEqual(rows[-1]["occurrence"], 12)
        self.assertEqual(
            counts,
            [
                self.env[model].search_count([])
                for model in (
                    "mortgage.touch",
                    "mortgage.enrollment",
                    "ir.cron.trigger",
                )
            ],
        )

    def test_wrong_values_name_their_field(self):
        plans = self._as(self.maria)
        for call, field in [
            (lambda: plans.enroll(10**8, self.lead.ids), "cadence_id"),
            (lambda: plans.enroll("x", self.lead.ids), "cadence_id"),
            (lambda: plans.enroll(self.plan.id, [10**8]), "lead_ids"),
            (lambda: plans.enroll(self.plan.id, "all"), "lead_ids"),
            (lambda: plans.enroll(self.plan.id, []), "lead_ids"),
            (lambda: plans.stop(self.lead.ids, ""), "reason"),
            (lambda: plans.stop(self.lead.ids, None), "reason"),
            (lambda: plans.preview(self.plan.id, self.lead.id, "soon"), "start"),
        ]:
            with self.assertRaisesRegex(UserError, f"^{field}:"):
                call()

    def test_each_lead_gets_its_answer(self):
        closed = self._lead("Closed", user_id=self.maria.id)
        closed.action_set_lost()
        elsewhere = self._lead("Elsewhere", user_id=self.maria.id)
        elsewhere.team_id = self.env["crm.team"].create(
            {"name": "Off", "is_mortgage": True}
        )
        self._enrolled()
        rows = self.env["mortgage.cadence"].enroll(
            self.plan.id, (self.lead | closed | elsewhere).ids
        )
        self.assertEqual(
            [(row["status"], row["reason"]) for row in rows],
            [
                ("already", "It is on this plan already."),
                ("refused", "The lead is closed."),
                ("refused", "Follow-up is off for the lead's team."),
            ],
        )


class TestRecords(CadenceCase):
    def test_who_sees_which_plan_and_contact(self):
        plan = self._enrolled()
        for user, sees in [
            (self.maria, True),
            (self.manager, True),
            (self.mortgage_admin, True),
            (self.compliance, True),
            (self.integration, True),
            (self.frank, False),
            (self.assistant, False),
        ]:
            with self.subTest(user.login):
                found = self.env["mortgage.enrollment"].with_user(user).search([])
                self.assertEqual(plan in found, sees)
        for user in (self.processor, self.outsider, self.portal):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.env["mortgage.enrollment"].with_user(user).search([])

    def test_the_new_owner_sees_what_was_sent_before(self):
        plan = self._enrolled()
        with self.at("2026-03-03 12:00"):
            self._run_dispatcher()
        self.lead.user_id = self.frank
        touches = plan.with_user(self.frank).touch_ids
        self.assertIn(self._contact(plan, "ack_email"), touches)
        self.assertTrue(all(touches.mapped("outlook")))
        self.assertTrue(self.lead.with_user(self.frank).mortgage_plan_text)

    def test_who_sees_contacts_and_what_came_back(self):
        plan = self._enrolled()
        contact = self._contact(plan, "expect_email")
        event = self.env["mortgage.touch.event"].create(
            {"type": "opened", "touch_id": contact.id, "company_id": self.company.id}
        )
        stranger = new_test_user(
            self.env, "stranger", "mortgage_compliance.group_manager"
        )
        for user, sees in [
            (self.maria, True),
            (self.manager, True),
            (stranger, False),
            (self.frank, False),
            (self.assistant, False),
        ]:
            for record in (contact, event):
                with self.subTest(user.login, model=record._name):
                    found = record.with_user(user).search([])
                    self.assertEqual(record in found, sees)

    def test_nobody_writes_an_enrollment_but_by_its_buttons(self):
        plan = self._enrolled()
        for user in (self.maria, self.manager, self.mortgage_admin, self.compliance):
            with self.subTest(user.login), self.assertRaises(AccessError):
                plan.with_user(user).write({"state": "done"})
        for user in (self.frank, self.compliance, self.integration):
            with self.subTest(user.login), self.assertRaises(AccessError):
                plan.with_user(user).action_stop()

    def test_who_edits_plans(self):
        for user in (self.mortgage_admin, self.marketing):
            copy = self.plan.copy({"code": f"by_{user.login}"})
            copy.with_user(user).step_ids[0].name = "Hello"
        for user in (self.maria, self.manager, self.compliance, self.integration):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.plan.with_user(user).name = "Mine"

    def test_a_plan_of_another_company_stays_there(self):
        other = self.env["res.company"].create({"name": "Other Lending"})
        self.plan.company_id = other
        found = self.env["mortgage.cadence"].with_user(self.maria).search([])
        self.assertNotIn(self.plan, found)
        with self.assertRaises(AccessError):
            self.env["mortgage.cadence"].with_user(self.maria).enroll(
                self.plan.id, self.lead.ids
            )

    def test_the_wizard_enrolls_and_says_why_not(self):
        closed = self._lead("Closed", user_id=self.maria.id)
        closed.action_set_lost()
        leads = self.lead | closed
        wizard = (
            self.env["mortgage.cadence.enroll"]
            .with_user(self.maria)
            .with_context(active_model="crm.lead", active_ids=leads.ids)
            .create({"cadence_id": self.plan.id})
        )
        self.assertEqual(wizard.lead_ids, leads)
        message = wizard.action_enroll()["params"]["message"]
        self.assertEqual(message, "1 of 2 leads started. The lead is closed.")


class TestScreens(CadenceCase):
    def test_people_of_each_role_can_open_the_screens(self):
        self._enrolled()
        screens = {
            "crm.lead": "crm.crm_lead_view_form",
            "mortgage.enrollment": "mortgage_sales.mortgage_enrollment_view_form",
            "mortgage.cadence": "mortgage_sales.mortgage_cadence_view_form",
        }
        for user in (self.maria, self.manager, self.mortgage_admin, self.compliance):
            for model, view in screens.items():
                with self.subTest(user.login, model=model):
                    records = self.env[model].with_user(user)
                    form = records.get_view(self.env.ref(view).id, "form")
                    names = list(form["models"][model])
                    self.assertTrue(records.search([], limit=1).read(names))

    def test_the_hosts_own_salespeople_see_no_follow_up(self):
        seller = new_test_user(
            self.env, "seller", "sales_team.group_sale_salesman_all_leads"
        )
        view = self.env.ref("crm.crm_lead_view_form")
        form = self.env["crm.lead"].with_user(seller).get_view(view.id, "form")
        for hidden in ("mortgage_follow_up", "enrollment_ids", "touch_ids"):
            self.assertNotIn(hidden, form["arch"])
        lead = self.env["crm.lead"].with_user(seller).create({"name": "Solar panels"})
        lead.write({"user_id": self.outsider.id, "active": False})

    def test_nobody_says_by_hand_that_a_borrower_answered(self):
        for name in ("mortgage_replied_at", "mortgage_talked_at", "mortgage_quiet_at"):
            for user in (self.maria, self.manager, self.mortgage_admin):
                with self.subTest(name, user=user.login):
                    with self.assertRaisesRegex(AccessError, "by hand"):
                        self.lead.with_user(user).write({name: "2026-03-03 12:00:00"})
