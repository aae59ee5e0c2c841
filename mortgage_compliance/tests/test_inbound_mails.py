from email.message import EmailMessage

from odoo import fields
from odoo.tests import tagged

from .channel_common import ChannelCase

DANA = "Dana Ruiz <dana@example.com>"
CATCHALL = "catchall@lender.example"

SECRETS = "My SSN is 123-45-6789 and the card is 4111 1111 1111 1111."


@tagged("post_install", "-at_install")
class TestInboundMails(ChannelCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.messages = cls.env["mortgage.inbound.message"]
        cls.suppression = cls.env["mortgage.suppression"]
        cls.touch = cls._touch("email", state="sent", queued_at=fields.Datetime.now())
        cls.touch.wire_id = "<touch-1@lender.example>"

    def _mail(self, body, sender=DANA, to=CATCHALL, subject="Re: Your inquiry", **more):
        self.number = getattr(self, "number", 0) + 1
        mail = EmailMessage()
        mail["From"] = sender
        mail["To"] = to
        mail["Subject"] = subject
        mail["Message-Id"] = f"<{self.number}@example.com>"
        for name, value in more.items():
            mail[name.replace("_", "-")] = value
        mail.set_content(body)
        return mail

    def _receive(self, *args, **kwargs):
        mail = self._mail(*args, **kwargs)
        with self.mock_mail_gateway():
            self.env["mail.thread"].message_process(False, mail.as_bytes())
        return self.messages.search([("external_id", "=", mail["Message-Id"])])

    def _answer(self, body, **kwargs):
        return self._receive(
            body,
            In_Reply_To=self.touch.wire_id,
            References=self.touch.wire_id,
            **kwargs,
        )

    def _active(self, point=None):
        point = point or self.email_point
        return self.suppression._active(point.ids)[point.id]

    def _events(self):
        return self.touch.event_ids.mapped("type")

    def test_an_answer_is_recognised_though_odoo_forgot_the_mail(self):
        message = self._answer("After six\n\nOn Mon, Maria wrote:\n> STOP anytime")
        self.assertEqual(message.body, "After six")
        self.assertEqual(message.touch_id, self.touch)
        self.assertEqual(self._events(), ["replied"])
        self.assertEqual(self.touch.state, "delivered")
        posted = message.message_id
        self.assertEqual((posted.model, posted.res_id), ("res.partner", self.dana.id))
        self.assertEqual(posted.author_id, self.dana)
        self.assertFalse(self._active())
        self.assertTrue(self._entries(self.touch, "reply"))

    def test_numbers_that_must_not_be_kept_are_cut(self):
        for body in (SECRETS, f"<p>Hi</p><!-- x -->{SECRETS}<br/>Dana"):
            message = self._answer(body, subject="Re: 123-45-6789")
            posted = message.message_id
            kept = f"{message.body} {posted.body} {posted.subject}"
            kept += " ".join(message.touch_id.event_ids.mapped("note"))
            kept += "".join(self.env["mortgage.archive"].search([]).mapped("text"))
            self.assertNotIn("6789", kept)
            self.assertNotIn("4111", kept)
            self.assertIn("[removed]", posted.body)
            self.assertNotIn("&lt;pre", posted.body)

    def test_a_strangers_mail_is_left_as_it_is(self):
        mail = self._mail(SECRETS, sender="stranger@example.org")
        parsed = self.env["mail.thread"].message_parse(mail)
        self.assertIs(self.messages._without_secrets(parsed), parsed)

    def test_absence_notes_change_nothing(self):
        message = self._answer("I am away. Please stop.", Auto_Submitted="auto-replied")
        self.assertEqual(message.meaning, "automatic")
        self.assertEqual(self._events(), ["auto_replied"])
        self.assertEqual(self.touch.state, "sent")
        self.assertFalse(self._active())

    def test_an_opt_out_in_a_mail_stops_mails(self):
        for body, scope in (
            ("Unsubscribe", "email"),
            ("Stop\n\nDana Ruiz\n713 555 0101", "email"),
            ("Hi,\nplease stop emailing me.\nDana", "email"),
            ("take me off your list", "all"),
        ):
            with self.subTest(body):
                self._answer(body)
                self.assertIn(scope, self._active())
                self.suppression._lift(self.email_point.ids, scope, "next")

    def test_a_subject_alone_can_say_it(self):
        self._receive("\n", subject="unsubscribe")
        self.assertIn("email", self._active())

    def test_an_opt_out_from_another_address_counts_for_both(self):
        message = self._answer("Unsubscribe", sender="dana.work@example.com")
        self.assertIn("email", self._active())
        self.assertEqual(message.meaning, "opt_out")

    def test_a_new_mail_to_the_catchall_from_a_borrower_is_not_sent_back(self):
        message = self._receive("I found a house", subject="News")
        self.assertEqual(message.message_id.res_id, self.dana.id)
        self.assertFalse(message.touch_id)
        self.assertFalse(
            self._new_mails.filtered(lambda m: "dana@" in (m.email_to or ""))
        )

    def test_a_stranger_goes_odoos_own_way(self):
        message = self._receive("Hello", sender="zoe@elsewhere.example", subject="Hi")
        self.assertFalse(message)
        self.assertTrue(
            self._new_mails.filtered(lambda m: "zoe@" in (m.email_to or ""))
        )

    def test_a_colleagues_mail_is_no_borrowers_word(self):
        self.maria.email = "maria@lender.example"
        message = self._answer("Stop", sender="maria@lender.example")
        self.assertFalse(message)
        self.assertFalse(self._active())
        self.assertFalse(self._events())
