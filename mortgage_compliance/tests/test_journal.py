import doctest
import json
from email.message import EmailMessage

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..tools import journal_mail
from .channel_common import ChannelCase

JOURNAL = "journal@lender.example"
GMAIL = """Please file.

---------- Forwarded message ---------
From: Dana Ruiz <dana@example.com>
Date: Tue, Jan 1, 2030 at 8:01 AM
Subject: Re: Your loan
To: Maria Gomez <maria@lender.example>


{words}
"""
OUTLOOK = """________________________________
From: Dana Ruiz <dana@example.com>
Sent: Tuesday, January 1, 2030 8:01 AM
To: Maria Gomez <maria@lender.example>
Subject: Re: Your loan

{words}
"""
APPLE = """Begin forwarded message:

> From: Dana Ruiz <dana@example.com>
> Subject: Re: Your loan
> Date: January 1, 2030 at 8:01:07 AM CST
> To: Maria Gomez <maria@lender.example>
>
> {words}
"""


@tagged("post_install", "-at_install")
class TestJournal(ChannelCase):
    """What is said past Odoo is filed with the borrower, once, and kept as proof."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.mortgage_journal_name = "journal"
        cls.company.partner_id.tz = "America/Chicago"
        cls.maria.email = "maria@lender.example"
        cls.journal = cls.env["mortgage.journal.message"]

    def _mail(self, body, sender="Maria Gomez <maria@lender.example>", **headers):
        self.number = getattr(self, "number", 0) + 1
        mail = EmailMessage()
        headers = {
            "From": sender,
            "To": JOURNAL,
            "Subject": "Fwd: Your loan",
            "Date": "Wed, 02 Jan 2030 10:00:00 -0600",
            "Message-Id": f"<journal-{self.number}@lender.example>",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        for name, value in headers.items():
            mail[name] = value
        mail.set_content(body)
        return mail

    def _receive(self, mail):
        with self.at("2030-01-03 12:00:00"), self.mock_mail_gateway():
            self.env["mail.thread"].message_process(False, mail.as_bytes())
        return self.journal.search([("external_id", "=", mail["Message-Id"])])

    def _copy(self, body="Rates are down, call me.", **headers):
        return self._receive(
            self._mail(
                body,
                **{"To": "Dana Ruiz <dana@example.com>", "Delivered-To": JOURNAL},
                **headers,
            )
        )

    def _entry(self, message):
        return self.env["mortgage.ledger.entry"].browse(message.ledger_id)

    def test_the_words_for_addresses_are_right(self):
        self.assertFalse(doctest.testmod(journal_mail).failed)

    # What comes

    def test_a_blind_copy_is_filed_with_the_borrower(self):
        message = self._copy()
        self.assertEqual(
            (message.way, message.direction, message.state), ("copy", "out", "filed")
        )
        self.assertEqual(message.partner_id, self.dana)
        self.assertEqual(message.user_id, self.maria)
        self.assertEqual(str(message.at), "2030-01-02 16:00:00")
        self.assertEqual(
            (message.res_model, message.res_id), ("res.partner", self.dana.id)
        )
        posted = message.message_id
        self.assertIn("Rates are down", posted.body)
        self.assertEqual(posted.author_id, self.maria.partner_id)
        self.assertFalse(posted.notified_partner_ids)
        self.assertFalse(message.opted_out)

    def test_forwards_of_each_mail_program_are_the_borrowers_words(self):
        for name, form in (("gmail", GMAIL), ("outlook", OUTLOOK), ("apple", APPLE)):
            with self.subTest(name=name):
                words = f"Can you call after six, says {name}?"
                message = self._receive(self._mail(form.format(words=words)))
                self.assertEqual(
                    (message.way, message.direction), ("forward", "in"), message.body
                )
                self.assertEqual(message.body, words)
                self.assertEqual(message.point_id, self.email_point)
                self.assertEqual(message.subject, "Re: Your loan")
                # Eight in the morning in Texas.
                self.assertEqual(str(message.at)[:16], "2030-01-01 14:01")
                self.assertEqual(message.inbound_id.body, words)

    def test_a_forward_in_html_is_read_as_well(self):
        mail = self._mail("x")
        mail.set_content(
            "<div>Fyi</div><div class='gmail_quote'><div class='gmail_attr'>----------"
            " Forwarded message ---------<br>From: <b>Dana Ruiz</b> &lt;dana@example"
            ".com&gt;<br>Date: Tue, Jan 1, 2030 at 8:01 AM<br>Subject: Re: Your loan"
            "<br>To: Maria &lt;maria@lender.example&gt;<br></div><br><div>Call me."
            "</div></div>",
            subtype="html",
        )
        message = self._receive(mail)
        self.assertEqual((message.way, message.direction), ("forward", "in"))
        self.assertEqual(message.body, "Call me.")

    def test_what_an_officer_wrote_and_forwards_went_to_the_borrower(self):
        body = GMAIL.format(words="Send me the paystub.")
        body = body.replace("From: Dana Ruiz <dana@example.com>", "From: x")
        body = body.replace(
            "To: Maria Gomez <maria@", "To: Dana <dana@example.com>, m@"
        )
        body = body.replace("From: x", "From: Maria Gomez <maria@lender.example>")
        message = self._receive(self._mail(body))
        self.assertEqual(
            (message.direction, message.point_id), ("out", self.email_point)
        )

    def test_an_answer_that_quotes_headers_is_a_copy_not_a_forward(self):
        message = self._copy("Sure, at six.\n\n" + OUTLOOK.format(words="Call me."))
        self.assertEqual((message.way, message.direction), ("copy", "out"))
        self.assertEqual(message.body, "Sure, at six.")

    def test_texts_are_found_by_the_number(self):
        number = self.phone_point.value
        for words, direction in (
            (f"From {number}: I found another lender", "in"),
            (f"To {number}: call me at 5", "out"),
        ):
            with self.subTest(words=words):
                message = self._receive(self._mail(words, Subject="text"))
                self.assertEqual(
                    (message.way, message.channel, message.direction),
                    ("text", "sms", direction),
                )
                self.assertEqual(message.point_id, self.phone_point)

    def test_the_number_in_a_signature_is_nobodys(self):
        self.maria.partner_id.phone = "+17135550142"
        self.maria.partner_id._mortgage_sync_points()
        message = self._receive(
            self._mail(
                f"{self.phone_point.value} says hi\n-- \nMaria, (713) 555-0142",
                Subject="text",
            )
        )
        self.assertEqual(message.point_id, self.phone_point)

    def test_a_mail_to_two_borrowers_is_filed_with_both(self):
        lee = self._borrower("Lee Park", "lee@example.com", "7135550133")
        messages = self._receive(
            self._mail(
                "Hello both",
                **{
                    "To": "dana@example.com, lee@example.com, frank@lender.example",
                    "Delivered-To": JOURNAL,
                },
            )
        )
        self.assertEqual(messages.partner_id, self.dana | lee)
        self.assertEqual(len(messages), 2)

    # Exactly once, and only from our own people

    def test_the_same_mail_thrice_is_filed_once(self):
        mail = self._mail(GMAIL.format(words="Call me."))
        for _time in range(3):
            messages = self._receive(mail)
        self.assertEqual(len(messages), 1)
        entries = self.env["mortgage.ledger.entry"].search(
            [("event", "=", "journal"), ("res_id", "=", messages.id)]
        )
        self.assertEqual(len(entries), 1)
        unmatched = self._mail("Nobody we know", Subject="Hm")
        for _time in range(3):
            messages = self._receive(unmatched)
        self.assertEqual(messages.state, "unmatched")

    def test_a_strangers_or_a_forged_mail_is_not_filed(self):
        for sender, more in (
            ("Eve <eve@evil.example>", {}),
            ("Portia <portal@lender.example>", {}),
            (
                "Maria Gomez <maria@lender.example>",
                {"Authentication-Results": "mx.lender.example; dmarc=fail (p=reject)"},
            ),
        ):
            with self.subTest(sender=sender):
                mail = self._mail(GMAIL.format(words="Hi"), sender=sender, **more)
                self.assertFalse(self._receive(mail))

    def test_a_borrower_who_writes_there_is_heard(self):
        mail = self._mail("STOP", sender="Dana <dana@example.com>", Subject="hi")
        self.assertFalse(self._receive(mail))
        suppressed = self.env["mortgage.suppression"]._active(self.email_point.ids)
        self.assertTrue(suppressed[self.email_point.id])

    def test_one_company_does_not_file_for_the_other(self):
        other = self.env["res.company"].create(
            {"name": "Elsewhere", "alias_domain_id": self.company.alias_domain_id.id}
        )
        other.mortgage_journal_name = "elsewhere"
        mail = self._mail(GMAIL.format(words="Hi"), To=other.mortgage_journal_address)
        self.assertFalse(self._receive(mail))

    # What it does

    def test_stop_on_an_officers_own_phone_is_obeyed(self):
        message = self._receive(
            self._mail(f"From {self.phone_point.value}\nSTOP", Subject="text")
        )
        self.assertEqual(message.direction, "in")
        message = self._receive(
            self._mail("STOP", Subject=f"From {self.phone_point.value}")
        )
        suppressed = self.env["mortgage.suppression"]._active(self.phone_point.ids)
        self.assertIn("phone", suppressed[self.phone_point.id])
        self.assertEqual(message.inbound_id.meaning, "opt_out")
        self.assertFalse(
            self.env["mortgage.touch"].search([("confirms_at", "!=", False)])
        )

    def test_writing_past_an_opt_out_is_found_and_told(self):
        with self.at("2030-01-01 12:00:00"):
            self.email_point._opt_out("email", "unsubscribed")
        with self.mock_mail_app():
            message = self._copy()
        self.assertTrue(message.opted_out)
        told = self._new_msgs.filtered(lambda one: "opted out" in (one.subject or ""))
        self.assertIn(self.compliance.partner_id, told.notified_partner_ids)
        today = self.env["mortgage.compliance.today"].with_user(self.compliance)
        counts = {count["name"]: count["count"] for count in today.show()["counts"]}
        self.assertGreaterEqual(counts["Written past an opt-out"], 1)
        self.assertFalse(self._copy(Date="Mon, 31 Dec 2029 10:00:00 -0600").opted_out)

    def test_the_original_is_archived_without_secrets_and_files(self):
        mail = self._mail("My SSN is 219-09-9999.", Subject=self.phone_point.value)
        mail.add_attachment(
            b"secret", maintype="application", subtype="pdf", filename="stub.pdf"
        )
        message = self._receive(mail)
        entry = self._entry(message)
        self.assertEqual((entry.event, entry.res_id), ("journal", message.id))
        archived = self.env["mortgage.archive"].search(
            [("sha256", "=", entry.content_sha256)]
        )
        content = archived._read_content()[archived.id].decode()
        self.assertEqual(archived.retention_class, "journal")
        self.assertIn("From: Maria Gomez", content)
        self.assertIn("stub.pdf sha256=", content)
        self.assertNotIn("219-09", content + message.body + message.message_id.body)
        self.assertNotIn("713", json.dumps(entry.payload))

    # Of nobody known

    def test_one_of_nobody_known_is_filed_by_hand(self):
        message = self._receive(self._mail("Call me", Subject="From 512-555-0177"))
        self.assertEqual(message.state, "unmatched")
        mine = message.with_user(self.maria)
        with self.assertRaisesRegex(UserError, "pick whose"):
            mine.action_file()
        mine.partner_id = self.dana
        mine.action_file()
        self.assertEqual(message.state, "filed")
        self.assertEqual(message.res_id, self.dana.id)
        self.assertIn("Call me", message.message_id.body)
        with self.assertRaises(UserError):
            mine.partner_id = False
        other = self._receive(self._mail("Lunch?", Subject="Hi"))
        other.with_user(self.compliance).action_dismiss()
        self.assertEqual(other.state, "dismissed")

    def test_nobody_changes_what_came_in(self):
        message = self._copy()
        for user in (self.maria, self.compliance):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                message.with_user(user).body = "I never said that"
        for user in (self.frank, self.marketing, self.outsider, self.portal):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                message.with_user(user).read(["body"])
        with self.assertRaises(AccessError):
            message.with_user(self.maria).unlink()

    def test_the_address_is_set_and_taken_away(self):
        alias = self.company.mortgage_journal_alias_id
        self.assertEqual(self.company.mortgage_journal_address, JOURNAL)
        self.company.mortgage_journal_name = "archive"
        self.assertEqual(alias.alias_name, "archive")
        self.company.mortgage_journal_name = False
        self.assertFalse(alias.exists())
        self.assertIs(self.company.mortgage_journal_address, False)
        lone = self.env["res.company"].create({"name": "No domain"})
        lone.alias_domain_id = False
        with self.assertRaisesRegex(ValidationError, "no email domain"):
            lone.mortgage_journal_name = "journal"
