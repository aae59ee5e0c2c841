from odoo.tests import HttpCase, tagged

from odoo.addons.mortgage_sales.models.calls.mail_activity import CALL_TYPE
from odoo.addons.mortgage_sales.tests.common import SalesCase


@tagged("post_install", "-at_install")
class TestCallTour(SalesCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        template = cls.env.ref("mortgage_compliance.template_speed_call")
        template.version_ids.with_user(cls.compliance).action_approve()
        cls.maria.password = "maria-maria"
        cls.lead = cls._lead(user_id=cls.maria.id, property_zip="77002")
        cls.task = cls.lead._mortgage_call_by_hand()

    def test_from_the_alert_to_a_logged_call(self):
        self.start_tour("/odoo", "mortgage_call_panel", login="maria")
        self.assertEqual(self.task.mortgage_outcome, "no_answer")

    def test_a_call_that_was_agreed_on(self):
        self.start_tour(
            f"/odoo/mortgage-call/{self.lead.id}",
            "mortgage_call_callback",
            login="maria",
        )
        self.assertEqual(self.task.mortgage_outcome, "callback")
        promised = self.env["mail.activity"].search(
            [
                ("res_model", "=", "crm.lead"),
                ("res_id", "=", self.lead.id),
                ("activity_type_id", "=", self.env.ref(CALL_TYPE).id),
            ]
        )
        self.assertEqual(promised.mortgage_touch_id.origin, "manual")
        self.assertGreater(promised.mortgage_due_at, self.task.mortgage_due_at)

    def test_the_installed_app_leads_to_the_day(self):
        self.authenticate("maria", "maria-maria")
        manifest = self.url_open("/web/manifest.webmanifest").json()
        self.assertEqual(manifest["shortcuts"][0]["url"], "/odoo/mortgage-day")
        self.authenticate(None, None)
        manifest = self.url_open("/web/manifest.webmanifest").json()
        self.assertNotIn("mortgage-day", str(manifest))
