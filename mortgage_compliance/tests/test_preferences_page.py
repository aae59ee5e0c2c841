import lxml.html

from odoo.tests import HttpCase, tagged

from ..models.inbound import mortgage_page_visit
from .channel_common import ChannelCase

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


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

    def _choices(self):
        return (
            self.env["mortgage.preference"]
            ._current(self.email_point.ids)
            .get(self.email_point.id)
        )

    def test_topics_quiet_days_and_language_are_kept_and_shown(self):
        path = self._path(self.email_point._preference_url())
        answer = self.url_open(
            path,
            data={
                "choices": "1",
                "topic": ["news", "tips"],
                "quiet": ["sat", "sun"],
                "quiet_until": "2031-01-02",
                "language": "es",
            },
        )
        self.assertIn("Guardado", answer.text)
        choice = self._choices()
        self.assertEqual(choice.topics_off, ("rates", "reviews"))
        self.assertEqual(choice.quiet_days, ("sat", "sun"))
        self.assertEqual((str(choice.quiet_until), choice.lang), ("2031-01-02", "es"))
        self.assertEqual(self.dana.mortgage_lang, "es_419")
        self.assertFalse(self._active(self.email_point))
        page = lxml.html.fromstring(self.url_open(path).text)
        self.assertEqual(page.get("lang"), "es")
        ticked = page.xpath("//input[@checked]/@value")
        self.assertEqual(ticked, ["news", "tips", "sat", "sun", "es"])

    def test_what_is_stopped_is_shown_as_stopped(self):
        path = self._path(self.email_point._preference_url())
        self.url_open(path, data={"choices": "1", "topic": ["rates"], "call": "1"})
        self.assertEqual(self._active(self.phone_point), {"call"})
        page = lxml.html.fromstring(self.url_open(path).text)
        self.assertEqual(page.xpath("//input[@disabled]/@name"), ["call"])

    def test_who_comes_to_unsubscribe_finds_it_ticked_and_nothing_done(self):
        for url, ticked in (
            (self.email_point._unsubscribe_url(), ["email"]),
            (self.email_point._preference_url(), []),
        ):
            page = lxml.html.fromstring(self.url_open(self._path(url)).text)
            self.assertEqual(page.xpath("//input[@value='1'][@checked]/@name"), ticked)
        self.assertFalse(self._active(self.email_point))

    def test_bad_input_is_left_out_and_seven_quiet_days_are_explained(self):
        path = self._path(self.email_point._preference_url())
        self.url_open(
            path,
            data={
                "choices": "1",
                "topic": ["made-up"],
                "quiet": ["someday"],
                "quiet_until": "soon",
                "language": "fr",
            },
        )
        choice = self._choices()
        self.assertEqual((choice.quiet_days, choice.quiet_until), ((), None))
        self.assertEqual(choice.lang, "")
        days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        answer = self.url_open(path, data={"choices": "1", "quiet": days, "sms": "1"})
        self.assertIn("at least one day", answer.text)
        self.assertEqual(self._choices().quiet_days, ())
        # The opt-out beside it counts all the same.
        self.assertEqual(self._active(self.phone_point), {"sms"})

    def test_one_click_as_mailbox_providers_send_it(self):
        path = self._path(self.email_point._unsubscribe_url())
        for kwargs in (
            {"data": "List-Unsubscribe=One-Click", "headers": FORM},
            {"files": {"List-Unsubscribe": (None, "One-Click")}},
            {"data": "", "headers": {"Content-Type": "text/plain"}},
        ):
            with self.subTest(kwargs):
                answer = self._request("POST", path, **kwargs)
                self.assertEqual((answer.status_code, answer.text), (200, "OK"))
                self.assertEqual(self._active(self.email_point), {"email"})
                self.env["mortgage.suppression"]._lift(
                    self.email_point.ids, "email", "next"
                )

    def test_no_other_method_changes_anything(self):
        path = self._path(self.email_point._unsubscribe_url())
        for method in ("GET", "HEAD", "OPTIONS"):
            answer = self._request(method, path + "?List-Unsubscribe=One-Click")
            self.assertLess(answer.status_code, 500)
            self.assertNotIn("Set-Cookie", answer.headers)
        self.assertFalse(self._active(self.email_point))

    def _request(self, method, path, **kwargs):
        return self.opener.request(
            method, self.base_url() + path, timeout=30, allow_redirects=False, **kwargs
        )

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
