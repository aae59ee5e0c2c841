"""Real mails: quotes stripped, machines told from people, bounces read."""

import csv
import email
import unittest
from email import policy
from pathlib import Path

from odoo.addons.mortgage_compliance.tools import bounce
from odoo.addons.mortgage_compliance.tools.mail_reply import (
    is_automatic,
    top_of_html,
    top_of_text,
    written_text,
)

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
REPLIES = SHARED / "email_replies" / "talon_fixtures"
BOUNCES = SHARED / "bounces" / "flufl_bounce"
needs_shared = unittest.skipUnless(
    SHARED.exists(), "../shared is not beside this clone"
)


def _read(path):
    return email.message_from_bytes(path.read_bytes(), policy=policy.SMTP)


def _mail(**headers):
    mail = email.message.EmailMessage(policy=policy.SMTP)
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content("Hello")
    return mail


class TestWrittenText(unittest.TestCase):
    @needs_shared
    def test_replies_of_many_mail_programs(self):
        for path in sorted((REPLIES / "standard_replies").glob("*.eml")):
            with self.subTest(path.name):
                self.assertEqual(written_text(_read(path)), "Hello")

    @needs_shared
    def test_html_replies_of_many_mail_programs(self):
        for path in sorted((REPLIES / "html_replies").glob("*.html")):
            with self.subTest(path.name):
                text = top_of_html(path.read_text(encoding="utf-8", errors="replace"))
                self.assertEqual(text.split(), "Hi. I am fine. Thanks, Alex".split())

    @needs_shared
    def test_other_separators(self):
        text = top_of_html((REPLIES / "OLK_SRC_BODY_SECTION.html").read_text())
        self.assertEqual(text, "Reply")
        text = top_of_html((REPLIES / "reply-separated-by-hr.html").read_text())
        self.assertEqual(text.split(), ["Hi", "there", "Bob"])
        text = written_text(_read(REPLIES / "reply-quotations-share-block.eml"))
        self.assertTrue(text.startswith("Hi Katharine."))
        self.assertNotIn("From:", text)

    def test_an_answer_below_the_quote_and_a_wrapped_attribution(self):
        self.assertEqual(
            top_of_text("On Mon, Ann <a@b.example>\nwrote:\n> Hi\n> Bye\n\nAfter six"),
            "After six",
        )
        self.assertEqual(
            top_of_text("Stop\n\nSent from my iPhone\n\nOn Mon, Ann wrote:\n> Hi"),
            "Stop",
        )
        self.assertEqual(top_of_text("Bien\n\nEl lun, Ann escribió:\n> Hola"), "Bien")
        self.assertEqual(top_of_text(""), "")
        self.assertEqual(top_of_html(""), "")

    def test_our_footer_in_a_quote_is_not_the_borrowers_word(self):
        html = (
            "<p>Call me after six</p><div class='gmail_quote'>Maria wrote:"
            "<blockquote>Hi. <a>Unsubscribe</a></blockquote></div>"
        )
        self.assertEqual(top_of_html(html), "Call me after six")


class TestAutomatic(unittest.TestCase):
    def test_machines(self):
        for headers in (
            {"Auto_Submitted": "auto-replied"},
            {"Auto_Submitted": "auto-generated; owner-email=x"},
            {"X_Autoreply": "yes"},
            {"X_Auto_Response_Suppress": "All"},
            {"Precedence": "bulk"},
            {"Precedence": "auto_reply"},
            {"Return_Path": "<>"},
            {"Subject": "Automatic reply: Your inquiry"},
            {"Subject": "Out of Office: back Monday"},
            {"Subject": "Respuesta automática: Su solicitud"},
        ):
            with self.subTest(headers):
                self.assertTrue(is_automatic(_mail(**headers)))

    def test_people(self):
        for headers in (
            {},
            {"Auto_Submitted": "no"},
            {"Precedence": "normal"},
            {"Subject": "Re: I am out of the office on Monday"},
            {"Subject": "Auto loan question"},
        ):
            with self.subTest(headers):
                self.assertFalse(is_automatic(_mail(**headers)))


class TestBounce(unittest.TestCase):
    def _dsn(self, action, status):
        return email.message_from_string(
            "Content-Type: multipart/report; report-type=delivery-status;"
            ' boundary="b"\n\n--b\nContent-Type: text/plain\n\nSorry\n'
            "--b\nContent-Type: message/delivery-status\n\n"
            "Reporting-MTA: dns; mx.example\n\n"
            f"Final-Recipient: rfc822; dana@example.com\nAction: {action}\n"
            f"Status: {status}\n\n--b--\n",
            policy=policy.SMTP,
        )

    def test_delivery_status(self):
        for action, status, kind in (
            ("failed", "5.1.1", "hard"),
            ("failed", "5.0.0", "hard"),
            ("failed", "5.2.2 (mailbox full)", "soft"),
            ("failed", "5.7.1", "soft"),
            ("failed", "4.4.7", "soft"),
            ("delayed", "4.4.1", "delayed"),
            ("relayed", "2.0.0", "delayed"),
        ):
            with self.subTest(action=action, status=status):
                (read,) = bounce.read(self._dsn(action, status))
                self.assertEqual((read.address, read.kind), ("dana@example.com", kind))
                self.assertEqual(read.code, status[:5])

    def test_free_text(self):
        for words, kind in (
            ("<dana@example.com>: User unknown in local table", "hard"),
            ("Mailbox is full, try later. 452 4.2.2", "delayed"),
            ("550 5.7.1 Message rejected as spam", "soft"),
        ):
            with self.subTest(words):
                mail = _mail(Subject="Undelivered", From="mailer-daemon@mx.example")
                mail.set_content(words)
                self.assertEqual([read.kind for read in bounce.read(mail)], [kind])

    def test_what_is_no_bounce(self):
        for headers in (
            {"Subject": "Re: Your inquiry", "From": "dana@example.com"},
            {"Subject": "Away", "Auto_Submitted": "auto-replied"},
        ):
            with self.subTest(headers):
                self.assertEqual(bounce.read(_mail(**headers)), [])

    def test_headers_that_no_honest_server_writes(self):
        mail = email.message_from_bytes(
            b"Content-Type: text/plain; charset=\x00\n\nUser unknown",
            policy=policy.SMTP,
        )
        with self.assertLogs(level="WARNING"):
            self.assertEqual([read.kind for read in bounce.read(mail)], ["hard"])

    @needs_shared
    def test_every_real_bounce_is_read_right(self):
        """The addresses, and whether the server gave up; which of these are dead the
        corpus does not say."""
        expected = {}
        with (BOUNCES / "expected.csv").open() as source:
            for row in csv.DictReader(source):
                addresses, kinds = expected.setdefault(row["file"], (set(), set()))
                addresses |= {address.lower() for address in row["addresses"].split()}
                kinds.add(row["kind"])
        for name, (addresses, kinds) in expected.items():
            with self.subTest(name):
                found = [
                    read for read in bounce.read(_read(BOUNCES / name)) if read.address
                ]
                self.assertEqual({read.address for read in found}, addresses)
                gave_up = {read.kind != "delayed" for read in found}
                if addresses:
                    self.assertEqual(gave_up, {kind == "permanent" for kind in kinds})
