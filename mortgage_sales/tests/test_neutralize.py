from odoo.modules.neutralize import get_neutralization_queries
from odoo.tests import tagged

from .common import SalesCase

ADDONS = ["mortgage_compliance", "mortgage_sales"]


@tagged("post_install", "-at_install")
class TestNeutralize(SalesCase):
    def test_a_neutralized_copy_knows_nobody_and_has_nothing_to_send(self):
        lead = self._lead(user_id=self.maria.id)
        values = {
            "res_model": "crm.lead",
            "res_id": lead.id,
            "channel": "email",
            "kind": "marketing",
        }
        waiting = self.env["mortgage.touch"]._plan(
            [values, {**values, "channel": "sms"}]
        )
        sent = self.env["mortgage.touch"].create({**values, "state": "sent"})
        mail = self.env["mail.mail"].create(
            {"email_to": "dana@example.com", "body_html": "<p>Hi</p>"}
        )
        text = self.env["sms.sms"].create({"number": "+17135550101", "body": "Hi"})
        self.company.write(
            {"sms_twilio_account_sid": "AC1", "sms_twilio_auth_token": "secret"}
        )
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("mortgage_compliance.twilio_base_url", "http://x.example")
        self.source.sudo().key_hash = "hash"
        self.assertTrue(self.env["mortgage.sending"]._is_bound())

        self.env.flush_all()
        for query in get_neutralization_queries(ADDONS):
            self.env.cr.execute(query)
        self.env.invalidate_all(flush=False)
        self.env.registry.clear_cache("stable")

        self.assertEqual(set(waiting.mapped("state")), {"cancelled"})
        self.assertFalse(any(waiting.mapped("ready_at")))
        self.assertEqual(sent.state, "sent")
        self.assertEqual(mail.state, "cancel")
        self.assertEqual(text.state, "canceled")
        self.assertFalse(self.company.sms_twilio_account_sid)
        self.assertNotEqual(self.company.sms_twilio_auth_token, "secret")
        self.assertFalse(parameters.get_param("mortgage_compliance.twilio_base_url"))
        self.assertFalse(self.env["mortgage.sending"]._is_bound())
        self.env.cr.execute(
            "SELECT count(*) FROM mortgage_lead_source WHERE key_hash IS NOT NULL"
        )
        self.assertEqual(self.env.cr.fetchone()[0], 0)
