from odoo import Command
from odoo.tests import HttpCase, tagged

from odoo.addons.mortgage_sales.tests.common import SalesCase


@tagged("post_install", "-at_install")
class TestLeadFormTour(HttpCase, SalesCase):
    def test_an_lo_opens_a_lead_and_every_tab(self):
        self.rule.user_ids = [Command.set(self.maria.ids)]
        (result,) = self.env["mortgage.inquiry"].submit(
            [
                {
                    "source": "website-test",
                    "external_id": "tour-1",
                    "name": "Dana Ruiz",
                    "email": "dana@example.com",
                    "phone": "713 555 0101",
                    "loan_purpose": "purchase",
                    "property": {"state": "TX", "zip": "77002"},
                }
            ]
        )
        self.start_tour(
            f"/odoo/mortgage-leads/{result['lead_id']}",
            "mortgage_lead_form",
            login="maria",
        )
