"""The sandbox's mail server keeps mails, misbehaves on demand, and hands answers in."""

import smtplib
import threading
import unittest
from email.message import EmailMessage
from unittest import mock

import requests

from tests.sandbox.mail_reply import MailGateway, compose
from tests.sandbox.sandbox import Sandbox

BORROWER = "pat@example.com"


class MailCase(unittest.TestCase):
    def setUp(self):
        self.sandbox = Sandbox()
        self.sandbox.start()
        self.addCleanup(self.sandbox.stop)
        self.behaviour = self.sandbox.mail.behaviour

    def send(self, *recipients):
        mail = EmailMessage()
        mail["From"] = '"Ann Ortiz" <ann@lender.example>'
        mail["To"] = ", ".join(recipients or [BORROWER])
        mail["Reply-To"] = "catchall@lender.example"
        mail["Message-Id"] = "<first@lender.example>"
        mail["References"] = "<thread@lender.example>"
        mail["Subject"] = "Your inquiry – received"
        mail.set_content("Hello Pat")
        mail.add_alternative("<p>Hello Pat</p>", subtype="html")
        with smtplib.SMTP("127.0.0.1", self.sandbox.smtp_port, timeout=10) as client:
            return client.send_message(mail)

    def received(self, to=BORROWER):
        answer = requests.get(
            f"{self.sandbox.url}/api/messages", params={"to": to}, timeout=10
        )
        return answer.json()


class TestMailServer(MailCase):
    def test_a_mail_is_kept_for_each_recipient(self):
        self.send(BORROWER, "lee@example.com")
        ((mail), *more) = self.received()
        self.assertFalse(more)
        self.assertEqual(mail["channel"], "email")
        self.assertEqual(mail["from"], "Ann Ortiz <ann@lender.example>")
        self.assertEqual(mail["to"], BORROWER)
        self.assertEqual(mail["subject"], "Your inquiry – received")
        self.assertEqual(mail["body"].strip(), "Hello Pat")
        self.assertIn("<p>Hello Pat</p>", mail["html"])
        self.assertEqual(mail["headers"]["Reply-To"], "catchall@lender.example")
        self.assertTrue(mail["at"])
        self.assertEqual(len(self.received("lee@example.com")), 1)

    def test_refusals(self):
        self.behaviour.refuse[BORROWER] = "550 5.1.1 No such user"
        with self.assertRaises(smtplib.SMTPRecipientsRefused):
            self.send()
        refused = self.send(BORROWER, "lee@example.com")
        self.assertEqual(refused[BORROWER][0], 550)
        self.behaviour.refuse_all = "451 4.7.1 Later"
        with self.assertRaises(smtplib.SMTPRecipientsRefused):
            self.send("lee@example.com")
        self.assertEqual(self.received(), [])

    def test_a_dropped_connection_keeps_nothing(self):
        self.behaviour.drop_connection = True
        with self.assertRaises(smtplib.SMTPServerDisconnected):
            self.send()
        self.assertEqual(self.received(), [])

    def test_the_answer_can_be_held(self):
        held, release = threading.Event(), threading.Event()

        def hold(messages):
            held.set()
            release.wait(10)

        self.behaviour.before_250 = hold
        sender = threading.Thread(target=self.send)
        sender.start()
        self.assertTrue(held.wait(5))
        self.assertEqual(len(self.received()), 1)
        self.assertTrue(sender.is_alive())
        release.set()
        sender.join(5)
        self.assertFalse(sender.is_alive())

    def test_callbacks_run_around_the_answer(self):
        order = []
        self.behaviour.before_250 = lambda messages: order.append("before")
        self.behaviour.after_250 = lambda messages: order.append("after")
        self.send()
        self.send("lee@example.com")
        self.assertEqual(order, ["before", "after"] * 2)


class TestReplies(MailCase):
    def test_an_answer_threads_with_the_mail_it_answers(self):
        self.send()
        mail = compose(self.sandbox.store, BORROWER, "Please call me")
        self.assertEqual(mail["To"], "catchall@lender.example")
        self.assertEqual(mail["Subject"], "Re: Your inquiry – received")
        self.assertEqual(mail["In-Reply-To"], "<first@lender.example>")
        self.assertEqual(
            mail["References"], "<thread@lender.example> <first@lender.example>"
        )
        self.assertTrue(mail.get_content().startswith("Please call me"))
        self.assertIn("> Hello Pat", mail.get_content())

    def test_posting_an_answer_hands_it_to_the_gateway(self):
        self.sandbox.answers_to("http://127.0.0.1:9", "demo", "admin", "admin")
        self.send()
        answer = {"channel": "email", "from": BORROWER, "body": "Please call me"}
        with mock.patch.object(MailGateway, "deliver") as deliver:
            posted = requests.post(
                f"{self.sandbox.url}/api/reply", json=answer, timeout=10
            )
        self.assertEqual(posted.status_code, 200)
        (mail,) = deliver.call_args.args
        self.assertEqual(mail["From"], BORROWER)

    def test_an_odoo_that_is_away_is_said_so(self):
        self.sandbox.answers_to("http://127.0.0.1:9", "demo", "admin", "admin")
        for answer in (
            {"channel": "email", "from": BORROWER, "to": "x@example.com", "body": "Hi"},
            {"channel": "sms", "from": "+18505550142", "body": "Hi"},
        ):
            posted = requests.post(
                f"{self.sandbox.url}/api/reply", json=answer, timeout=10
            )
            self.assertEqual(posted.status_code, 502)

    def test_a_missing_field_is_named(self):
        self.sandbox.answers_to("http://127.0.0.1:9", "demo", "admin", "admin")
        posted = requests.post(
            f"{self.sandbox.url}/api/reply", json={"channel": "sms"}, timeout=10
        )
        self.assertEqual(posted.status_code, 400)
        self.assertEqual(posted.json()["error"], "from is missing")


class TestContinuing(unittest.TestCase):
    def test_a_file_brings_messages_and_opt_outs_back(self):
        import tempfile
        from pathlib import Path

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "messages.jsonl"
            first = Sandbox(path=path)
            first.start()
            with mock.patch.object(first.twilio.postman, "post"):
                first.twilio.receive("+18505550142", "STOP", "http://127.0.0.1:9/")
            first.stop()
            with path.open("a") as lines:
                lines.write('{"channel": "em')
            with Sandbox(path=path) as second:
                self.assertEqual(second.twilio.opted_out, {"+18505550142"})
                self.assertEqual(len(second.store.all()), 2)
