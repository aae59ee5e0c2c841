from datetime import date, datetime

from odoo.tests import tagged

from odoo.addons.mortgage_compliance.tools.retention import Body

from .loans_common import LoansCase


@tagged("post_install", "-at_install")
class TestPurgeLoans(LoansCase):
    """A relationship does not end while a loan goes on, nor before the last one did."""

    def test_a_loan_keeps_the_relationship_alive(self):
        lee = self._borrower("Lee Park", "lee.park@example.com", "7135550166")
        lead = self._lead("Lee Park", partner=lee)
        point = lead.partner_id.mortgage_point_ids[:1]
        self.assertTrue(point)
        self.env["mortgage.touch"].create(
            {
                "res_model": "crm.lead",
                "res_id": lead.id,
                "point_id": point.id,
                "channel": "email",
                "kind": "servicing",
                "state": "sent",
                "sent_at": "2015-01-01 12:00:00",
            }
        )
        self.env.flush_all()
        row = Body(1, datetime(2014, 1, 1), "x", point.id)
        runs = self.env["mortgage.purge"]
        end = runs._clocks("relationship_end", [row])
        self.assertEqual(end, {1: date(2015, 1, 1)})
        loan = self.env["mortgage.loan"].create(
            {"lead_id": lead.id, "loan_number": "L-78"}
        )
        self.env.flush_all()
        self.assertEqual(runs._clocks("relationship_end", [row]), {1: None})
        loan.write({"state": "funded", "funded_on": "2020-05-04"})
        self.env.flush_all()
        end = runs._clocks("relationship_end", [row])
        self.assertEqual(end, {1: date(2020, 5, 4)})
