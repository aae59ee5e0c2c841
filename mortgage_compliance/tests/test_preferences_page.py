from odoo.tests import HttpCase, tagged

from ..models.inbound import mortgage_page_visit
from .channel_common import ChannelCase


@tagged("post_install", "-at_install")
class TestPreferencesPage(ChannelCase, HttpCase):
    def _path(self, url):
        return url.removeprefix(self.email_point.get_base_url())

    def _active(self, point):
        return self.env["mortgage.suppression"]._active(point.ids)[point.id]

    def _wrong(self, url):
        return url[:-1] + ("0" if url[-1] != "0" else "1")

    def test_one_click(self):
        path = self._path(self.email_point._unsubscribe_url())
        answer = self.url_open(path, data={"List-Unsubscribe": "One-Click"})
        self.assertEqual((answer.status_code, answer.text), (200, "OK"))
        self.assertEqual(self._active(self.email_point), {"email"})
        self.assertFalse(self._active(self.phone_point))

    def test_looking_changes_nothing(self):
        for url in (
            self.email_point._unsubscribe_url(),
            self.email_point._preference_url(),
        ):
            answer = self.url_open(self._path(url))
            self.assertEqual(answer.status_code, 200)
            self.assertIn("viewport", answer.text)
            self.assertNotIn("dana", answer.text.lower())
            self.assertNotIn("Set-Cookie", answer.headers)
        self.assertFalse(self._active(self.email_point))

    def test_what_is_chosen_ends_on_all_addresses_of_the_person(self):
        path = self._path(self.email_point._preference_url())
        self.url_open(path, data={"phone": "1"})
        self.assertEqual(self._active(self.phone_point), {"phone"})
        self.assertFalse(self._active(self.email_point))
        answer = self.url_open(path, data={"all": "1"})
        self.assertIn("Saved", answer.text)
        self.assertIn("all", self._active(self.email_point))
        self.assertIn("all", self._active(self.phone_point))

    def test_an_invalid_token_looks_the_same(self):
        good = self._path(self.email_point._preference_url())
        for bad in (self._wrong(good), "/mortgage/preferences/made-up", good + "0"):
            token, wrong = good.split("/")[-1], bad.split("/")[-1]
            for data in (None, {"all": "1"}):
                one, other = (
                    self.url_open(good, data=data),
                    self.url_open(bad, data=data),
                )
                self.assertEqual(one.status_code, other.status_code)
                self.assertEqual(
                    one.text.replace(token, "TOKEN"), other.text.replace(wrong, "TOKEN")
                )
            self.env["mortgage.suppression"]._lift(
                (self.email_point | self.phone_point).ids, "all", "next"
            )
        self.url_open(self._wrong(good), data={"all": "1"})
        self.assertFalse(self._active(self.email_point))

    def test_spanish(self):
        path = self._path(self.email_point._preference_url())
        answer = self.url_open(path, headers={"Accept-Language": "es-MX,es;q=0.9"})
        self.assertIn("Sus preferencias", answer.text)
        self.assertIn('lang="es"', answer.text)
        self.assertIn("Your contact", self.url_open(path + "?lang=en").text)

    def test_many_visits_are_turned_away_but_an_opt_out_is_not(self):
        self.patch(mortgage_page_visit, "LIMIT", 2)
        path = self._path(self.email_point._preference_url())
        statuses = [self.url_open(path).status_code for _visit in range(3)]
        self.assertEqual(statuses, [200, 200, 429])
        self.assertEqual(self.url_open(path, data={"email": "1"}).status_code, 200)
        self.assertEqual(self._active(self.email_point), {"email"})
