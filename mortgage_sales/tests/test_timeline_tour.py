from odoo.tests import HttpCase, tagged

from odoo.addons.mortgage_sales.tests.cadence_common import CadenceCase


@tagged("post_install", "-at_install")
class TestTimelineTour(HttpCase, CadenceCase):
    def test_an_lo_reads_words_anew_and_skips_what_is_ahead(self):
        self.maria.password = "maria"
        self.plan._enroll(self.lead)
        self._run_dispatcher()
        url = f"/odoo/crm.lead/{self.lead.id}"
        self.start_tour(url, "mortgage_timeline", login="maria")
        email = self.lead.touch_ids.filtered(lambda touch: touch.own_body)
        self.assertEqual(email.state, "skipped")
