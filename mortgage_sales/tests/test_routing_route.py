from collections import Counter
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from .common import SalesCase


@tagged("post_install", "-at_install")
class RoutingCase(SalesCase):
    @classmethod
    def _leads(cls, number, state="TX", **values):
        """Return ``number`` leads of one borrower: who it is does not matter here."""
        partner = cls._borrower()
        leads = cls.env["crm.lead"]
        for position in range(number):
            leads += cls._lead(f"Lead {position}", state, partner=partner, **values)
        return leads

    def _reasons(self, decision):
        return {row["user_id"]: row["reason"] for row in decision.candidates}

    def _owners(self, leads):
        return Counter(lead.user_id for lead in leads)


@tagged("post_install", "-at_install")
class TestRoute(RoutingCase):
    def test_leads_go_in_turn_to_those_licensed_in_the_state(self):
        leads = self._leads(7)
        decisions = leads._mortgage_route()
        self.assertEqual(set(self._owners(leads)), {self.maria, self.frank})
        self.assertEqual(sorted(self._owners(leads).values()), [3, 4])
        self.assertEqual(set(decisions), set(leads.ids))
        for lead in leads:
            decision = decisions[lead.id]
            self.assertEqual(decision.user_id, lead.user_id)
            self.assertEqual(decision.rule_id, self.rule)
            self.assertTrue(lead.routed_at)
            reasons = self._reasons(decision)
            self.assertEqual(reasons[self.cora.id], "no Texas license")
            self.assertEqual(reasons[lead.user_id.id], "next in turn (2 of 3 eligible)")

    def test_turns_go_on_from_one_batch_to_the_next(self):
        owners = []
        for _round in range(4):
            lead = self._leads(1)
            lead._mortgage_route()
            owners.append(lead.user_id)
        self.assertEqual(owners[0], owners[2])
        self.assertEqual(set(owners), {self.maria, self.frank})

    def test_a_license_counts_from_its_first_minute_to_its_last(self):
        self.env["mortgage.license"].search(
            [("state", "=", "FL"), ("user_id", "=", self.frank.id)]
        ).write(
            {"valid_from": "2026-11-27 09:00:00", "valid_to": "2026-11-27 10:00:00"}
        )
        for at, owner in (
            ("2026-11-27 08:59:00", self.env["res.users"]),
            ("2026-11-27 09:00:00", self.frank),
            ("2026-11-27 09:59:00", self.frank),
            ("2026-11-27 10:00:00", self.env["res.users"]),
        ):
            with self.subTest(at):
                lead = self._leads(1, "FL")
                lead._mortgage_route(fields.Datetime.to_datetime(at))
                self.assertEqual(lead.user_id, owner)

    def test_an_unknown_state_asks_for_any_license(self):
        self.env["mortgage.license"].search([("user_id", "=", self.cora.id)]).unlink()
        leads = self._leads(4, False)
        decisions = leads._mortgage_route()
        self.assertEqual(set(self._owners(leads)), {self.maria, self.frank})
        self.assertEqual(
            self._reasons(decisions[leads[0].id])[self.cora.id], "no license"
        )

    def test_each_obstacle_is_told_in_words(self):
        assistant = self.assistant
        self.env["crm.team.member"].create(
            {"crm_team_id": self.team.id, "user_id": assistant.id}
        )
        self.maria.mortgage_paused = True
        self.frank.active = False
        lead = self._leads(1)
        decision = lead._mortgage_route()[lead.id]
        self.assertEqual(
            self._reasons(decision),
            {
                self.maria.id: "paused",
                self.frank.id: "has left",
                self.cora.id: "no Texas license",
                assistant.id: "not a loan officer",
            },
        )
        self.assertFalse(lead.user_id)
        self.assertTrue(lead.routing_waits)
        self.assertEqual(decision.reason, "Rule “Everybody”: none of 4 may own it now.")

    def test_the_company_needs_a_license_too(self):
        self.env["mortgage.license"].search(
            [("state", "=", "FL"), ("user_id", "=", False)]
        ).unlink()
        lead = self._leads(1, "FL")
        decision = lead._mortgage_route()[lead.id]
        self.assertEqual(
            self._reasons(decision)[self.frank.id], "the company has no Florida license"
        )

    def test_who_is_off_may_own_and_the_decision_says_who_is_on(self):
        self.maria.mortgage_taking_leads = False
        leads = self._leads(2)
        at = fields.Datetime.to_datetime("2026-11-24 16:00:00")
        decisions = leads._mortgage_route(at)
        self.assertEqual(set(self._owners(leads)), {self.maria, self.frank})
        on = {row["user_id"]: row["on"] for row in decisions[leads[0].id].candidates}
        self.assertFalse(on[self.maria.id])
        self.assertTrue(on[self.frank.id])

    def test_the_first_rule_that_fits_decides(self):
        self.env["mortgage.routing.rule"].create(
            {
                "name": "Reverse",
                "sequence": 1,
                "team_id": self.team.id,
                "domain": "[('loan_purpose', '=', 'reverse')]",
                "user_ids": self.frank.ids,
            }
        )
        reverse, others = self._leads(3, loan_purpose="reverse"), self._leads(4)
        decisions = (reverse + others)._mortgage_route()
        self.assertEqual(set(self._owners(reverse)), {self.frank})
        self.assertEqual(decisions[reverse[0].id].rule_id.name, "Reverse")
        self.assertEqual(decisions[others[0].id].rule_id, self.rule)

    def test_without_a_fitting_rule_the_lead_waits(self):
        self.rule.active = False
        lead = self._leads(1)
        decision = lead._mortgage_route()[lead.id]
        self.assertTrue(lead.routing_waits)
        self.assertEqual(decision.reason, "No routing rule fits this lead.")

    def test_the_rules_team_takes_the_lead_over(self):
        team = self.team.copy({"name": "Refinance", "member_ids": [(5,)]})
        self.env["ir.config_parameter"].set_param("sales_team.membership_multi", "True")
        team.member_ids = self.frank
        self.env["mortgage.routing.rule"].create(
            {
                "name": "Refinance",
                "sequence": 1,
                "team_id": team.id,
                "domain": "[('loan_purpose', '=', 'refinance')]",
            }
        )
        lead = self._leads(1, loan_purpose="refinance")
        lead._mortgage_route()
        self.assertEqual((lead.team_id, lead.user_id), (team, self.frank))

    def test_an_owned_lead_is_left_alone(self):
        lead = self._leads(1, user_id=self.maria.id)
        self.assertEqual(lead._mortgage_route(), {})
        self.assertEqual(lead.user_id, self.maria)

    def test_nobody_is_mailed_and_the_owner_follows(self):
        leads = self._leads(2).with_context(tracking_disable=False)
        before = self.env["mail.mail"].search_count([])
        leads._mortgage_route()
        self.env.cr.precommit.run()
        self.assertEqual(self.env["mail.mail"].search_count([]), before)
        for lead in leads:
            self.assertIn(lead.user_id.partner_id, lead.message_partner_ids)

    def test_nothing_of_ours_hangs_on_the_owner(self):
        self.assertFalse(self.env["crm.lead"]._mortgage_owner_is_watched())

    def test_all_at_once_writes_what_one_by_one_writes(self):
        watched = "_mortgage_owner_is_watched"
        names = ["team_id", "company_id", "stage_id", "routing_waits", "day_open"]
        written = []
        for answer in (False, True):
            leads = self._leads(2).with_context(tracking_disable=False)
            self.env.flush_all()
            with patch.object(type(leads), watched, return_value=answer):
                leads._mortgage_route()
            self.env.flush_all()
            self.env.invalidate_all()
            for lead in leads:
                self.assertTrue(lead.date_open and lead.routed_at)
            follower = leads[0].message_follower_ids.filtered(
                lambda one, owner=leads[0].user_id: one.partner_id == owner.partner_id
            )
            values = [leads[0][name] for name in names]
            written.append([leads[0].user_id, follower.subtype_ids, *values])
        self.assertEqual(written[0], written[1])

    def test_the_hosts_automations_see_the_owner_being_set(self):
        automation = self.env["base.automation"].create(
            {
                "name": "Greet",
                "model_id": self.env.ref("crm.model_crm_lead").id,
                "trigger": "on_user_set",
                "trigger_field_ids": [
                    (6, 0, self.env.ref("crm.field_crm_lead__user_id").ids)
                ],
            }
        )
        self.env["ir.actions.server"].create(
            {
                "name": "Greet",
                "model_id": self.env.ref("crm.model_crm_lead").id,
                "base_automation_id": automation.id,
                "usage": "base_automation",
                "state": "object_write",
                "update_path": "referred",
                "value": "greeted",
            }
        )
        leads = self._leads(2)
        leads._mortgage_route()
        self.assertEqual(set(leads.mapped("referred")), {"greeted"})

    def test_routing_costs_the_same_queries_for_two_and_for_forty(self):
        self._leads(4)._mortgage_route()
        counts = []
        for size in (2, 40):
            leads = self._leads(size)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            leads._mortgage_route()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_odoos_own_assignment_leaves_mortgage_teams_alone(self):
        lead = self._leads(1)
        self.env["ir.config_parameter"].set_param("crm.lead.auto.assignment", True)
        self.team.action_assign_leads()
        self.env["crm.team"]._cron_assign_leads()
        self.assertFalse(lead.user_id)


@tagged("post_install", "-at_install")
class TestCap(RoutingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.loads = cls.env["mortgage.routing.load"]

    def test_a_cap_counts_the_leads_one_has_and_those_just_reserved(self):
        self._leads(2, user_id=self.maria.id)
        self.maria.mortgage_lead_cap = 4
        leads = self._leads(10)
        decisions = leads._mortgage_route()
        self.assertEqual(self._owners(leads), {self.maria: 2, self.frank: 8})
        self.assertEqual(
            self._reasons(decisions[leads[-1].id])[self.maria.id], "cap 4 reached"
        )

    def test_a_lost_lead_gives_its_place_free(self):
        self.maria.mortgage_lead_cap = 1
        self.frank.mortgage_paused = True
        first, second = self._leads(2)
        first._mortgage_route()
        second._mortgage_route()
        self.assertTrue(second.routing_waits)
        first.action_set_lost()
        self.env.cr.postcommit.run()
        second._mortgage_route_again()
        self.assertEqual(second.user_id, self.maria)

    def test_a_lead_that_changes_hands_is_counted_where_it_goes(self):
        (self.maria | self.frank).mortgage_lead_cap = 5
        leads = self._leads(4)
        leads._mortgage_route()
        given = leads.filtered(lambda lead: lead.user_id == self.maria)
        given.write({"user_id": self.frank.id})
        self.env.cr.postcommit.run()
        self.assertEqual(self._load(), {self.maria.id: 0, self.frank.id: 4})

    def test_the_nightly_recount_repairs_what_an_abort_left(self):
        self.maria.mortgage_lead_cap = 5
        self._leads(2)._mortgage_route()
        row = self.loads.search([("user_id", "=", self.maria.id)])
        row.write({"active_leads": 4})
        self.loads._cron_recount()
        self.assertEqual(row.active_leads, 4, "a reservation may still be under way")
        row.write({"changed_at": fields.Datetime.now() - timedelta(hours=1)})
        self.loads._cron_recount()
        self.assertEqual(row.active_leads, 1)

    def _load(self):
        return {row.user_id: row.active_leads for row in self.loads.search([])}


@tagged("post_install", "-at_install")
class TestWaiting(RoutingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cron = cls.env.ref("mortgage_sales.crm_lead_cron_route")

    def _waiting(self, number=1):
        (self.maria | self.frank).mortgage_paused = True
        leads = self._leads(number)
        leads._mortgage_route()
        self.assertTrue(all(leads.mapped("routing_waits")))
        self.env["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)]).unlink()
        return leads

    def _is_asked(self):
        return bool(
            self.env["ir.cron.trigger"].search_count([("cron_id", "=", self.cron.id)])
        )

    def test_the_manager_is_told_once_for_a_batch(self):
        domain = [
            ("model", "=", "crm.team"),
            ("res_id", "=", self.team.id),
            ("partner_ids", "in", self.manager.partner_id.id),
        ]
        leads = self._waiting(5)
        message = self.env["mail.message"].search(domain)
        self.assertEqual(len(message), 1)
        self.assertIn("5 new lead", message.subject)
        leads._mortgage_route_again()
        self.assertEqual(self.env["mail.message"].search_count(domain), 1)
        self.assertEqual(len(leads.routing_decision_ids), 5, "nothing new to tell")

    def test_a_changed_reason_is_told_anew(self):
        lead = self._waiting()
        self.frank.active = False
        lead._mortgage_route_again()
        self.assertEqual(len(lead.routing_decision_ids), 2)
        self.assertIn("has left", lead.routing_explanation)

    def test_whoever_becomes_able_to_own_gets_what_waits(self):
        leads = self._waiting(3)
        self.frank.mortgage_paused = False
        self.assertTrue(self._is_asked())
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.assertEqual(self._owners(leads), {self.frank: 3})
        self.assertFalse(any(leads.mapped("routing_waits")))

    def test_what_wakes_routing(self):
        self._waiting()
        changes = {
            "license": lambda: self._license("FL", self.maria),
            "cap": lambda: self.maria.write({"mortgage_lead_cap": 3}),
            "member": lambda: self.env["crm.team.member"].create(
                {"crm_team_id": self.team.id, "user_id": self.manager.id}
            ),
            "rule": lambda: self.rule.write({"sequence": 3}),
        }
        for name, change in changes.items():
            with self.subTest(name):
                triggers = self.env["ir.cron.trigger"]
                triggers.search([("cron_id", "=", self.cron.id)]).unlink()
                change()
                self.assertTrue(self._is_asked())

    def test_nothing_is_woken_while_nothing_waits(self):
        self.env["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)]).unlink()
        self.frank.mortgage_paused = True
        self.assertFalse(self._is_asked())

    def test_the_inquiry_of_a_lead_routed_later_goes_on(self):
        lead = self._waiting()
        inquiry = self._inquiry(lead)
        self.frank.mortgage_paused = False
        lead._mortgage_route_again()
        self.assertEqual(inquiry.state, "routed")

    def test_a_manager_may_hand_out_what_waits(self):
        lead = self._waiting()
        inquiry = self._inquiry(lead)
        lead.with_user(self.manager).write({"user_id": self.maria.id})
        self.assertFalse(lead.routing_waits)
        self.assertTrue(lead.routed_at)
        self.assertEqual(inquiry.state, "routed")
        self.assertEqual(lead.routing_reason, "Assigned by Max Boone")

    def _inquiry(self, lead):
        return self.env["mortgage.inquiry"].create(
            {
                "source_id": self.source.id,
                "external_id": f"waits-{lead.id}",
                "lead_id": lead.id,
                "state": "received",
            }
        )

    def test_a_reservation_stays_inside_the_test(self):
        with patch.object(self.env.cr, "commit") as commit:
            self._leads(1)._mortgage_route()
        commit.assert_not_called()
