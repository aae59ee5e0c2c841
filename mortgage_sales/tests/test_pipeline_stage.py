from .common import SalesCase

NAMES = [
    "New",
    "Attempting",
    "Contacted",
    "Prequalified",
    "Application",
    "In process",
    "Funded",
]


class TestStage(SalesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.host_team = cls.env["crm.team"].create({"name": "Solar panels"})
        cls.shared_stage = cls.env["crm.stage"].create({"name": "Quote", "sequence": 0})

    def _columns(self, **context):
        Lead = self.env["crm.lead"].with_context(**context)
        return Lead._read_group_stage_ids(self.env["crm.stage"], [])

    def test_a_mortgage_team_has_our_stages_and_no_others(self):
        for context in (
            {"default_team_id": self.team.id},
            {"mortgage_pipeline": True},
        ):
            self.assertEqual(self._columns(**context).mapped("name"), NAMES)

    def test_other_teams_see_none_of_ours(self):
        for context in ({}, {"default_team_id": self.host_team.id}):
            names = self._columns(**context).mapped("name")
            self.assertIn("Quote", names)
            self.assertNotIn("Funded", names)

    def test_a_team_gets_the_stages_when_it_becomes_a_mortgage_team(self):
        self.host_team.is_mortgage = True
        columns = self._columns(default_team_id=self.host_team.id)
        self.assertEqual(columns.mapped("name"), NAMES)
        self.host_team.unlink()
        self.assertTrue(self.env.ref("mortgage_sales.stage_new").team_ids)

    def test_a_lead_starts_in_new_and_changes_stages_with_its_team(self):
        lead = self._lead()
        self.assertEqual(lead.stage_id, self.env.ref("mortgage_sales.stage_new"))
        lead.team_id = self.host_team
        self.assertNotIn(lead.stage_id.name, ("Funded", "Prequalified"))
        self.assertFalse(lead.stage_id.team_ids)
        lead.team_id = self.team
        self.assertEqual(lead.stage_id, self.env.ref("mortgage_sales.stage_new"))

    def test_won_is_funded(self):
        lead = self._lead()
        lead.action_set_won()
        self.assertEqual(lead.stage_id, self.env.ref("mortgage_sales.stage_funded"))

    def test_leads_of_a_new_mortgage_team_stay_where_they_stand(self):
        lead = self.env["crm.lead"].create(
            {"name": "Old", "team_id": self.host_team.id, "user_id": False}
        )
        stage = lead.stage_id
        self.host_team.is_mortgage = True
        self.assertEqual(lead.stage_id, stage)

    def test_a_new_lead_in_the_pipeline_goes_to_the_users_mortgage_team(self):
        Lead = self.env["crm.lead"].with_user(self.maria)
        Lead = Lead.with_context(mortgage_pipeline=True)
        lead = Lead.create({"name": "By hand", "email_from": "hand@example.com"})
        self.assertEqual(lead.team_id, self.team)
        self.assertEqual(lead.stage_id, self.env.ref("mortgage_sales.stage_new"))
