from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user

from .common import SalesCase


class TestWhoSeesLeads(SalesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.of_maria = cls._lead("Dana Ruiz", user_id=cls.maria.id)
        cls.of_frank = cls._lead("Lee Park", user_id=cls.frank.id)
        cls.unassigned = cls._lead("Kim Vo")
        cls.other_team = cls.env["crm.team"].create(
            {"name": "Other", "is_mortgage": True, "company_id": cls.company.id}
        )
        cls.elsewhere = cls._lead("Sam Ito", team_id=cls.other_team.id)
        cls.host_lead = cls.env["crm.lead"].create(
            {"name": "Solar", "user_id": False, "team_id": False}
        )
        cls.mortgage_leads = (
            cls.of_maria | cls.of_frank | cls.unassigned | cls.elsewhere
        )
        cls.all_leads = cls.mortgage_leads | cls.host_lead
        cls.of_maria.party_ids = [
            Command.create({"partner_id": cls._borrower("Rey", "rey@e.com").id})
        ]

    def _sees(self, user):
        Lead = self.env["crm.lead"].with_user(user)
        return Lead.search([("id", "in", self.all_leads.ids)]).sudo()

    def test_an_lo_sees_own_mortgage_leads_and_what_the_host_gives(self):
        self.assertEqual(self._sees(self.maria), self.of_maria | self.host_lead)
        for lead in (self.of_frank, self.unassigned):
            with self.assertRaises(AccessError):
                lead.with_user(self.maria).read(["name"])

    def test_an_assistant_sees_and_works_the_leads_of_the_lo(self):
        self.assertEqual(self._sees(self.assistant), self.host_lead)
        self.assistant.mortgage_lo_ids = self.maria
        self.assertEqual(self._sees(self.assistant), self.of_maria | self.host_lead)
        self.of_maria.with_user(self.assistant).best_time = "evenings"
        parties = self.env["mortgage.party"].with_user(self.assistant).search([])
        self.assertEqual(parties.sudo(), self.of_maria.party_ids)
        self.assistant.mortgage_lo_ids = False
        self.assertEqual(self._sees(self.assistant), self.host_lead)

    def test_what_hangs_on_a_lead_follows_who_sees_the_lead(self):
        lead = self.of_maria
        touch = self.env["mortgage.touch"].create(
            {
                "res_model": "crm.lead",
                "res_id": lead.id,
                "lead_id": lead.id,
                "user_id": self.manager.id,
                "channel": "call",
                "kind": "marketing",
            }
        )
        event = self.env["mortgage.touch.event"].create(
            {"touch_id": touch.id, "type": "replied", "company_id": self.company.id}
        )
        decision = self.env["mortgage.routing.decision"].create({"lead_id": lead.id})

        def sees(user):
            return [
                bool(record.with_user(user)._filtered_access("read"))
                for record in (touch, event, decision, lead.party_ids)
            ]

        for user in (self.maria, self.manager, self.mortgage_admin, self.compliance):
            self.assertEqual(sees(user), [True] * 4, user.login)
        self.assertEqual(sees(self.integration), [True] * 4)
        self.assertEqual(sees(self.frank), [False] * 4)
        self.assertEqual(sees(self.assistant), [False] * 4)
        self.maria.mortgage_assistant_ids = self.assistant
        self.assertEqual(sees(self.assistant), [True] * 4)
        self.maria.mortgage_assistant_ids = False
        self.assertEqual(sees(self.assistant), [False] * 4)

    def test_a_manager_sees_and_reassigns_the_team(self):
        team = self.of_maria | self.of_frank | self.unassigned
        self.assertEqual(self._sees(self.manager), team | self.host_lead)
        self.unassigned.with_user(self.manager).user_id = self.maria
        self.assertEqual(self.unassigned.user_id, self.maria)

    def test_an_administrator_sees_all_mortgage_leads(self):
        self.assertLessEqual(self.mortgage_leads, self._sees(self.mortgage_admin))

    def test_compliance_reads_all_and_edits_nothing(self):
        self.assertEqual(self._sees(self.compliance), self.mortgage_leads)
        with self.assertRaises(AccessError):
            self.of_maria.with_user(self.compliance).best_time = "never"

    def test_processing_reads_what_is_in_process(self):
        self.assertFalse(self._sees(self.processor))
        self.of_maria.stage_id = self.env.ref("mortgage_sales.stage_in_process")
        self.assertEqual(self._sees(self.processor), self.of_maria)
        with self.assertRaises(AccessError):
            self.of_maria.with_user(self.processor).best_time = "never"

    def test_marketing_sees_no_lead_and_no_borrower(self):
        with self.assertRaises(AccessError):
            self._sees(self.marketing)
        partner = self.of_maria.partner_id.with_user(self.marketing)
        with self.assertRaises(AccessError):
            partner.read(["name", "email"])
        own = self.marketing.partner_id.with_user(self.marketing)
        self.assertTrue(own.read(["name"]))

    def test_a_machine_reads_the_leads_of_its_company(self):
        self.assertEqual(self._sees(self.integration), self.mortgage_leads)
        other = self.env["res.company"].create({"name": "Other Lender"})
        self.other_team.company_id = other
        self.elsewhere.company_id = other
        self.assertNotIn(self.elsewhere, self._sees(self.integration))

    def test_the_hosts_people_keep_what_they_had(self):
        salesman = new_test_user(self.env, "salesman", "sales_team.group_sale_salesman")
        head = new_test_user(
            self.env, "head", "sales_team.group_sale_salesman_all_leads"
        )
        self.assertEqual(
            self._sees(salesman), self.unassigned | self.elsewhere | self.host_lead
        )
        self.assertEqual(self._sees(head), self.all_leads)
        with self.assertRaises(AccessError):
            self._sees(self.outsider)

    def test_an_administrator_sets_up_mortgage_teams_only(self):
        Team = self.env["crm.team"].with_user(self.mortgage_admin)
        team = Team.create({"name": "Refi desk", "is_mortgage": True})
        team.member_ids = self.maria | self.cora
        self.assertIn(
            team.sudo(), self.env.ref("mortgage_sales.stage_new").sudo().team_ids
        )
        host_team = self.env["crm.team"].create({"name": "Solar"})
        with self.assertRaises(AccessError):
            host_team.with_user(self.mortgage_admin).name = "Ours"
        stage = self.env["crm.stage"].create({"name": "Quote"})
        with self.assertRaises(AccessError):
            stage.with_user(self.mortgage_admin).name = "Ours"

    def test_an_lo_makes_a_lead_by_hand_with_a_borrower_on_it(self):
        lead = (
            self.env["crm.lead"]
            .with_user(self.maria)
            .with_context(mortgage_pipeline=True)
            .create({"contact_name": "Ann", "phone": "7135550122"})
        )
        self.assertEqual(lead.user_id, self.maria)
        self.assertEqual(lead.team_id, self.team)
        lead.party_ids = [Command.create({"partner_id": self.cora.partner_id.id})]
        self.assertEqual(lead.mortgage_point_ids.sudo().value, "+17135550122")
