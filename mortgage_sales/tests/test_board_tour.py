from odoo.tests import HttpCase, tagged

from .common import SalesCase


@tagged("post_install", "-at_install")
class TestBoardTour(HttpCase, SalesCase):
    def test_a_manager_hands_leads_over(self):
        dana = self._lead("Dana Ruiz", user_id=self.maria.id)
        kim = self._lead("Kim Vo", "FL", partner=self._borrower("Kim Vo", "kim@e.com"))
        self.frank.mortgage_paused = True
        kim._mortgage_route()
        self.frank.mortgage_paused = False
        self.start_tour(
            "/odoo/mortgage-board", "mortgage_board_reassign", login="manager"
        )
        self.assertEqual(dana.user_id, self.frank)
        self.assertEqual(
            dana.routing_reason, "Assigned by Max Boone: Asked for Spanish"
        )
        self.assertEqual(kim.user_id, self.maria)
        self.assertTrue(self.frank.mortgage_paused)
        self.assertEqual(self.frank.mortgage_lead_cap, 25)
