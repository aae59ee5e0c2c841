"""Mails that come back, and readers who press "spam"."""

from email.message import EmailMessage

from odoo import fields
from odoo.tests import tagged

from .channel_common import ChannelCase

DSN = """From: MAILER-DAEMON@mx.example
To: bounce@lender.example
Subject: Undelivered
Message-Id: <bounce-{number}@mx.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Sorry
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}

--b
Content-Type: text/rfc822-headers

Message-Id: {wire_id}
Subject: Your inquiry

--b--
"""
ARF = """From: feedback@isp.example
To: bounce@lender.example
Subject: FW: Your inquiry
Message-Id: <arf-{number}@isp.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

This is an email abuse report.
--b
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: ISP/1.0
Version: 1
{recipient}
--b
Content-Type: {original}

From: Maria Gomez <office@lender.example>
To: {to}
Message-Id: {wire_id}
{header}
Subject: Your inquiry

Hello
--b--
"""


@tagged("post_install", "-at_install")
class TestEmailBounces(ChannelCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.suppression = cls.env["mortgage.suppression"]
        cls.touch = cls._sent(1)

    @classmethod
    def _sent(cls, number, **values):
        touch = cls._touch(
            "email", state="sent", queued_at=fields.Datetime.now(), **values
        )
        touch.wire_id = f"<touch-{number}@lender.example>"
        return touch

    def setUp(self):
        super().setUp()
        self.number = 0

    def _process(self, raw):
        with self.mock_mail_gateway():
            self.env["mail.thread"].message_process(False, raw)

    def _bounce(self, status="5.1.1", action="failed", wire_id=None, **more):
        self.number += 1
        values = {"address": "dana@example.com", **more}
        self._process(
            DSN.format(
                number=self.number,
                status=status,
                action=action,
                wire_id=wire_id or self.touch.wire_id,
                **values,
            )
        )

    def _complain(self, **more):
        self.number += 1
        values = {
            "kind": "abuse",
            "recipient": "",
            "to": "dana@example.com",
            "header": "X-Any: thing",
            "original": "message/rfc822",
            "wire_id": self.touch.wire_id,
            **more,
        }
        self._process(ARF.format(number=self.number, **values))

    def _reasons(self, point=None):
        rows = self.suppression._active_rows((point or self.email_point).ids)
        return {stop["reason"] for stops in rows.values() for stop in stops}

    def _types(self):
        return self.touch.event_ids.mapped("type")

    # Bounces

    def test_a_dead_address_is_suppressed_by_our_message_id(self):
        self._bounce("5.1.1", address="dana.forwarded@elsewhere.example")
        self.assertEqual(self._reasons(), {"bounced"})
        self.assertEqual((self.touch.state, self.touch.error_code), ("failed", "5.1.1"))
        self.assertEqual(self._types(), ["bounced"])

    def test_a_relay_that_renames_mails_is_understood(self):
        self._bounce("5.1.1", wire_id="<0100-renamed@relay.example>")
        self.assertEqual(self._reasons(), {"bounced"})

    def test_nobody_can_suppress_an_address_that_we_did_not_write_to(self):
        (other,) = self._points(("email", "kim@example.com"))
        self._bounce("5.1.1", wire_id="<made-up@x.example>", address="kim@example.com")
        self.assertFalse(self._reasons(other))
        self.touch.queued_at = "2026-01-01 12:00:00"
        self._bounce("5.1.1", wire_id="<made-up@x.example>")
        self.assertFalse(self._reasons())
        self.assertFalse(self._types())

    def test_a_bounce_of_another_mail_of_odoos_is_the_hosts(self):
        message = self.dana.message_post(body="Invoice", message_type="comment")
        self._bounce("5.1.1", wire_id=message.message_id)
        self.assertFalse(self._reasons())
        self.assertEqual(self.touch.state, "sent")

    def test_a_full_mailbox_three_times_in_a_row_pauses_and_asks_the_officer(self):
        touches = self.touch + self._sent(2) + self._sent(3)
        for touch in touches:
            self.assertFalse(self._reasons())
            self._bounce("5.2.2", wire_id=touch.wire_id)
        self.assertEqual(self._reasons(), {"bouncing"})
        task = self.dana.activity_ids
        self.assertEqual(task.user_id, self.maria)
        self.assertIn("dana@example.com", task.summary)

    def test_a_mail_that_arrived_between_starts_the_count_anew(self):
        touches = self.touch + self._sent(2) + self._sent(3) + self._sent(4)
        for touch in touches[0], touches[1], touches[3]:
            self._bounce("5.2.2", wire_id=touch.wire_id)
        self.assertFalse(self._reasons())
        self.assertFalse(self.dana.activity_ids)

    def test_what_bounces_makes_room_for_an_opt_out(self):
        for reason in ("bouncing", "bounced"):
            with self.subTest(reason):
                self.suppression._suppress(self.email_point.ids, "email", reason)
                self.email_point._opt_out("email", "unsubscribed")
                self.assertEqual(self._reasons(), {"unsubscribed"})
                self.suppression._lift(self.email_point.ids, "email", "next")

    def test_still_trying_is_no_failure(self):
        self._bounce("4.4.1", action="delayed")
        self.assertEqual((self.touch.state, self._types()), ("sent", []))

    def test_an_absence_note_to_the_bounce_address_is_neither_bounce_nor_answer(self):
        mail = EmailMessage()
        mail["From"] = "Dana Ruiz <dana@example.com>"
        mail["To"] = "bounce@lender.example"
        mail["Subject"] = "Out of office: Your inquiry"
        mail["Auto-Submitted"] = "auto-replied"
        mail["Message-Id"] = "<away-1@example.com>"
        mail["In-Reply-To"] = self.touch.wire_id
        mail.set_content("I am away until Monday. Please stop by then.")
        self._process(mail.as_bytes())
        self.assertEqual((self.touch.state, self._types()), ("sent", ["auto_replied"]))
        self.assertFalse(self._reasons())

    # Complaints

    def test_a_complaint_stops_emails_at_once_and_tells_compliance(self):
        self._complain(to="(hidden)")
        self.assertEqual(self._reasons(), {"complained"})
        self.assertEqual(self._types(), ["complained"])
        message = self.env["mortgage.inbound.message"].search(
            [("external_id", "=", "<arf-1@isp.example>")]
        )
        self.assertEqual(message.meaning, "complaint")
        self.assertTrue(
            message.activity_ids.user_id.has_group(
                "mortgage_compliance.group_compliance"
            )
        )
        self.assertTrue(self._entries(self.touch, "revocation"))
        self.assertEqual(self.touch.state, "sent")

    def test_a_complaint_is_placed_by_the_token_or_an_address_written_to_lately(self):
        token = self.email_point._preference_token()
        link = f"List-Unsubscribe: <https://x.example/mortgage/unsubscribe/{token}>"
        for more in (
            {"header": link, "to": "(hidden)"},
            {"recipient": "Original-Rcpt-To: rfc822; dana@example.com\n"},
            {"original": "text/rfc822-headers"},
        ):
            with self.subTest(more):
                self._complain(wire_id="<renamed@relay.example>", **more)
                self.assertEqual(self._reasons(), {"complained"})
                self.suppression._lift(self.email_point.ids, "email", "next")

    def test_a_complaint_about_somebody_elses_mail_stays_the_hosts(self):
        (other,) = self._points(("email", "kim@example.com"))
        self._complain(wire_id="<other@x.example>", to="kim@example.com")
        self._complain(kind="not-spam")
        self.assertFalse(self._reasons(other))
        self.assertFalse(self._reasons())
        self.assertEqual(self.touch.state, "sent")

    # Unsubscribing by mail

    def test_the_mailto_of_a_mail_unsubscribes_its_reader_whoever_writes(self):
        mail = EmailMessage()
        mail["From"] = "somebody.else@example.org"
        mail["To"] = "catchall@lender.example"
        token = self.email_point._preference_token()
        mail["Subject"] = f"unsubscribe {token}"
        mail["Message-Id"] = "<unsubscribe-1@example.org>"
        mail.set_content("This message was automatically generated by Gmail.")
        self._process(mail.as_bytes())
        self.assertEqual(self._reasons(), {"unsubscribed"})
        self.assertFalse(self._new_mails)

    def test_a_made_up_token_in_a_mail_does_nothing(self):
        mail = EmailMessage()
        mail["From"] = "somebody.else@example.org"
        mail["To"] = "catchall@lender.example"
        mail["Subject"] = f"unsubscribe {self.email_point.id}-{'0' * 64}"
        mail["Message-Id"] = "<unsubscribe-2@example.org>"
        mail.set_content("x")
        self._process(mail.as_bytes())
        self.assertFalse(self._reasons())
