from odoo.tests import tagged

from .loans_common import LoansCase


@tagged("post_install", "-at_install")
class TestPrivacyLeads(LoansCase):
    """A request to delete takes the lead; the file of a loan is kept by law."""

    def _erased(self, partner):
        request = self.env["mortgage.privacy.request"].create(
            {"requester": "By phone", "partner_ids": partner.ids}
        )
        request._verify("Called back")
        request.action_erase()
        request._cron_go_on()
        return request

    def test_a_lead_and_what_came_in_with_it_go(self):
        lee = self._borrower("Lee Park", "lee.park@example.com", "7135550166")
        lead = self._lead("Lee Park", partner=lee, description="Wants to buy in May")
        inquiry = self.env["mortgage.inquiry"].create(
            {
                "lead_id": lead.id,
                "external_id": "V-1",
                "person_name": "Lee Park",
                "email": "lee@example.com",
                "payload": "first=Lee",
                "source_id": self.env["mortgage.lead.source"].search([], limit=1).id,
            }
        )
        lead.message_post(body="Lee is at work till five.")
        request = self._erased(lead.partner_id)
        self.assertEqual(request.state, "done")
        self.assertEqual(lead.name, "Deleted on request")
        self.assertFalse(lead.active or lead.description or lead.contact_name)
        self.assertFalse(lead.email_from or lead.phone)
        self.assertFalse(inquiry.person_name or inquiry.email or inquiry.payload)
        self.assertFalse(lead.message_ids)

    def test_a_loans_file_and_its_borrower_stay(self):
        ann = self._borrower("Ann Poe", "ann.poe@example.com", "7135550167")
        lead = self._lead("Ann Poe", partner=ann, description="Loan file")
        name, email = lead.partner_id.name, lead.partner_id.email
        self.env["mortgage.loan"].create({"lead_id": lead.id, "loan_number": "L-77"})
        request = self._erased(lead.partner_id)
        self.assertEqual(request.state, "waiting")
        self.assertEqual((lead.partner_id.name, lead.partner_id.email), (name, email))
        self.assertTrue(lead.active and lead.description)
        told = {line["model"]: line for line in request._look_up() if line["count"]}
        self.assertIn("12 CFR 1002.12", told["mortgage.loan"]["does"])
        self.assertTrue(request.point_ids)
        stopped = self.env["mortgage.suppression"]._active(request.point_ids.ids)
        self.assertTrue(all("all" in scopes for scopes in stopped.values()))
