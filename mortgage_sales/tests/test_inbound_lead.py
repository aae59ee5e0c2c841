from odoo import fields
from odoo.tests import tagged

from .common import SalesCase

PHONE = "+17135550101"


@tagged("post_install", "-at_install")
class TestInboundLead(SalesCase):
    """A borrower's text reaches the lead, its LO and its plan."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls._lead(user_id=cls.maria.id)
        cls.messages = cls.env["mortgage.inbound.message"]
        cls.number = 0

    def _receive(self, body):
        self.number += 1
        return self.messages._receive_text(
            {"MessageSid": f"SM{self.number}", "From": PHONE, "Body": body}
        )

    def test_the_lo_is_told_and_a_following_borrower_gets_no_copy(self):
        spouse = self._borrower("Sam Ruiz", "sam@example.com", "+17135550102")
        self.lead.message_subscribe((spouse | self.lead.partner_id).ids)
        message = self._receive("After six")
        posted = message.message_id
        self.assertEqual((posted.model, posted.res_id), ("crm.lead", self.lead.id))
        self.assertEqual(posted.author_id, self.lead.partner_id)
        told = posted.notification_ids.res_partner_id
        self.assertIn(self.maria.partner_id, told)
        self.assertFalse(told & spouse)
        self.assertTrue(self.lead.mortgage_replied_at)

    def test_an_lo_is_not_asked_to_answer_a_stop(self):
        message = self._receive("STOP")
        self.assertEqual(message.res_id, self.lead.id)
        self.assertFalse(self.lead.mortgage_replied_at)
        active = self.env["mortgage.suppression"]._active(message.point_id.ids)
        self.assertIn("phone", active[message.point_id.id])

    def test_a_closed_lead_keeps_the_answer_when_nothing_is_open(self):
        self.env["mortgage.touch"].create(
            {
                "res_model": "crm.lead",
                "res_id": self.lead.id,
                "point_id": self._points(("phone", PHONE)).id,
                "channel": "sms",
                "kind": "marketing",
                "state": "sent",
                "queued_at": fields.Datetime.now(),
            }
        )
        self.lead.action_set_lost()
        message = self._receive("Sorry, changed my mind")
        self.assertEqual(
            (message.res_model, message.res_id), ("crm.lead", self.lead.id)
        )
