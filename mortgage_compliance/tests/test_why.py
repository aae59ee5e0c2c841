import doctest
from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL

from ..tools import why_words
from .channel_common import ChannelCase

# Seven on a Monday morning in Miami, and a minute past eight.
SEVEN, EIGHT = "2030-01-07 12:00:00", "2030-01-07 13:01:07"


class WhyCase(ChannelCase):
    """Frank's text to Dana in Miami: held at seven, sent at a minute past eight."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dana.write(
            {
                "zip": "33101",
                "state_id": cls.env.ref("base.state_us_10").id,
                "country_id": cls.env.ref("base.us").id,
            }
        )
        cls.env["mortgage.consent"].sudo()._record(
            [
                {
                    "point_id": cls.phone_point.id,
                    "level": "pec",
                    "channels": ["sms", "call"],
                    "at": "2029-12-30 15:00:00",
                    "text": "You may text me about my inquiry.",
                    "url": "https://lender.example/apply",
                    "ip": "203.0.113.7",
                    "method": "web form",
                }
            ]
        )

    def setUp(self):
        # The gate itself judges here.
        super(ChannelCase, self).setUp()

    def _sent(self, **values):
        with self.at(SEVEN):
            touch = self._touch("sms", user_id=self.frank.id, **values)
            touch._dispatch()
            self.assertEqual(touch.state, "held", touch.reason)
        with self.at(EIGHT):
            touch._let_go()
            touch._dispatch()
            touch._set_outcome("sent")
        return touch

    def _page(self, touch):
        return touch._why()[touch.id]

    def _words_of(self, part):
        return " | ".join(
            f"{fact['name']}: {fact['words']} {fact['note']}" for fact in part
        )


@tagged("post_install", "-at_install")
class TestWhy(WhyCase):
    """The page that says why a message was sent, or was not."""

    def test_the_words_for_moments_are_right(self):
        self.assertFalse(doctest.testmod(why_words).failed)

    def test_it_says_why_a_text_was_sent_at_a_minute_past_eight(self):
        page = self._page(self._sent())
        self.assertEqual(
            page["question"], "Why was this text sent at 8:01 AM on Jan 7, 2030?"
        )
        self.assertIn("held until 8:00 AM on Jan 7, 2030", page["answer"])
        self.assertIn("nothing stood against it", page["answer"])
        self.assertIn("Mon, Jan 7, 2030, 8:01:07 AM EST", self._words_of(page["times"]))
        self.assertIn("2030-01-07 13:01:07 UTC", self._words_of(page["times"]))
        self.assertIn("33101", self._words_of(page["times"]))
        events = [row["what"] for row in page["history"]]
        self.assertEqual(events, ["Planned", "Held", "Allowed", "Handed over"])
        self.assertIn("Fla. Stat.", page["history"][1]["citation"])

    def test_it_shows_the_words_to_the_letter_and_checks_them(self):
        page = self._page(self._sent())
        message = page["message"]
        self.assertEqual(message["check"], "match")
        self.assertTrue(message["text"].startswith("Hi, Frank Hall here."))
        archived = self.env["mortgage.archive"].search(
            [("touch_id", "=", page["touch_id"])]
        )
        self.assertEqual(message["sha256"], archived.sha256)

    def test_words_that_were_tampered_with_are_shown_to_be(self):
        touch = self._sent()
        self.env.cr.execute(SQL("ALTER TABLE mortgage_archive DISABLE TRIGGER USER"))
        self.env.cr.execute(
            SQL(
                "UPDATE mortgage_archive SET content = 'x' WHERE touch_id = %s",
                touch.id,
            )
        )
        page = self._page(touch)
        self.assertEqual(page["message"]["check"], "differs")
        self.assertIn("changed after the message left", touch._why_html()[touch.id])

    def test_it_shows_on_what_the_message_stood(self):
        page = self._page(self._sent())
        consent = self._words_of(page["consent"])
        self.assertIn("You may text me about my inquiry.", consent)
        self.assertIn("203.0.113.7", consent)
        self.assertIn("FL", self._words_of(page["license"]) + consent)
        self.assertIn("NMLS 1234102", self._words_of(page["people"]))
        template = self._words_of(page["template"])
        self.assertIn("Approved by: Cleo Park", template)
        checks = {rule["check"] for rule in page["checks"]}
        self.assertLessEqual({"Hours", "Consent", "Do not contact", "License"}, checks)
        hours = next(r for r in page["checks"] if "Florida" in r["rule"])
        self.assertIn("08:00", hours["value"])
        self.assertTrue(hours["source"] and hours["in_force"] and hours["kept"])

    def test_every_entry_of_the_record_is_named(self):
        touch = self._sent()
        entries = self.env["mortgage.ledger.entry"].search(
            [("touch_id", "=", touch.id)], order="id"
        )
        page = self._page(touch)
        self.assertEqual([row["entry"] for row in page["ledger"]], entries.ids)

    def test_a_blocked_message_says_why_it_was_not_sent(self):
        self.env["mortgage.suppression"]._suppress(self.phone_point.ids, "sms", "stop")
        with self.at(EIGHT):
            touch = self._touch("sms", user_id=self.frank.id)
            touch._dispatch()
        page = self._page(touch)
        self.assertEqual(page["question"], "Why was this text not sent?")
        self.assertIn("Said STOP", page["answer"])
        self.assertEqual(page["message"]["check"], "none")

    def test_of_an_old_message_nothing_is_made_up(self):
        touch = self.touches.create(
            {
                "res_model": "res.partner",
                "res_id": self.dana.id,
                "partner_id": self.dana.id,
                "point_id": self.email_point.id,
                "channel": "email",
                "kind": "transactional",
                "state": "sent",
                "sent_at": "2029-01-01 12:00:00",
                "company_id": self.company.id,
            }
        )
        page = self._page(touch)
        self.assertIn("No judgment of it is on record", page["answer"])
        for part in ("checks", "license", "lists", "template", "ledger"):
            self.assertEqual(page[part], [], part)
        self.assertIn("no zone of the borrower", self._words_of(page["times"]))
        self.assertIn("Nothing about it is in the record", touch._why_html()[touch.id])

    def test_looking_at_a_mail_loads_nothing_and_presses_nothing(self):
        touch = self._touch("email", user_id=self.frank.id)
        touch._dispatch()
        touch._set_outcome("sent")
        html = touch._why_html()[touch.id]
        self.assertIn("I am Frank Hall", html)
        self.assertIn("default-src &#39;none&#39;", html)
        for live in ("<img", "href=", "src=", "<script"):
            self.assertNotIn(live, html)

    def test_the_page_needs_nothing_but_itself(self):
        touch = self._sent()
        html = touch._why_html()[touch.id]
        self.assertTrue(html.startswith("<!DOCTYPE html>"))
        self.assertIn("@media print", html)
        self.assertNotIn("http", html.split("</head>")[0].replace("http-equiv", ""))

    def test_the_number_of_queries_does_not_grow(self):
        counts = []
        for more in (1, 25):
            touches = self.touches.browse()
            with self.at(EIGHT):
                for number in range(more):
                    touches |= self._touch("sms", user_id=self.frank.id, tries=number)
                touches._dispatch()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            touches._why_html()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)

    def test_who_may_see_the_message_may_see_why(self):
        touch = self._sent()
        for user in (self.frank, self.compliance, self.mortgage_admin):
            page = touch.with_user(user).mortgage_why(touch.id)
            self.assertIn("8:01 AM", page["title"])
        for user in (
            *(self.maria, self.assistant, self.processor, self.marketing),
            *(self.outsider, self.portal),
        ):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.touches.with_user(user).mortgage_why(touch.id)

    def test_an_id_of_no_message_is_named(self):
        for wrong in (0, False, None, True, "1", [1], 2**31 - 1):
            with (
                self.subTest(wrong=wrong),
                self.assertRaisesRegex(UserError, "touch_id"),
            ):
                self.touches.with_user(self.compliance).mortgage_why(wrong)

    def test_nobody_else_is_on_the_page(self):
        other = self.env["res.partner"].create(
            {"name": "Rosa Ruiz", "email": "rosa@example.com", "phone": "+17135550101"}
        )
        self.phone_point.partner_ids = [Command.link(other.id)]
        touch = self._sent()
        with self.at(EIGHT):
            self._touch("sms", user_id=self.frank.id, partner_id=other.id)._dispatch()
        self.assertNotIn("Rosa", touch._why_html()[touch.id])

    def test_a_consent_given_later_is_not_what_it_stood_on(self):
        touch = self._sent()
        later = touch.sent_at + timedelta(days=1)
        self.env["mortgage.consent"].sudo()._record(
            [
                {
                    "point_id": self.phone_point.id,
                    "level": "pewc",
                    "channels": ["sms"],
                    "at": later,
                    "text": "Later words.",
                }
            ]
        )
        self.assertNotIn("Later words.", touch._why_html()[touch.id])
