from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestSetupTour(HttpCase):
    def test_from_an_empty_database_to_the_first_routed_lead(self):
        self.env["mortgage.sending"]._bind()
        self.start_tour(
            "/odoo/mortgage-setup", "mortgage_setup_first_lead", login="admin"
        )
        inquiry = self.env["mortgage.inquiry"].search([], limit=1)
        self.assertEqual(inquiry.state, "routed")
        self.assertEqual(inquiry.lead_id.user_id.name, "Nora Bell")
        self.assertTrue(inquiry.lead_id.team_id.mortgage_active)
