from odoo.tests import HttpCase, tagged

from .test_day_tasks import DayCase


class DayTourCase(DayCase, HttpCase):
    """Maria's new lead, in a browser; today, at whatever hour the tests run."""

    def setUp(self):
        super().setUp()
        self._works(self.maria, "0 1 2 3 4 5 6", 0, 24)
        self.maria.password = "maria maria"
        self.lead.unlink()
        self.dana = self._lead(user_id=self.maria.id, property_city="Austin")
        day = self.env["mortgage.day"].with_user(self.maria)
        day._call_to_make(self.dana, self.maria)

    def _how_it_went(self):
        task = self.env["mail.activity"].with_context(active_test=False)
        return task.search([("res_id", "=", self.dana.id)]).mortgage_outcome


@tagged("post_install", "-at_install")
class TestDayTour(DayTourCase):
    def test_from_the_alert_to_a_logged_call(self):
        self.start_tour("/odoo/mortgage-day", "mortgage_day_lo", login="maria")
        self.assertEqual(self._how_it_went(), "no_answer")


@tagged("post_install", "-at_install")
class TestDayPhoneTour(DayTourCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_on_a_phone(self):
        self.start_tour("/odoo/mortgage-day", "mortgage_day_phone", login="maria")
        self.assertEqual(self._how_it_went(), "no_answer")
