from odoo.tests import HttpCase, tagged

from .common import SalesCase


@tagged("post_install", "-at_install")
class TestWrittenTour(HttpCase, SalesCase):
    def test_an_lo_is_told_while_typing_and_refused_when_sending(self):
        lead = self._lead(partner=self._borrower(), user_id=self.maria.id)
        self.maria.password = "maria"
        self.start_tour(
            f"/odoo/mortgage-leads/{lead.id}", "mortgage_written_words", login="maria"
        )
        touches = self.env["mortgage.touch"].search([("res_id", "=", lead.id)])
        self.assertEqual(set(touches.mapped("channel")), {"email", "sms"})
        self.assertNotIn("blocked", touches.mapped("state"))
        self.assertTrue(touches.filtered("warned"))
