from datetime import datetime, timedelta, timezone
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mortgage_compliance.tests.channel_common import ChannelCase
from odoo.addons.mortgage_compliance.tools.verdict import Verdict

from .common import SalesCase

SCOPE = "odoo.addons.mortgage_compliance.models.gate.mortgage_gate_scope"


@tagged("post_install", "-at_install")
class TestChannelCatch(SalesCase, ChannelCase):
    """What is written by hand, and what other features of Odoo write."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls._lead(partner=cls.dana, user_id=cls.maria.id)
        cls.eli = cls._borrower("Eli Ruiz", "eli@example.com", "+17135550102")

    def _write(self, partners, record=None, **values):
        record = (record or self.lead).with_user(self.maria)
        return record.message_post(
            body="May I call you?",
            partner_ids=partners.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            **values,
        )

    def _touches_of(self, message):
        return self.touches.search([("message_id", "=", message.id)])

    def _sent(self):
        """Return whom mails went to since the gateway is mocked."""
        return [address for mail in self._mails for address in mail["email_to"]]

    def test_a_mail_by_hand_waits_for_the_queue_with_its_footer(self):
        with self.mock_mail_gateway():
            message = self._write(self.dana)
            self.assertFalse(self._mails, "nothing leaves in the request")
        touch = self._touches_of(message)
        self.assertEqual((touch.state, touch.origin), ("queued", "manual"))
        self.assertEqual(touch.user_id, self.maria)
        self.assertEqual((touch.res_model, touch.res_id), ("crm.lead", self.lead.id))
        self.assertIn("1234101", touch.mail_ids.body_html)
        self.assertEqual(len(self._entries(touch, "handover")), 1)
        with self.mock_mail_gateway():
            self.env["mail.mail"].process_email_queue()
            sent = self._sent()
        self.assertEqual(sent, ['"Dana Ruiz" <dana@example.com>'])
        self.assertEqual(touch.state, "sent")
        self.assertEqual(
            message.notification_ids.mapped("notification_status"), ["sent"]
        )
        self.assertEqual(len(self.asked), 1, "the verdict was still fresh")
        asked = self.asked[0][0]
        self.assertEqual(asked.author_id, self.maria.id)
        self.assertIn("May I call you?", asked.words)

    def test_two_borrowers_and_a_colleague_are_split(self):
        self.verdict = lambda request: (
            Verdict("block", rule="stop", reason="Eli said no")
            if request.value == "eli@example.com"
            else Verdict()
        )
        with self.mock_mail_gateway():
            message = self._write(self.dana | self.eli | self.frank.partner_id)
            sent = self._sent()
        self.assertEqual(sent, ['"Frank Hall" <frank@lender.example>'])
        touches = self._touches_of(message)
        self.assertEqual(
            {touch.point_id.value: touch.state for touch in touches},
            {"dana@example.com": "queued", "eli@example.com": "blocked"},
        )
        self.assertEqual([len(requests) for requests in self.asked], [2])
        failed = message.notification_ids.filtered("failure_type")
        self.assertEqual(failed.res_partner_id, self.eli)
        self.assertEqual(failed.failure_type, "mortgage_blocked")
        self.assertEqual(failed.failure_reason, "Eli said no")
        with self.mock_mail_gateway():
            self.env["mail.mail"].process_email_queue()
            sent = self._sent()
        self.assertEqual(sent, ['"Dana Ruiz" <dana@example.com>'])

    def test_what_went_to_several_stays_known_as_such_when_it_is_split(self):
        mails = self.env["mail.mail"]
        mail = mails.with_context(mortgage_written="mass").create(
            {
                "model": "crm.lead",
                "res_id": self.lead.id,
                "email_to": "dana@example.com, eli@example.com",
                "body_html": "<p>Rates are down.</p>",
            }
        )
        with self.mock_mail_gateway():
            # The queue knows nothing of where it was written.
            mails.browse(mail.id).send()
        touches = self._touches_of(mail.mail_message_id)
        self.assertEqual(len(touches), 2)
        self.assertEqual(set(touches.mapped("origin")), {"automatic"})
        self.assertEqual(set(touches.mapped("kind")), {"marketing"})

    def test_what_goes_to_several_later_stays_known_as_such(self):
        tomorrow = fields.Datetime.now() + timedelta(days=1)
        message = self._write(
            self.dana,
            self.lead.with_context(mortgage_written="mass"),
            scheduled_date=fields.Datetime.to_string(tomorrow),
        )
        self.assertFalse(self._touches_of(message))
        schedules = self.env["mail.message.schedule"].sudo()
        with self.mock_mail_gateway():
            schedules.search([("mail_message_id", "=", message.id)]).force_send()
        self.assertEqual(self._touches_of(message).origin, "automatic")

    def test_a_held_mail_leaves_the_queue_and_comes_back(self):
        self.verdict = Verdict("hold", rule="person", reason="Ask compliance")
        with self.mock_mail_gateway():
            message = self._write(self.dana)
        touch = self._touches_of(message)
        self.assertEqual((touch.state, touch.mail_ids.state), ("held", "mortgage_held"))
        with self.mock_mail_gateway():
            touch.mail_ids.mark_outgoing()
            touch.mail_ids.send()
            self.assertFalse(self._mails, "the young verdict was no permission")
        self.assertEqual((touch.state, touch.mail_ids.state), ("held", "mortgage_held"))
        notes = self.lead.message_ids.filtered(lambda m: "Not sent yet" in m.body)
        self.assertIn("Not sent yet. Ask compliance", notes.body, "told, and once")
        self.assertNotIn("1234101", touch.mail_ids.body_html)
        self.verdict = Verdict()
        touch._dispatch()
        self.assertEqual((touch.state, touch.mail_ids.state), ("queued", "outgoing"))
        self.assertIn("1234101", touch.mail_ids.body_html)
        self.assertIn("May I call you?", touch.mail_ids.body_html)

    def test_a_lead_of_another_team_is_the_hosts(self):
        team = self.env["crm.team"].create({"name": "Roofs"})
        lead = self._lead(partner=self.dana, team_id=team.id, user_id=self.maria.id)
        with self.mock_mail_gateway():
            message = self._write(self.dana, lead)
            self.assertEqual(len(self._mails), 1)
        self.assertFalse(self._touches_of(message))

    def test_a_known_borrower_is_judged_on_a_host_feature_and_a_stranger_is_not(self):
        stranger = self.env["res.partner"].create(
            {"name": "Stan", "email": "stan@example.org"}
        )
        event = self.env["calendar.event"].create(
            {"name": "Visit", "start": "2030-01-01 10:00", "stop": "2030-01-01 11:00"}
        )
        with self.mock_mail_gateway():
            message = self._write(self.dana | stranger, event)
            sent = self._sent()
        self.assertEqual(sent, ['"Stan" <stan@example.org>'])
        self.assertEqual(self._touches_of(message).point_id, self.email_point)

    @mute_logger(SCOPE)
    def test_when_it_cannot_be_told_borrowers_wait_and_the_rest_goes(self):
        def fail(*args):
            raise ValueError("broken")

        scope = self.env.registry["mortgage.gate.scope"]
        with self.mock_mail_gateway(), patch.object(scope, "_known", fail):
            message = self._write(self.dana)
            self.assertFalse(self._mails)
            partner = self._write(
                self.dana, self.env["res.partner"].browse(self.eli.id)
            )
            self.assertEqual(len(self._mails), 1)
        self.assertFalse(self._touches_of(message) | self._touches_of(partner))
        mail = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        self.assertEqual(mail.state, "outgoing")

    def test_an_old_verdict_is_renewed_before_the_wire(self):
        with self.mock_mail_gateway():
            message = self._write(self.dana)
            touch = self._touches_of(message)
            touch.verdict_at = "2020-01-01 00:00:00"
            self.verdict = Verdict("block", rule="stop", reason="STOP")
            self.env["mail.mail"].process_email_queue()
            self.assertFalse(self._mails)
        self.assertEqual((touch.state, touch.mail_ids.state), ("blocked", "cancel"))

    def test_a_held_mail_that_is_refused_at_last_tells_its_author(self):
        self.verdict = Verdict("hold", rule="person", reason="Ask compliance")
        with self.mock_mail_gateway():
            message = self._write(self.dana)
        touch = self._touches_of(message)
        self.verdict = Verdict("block", rule="stop", reason="STOP on May 2")
        touch._dispatch()
        self.assertEqual((touch.state, touch.mail_ids.state), ("blocked", "cancel"))
        self.assertEqual(message.notification_ids.failure_reason, "STOP on May 2")

    def test_an_opt_out_calls_back_what_waits_in_a_queue(self):
        with self.mock_mail_gateway():
            message = self._write(self.dana)
        touch = self._touches_of(message)
        self.env["mortgage.suppression"]._suppress(
            self.email_point.ids, "email", "unsubscribed"
        )
        self.assertEqual((touch.state, touch.mail_ids.state), ("held", "mortgage_held"))
        self.verdict = Verdict("block", rule="opt_out", reason="Unsubscribed")
        self.env.flush_all()
        self.touches._claim([])._dispatch()
        self.assertEqual((touch.state, touch.mail_ids.state), ("blocked", "cancel"))

    @mute_logger(SCOPE)
    def test_a_transaction_that_lost_a_race_is_tried_again_whole(self):
        def lose(*args):
            raise SerializationFailure

        scope = self.env.registry["mortgage.gate.scope"]
        with patch.object(scope, "_known", lose):
            with self.assertRaises(SerializationFailure):
                scope._caught(self.env["mortgage.gate.scope"], "email", [])

    def test_a_text_by_hand_waits_for_the_queue(self):
        self.lead.with_user(self.maria)._message_sms(
            "Call me", sms_numbers=["+17135550101"], partner_ids=[]
        )
        text = self.env["sms.sms"].search([("number", "=", "+17135550101")])
        self.assertEqual(text.state, "outgoing")
        touch = text.mortgage_touch_id
        self.assertEqual((touch.state, touch.origin), ("queued", "manual"))
        self.assertEqual(self.asked[0][0].technology, "manual")

    def test_a_blocked_text_tells_its_author_why(self):
        self.verdict = Verdict("block", rule="stop", reason="STOP on May 2")
        message = self.lead.with_user(self.maria)._message_sms(
            "Call me", sms_numbers=["+17135550101"], partner_ids=[]
        )
        text = self.env["sms.sms"].search([("number", "=", "+17135550101")])
        self.assertEqual(
            (text.state, text.failure_type), ("canceled", "mortgage_blocked")
        )
        self.assertEqual(message.notification_ids.failure_reason, "STOP on May 2")

    def test_a_stopped_company_holds_what_is_written_by_hand(self):
        self.company.mortgage_stopped = True
        with self.mock_mail_gateway():
            message = self._write(self.dana)
        touch = self._touches_of(message)
        self.assertEqual(touch.mail_ids.state, "mortgage_held")
        self.company.mortgage_stopped = False
        touch._dispatch()
        self.assertEqual(touch.mail_ids.state, "outgoing")

    def test_a_call_held_by_its_window_becomes_a_task_due_then(self):
        made = []
        leads = self.env.registry["crm.lead"]
        self.verdict = Verdict(
            "hold",
            rule="window",
            hold_until=datetime(2030, 1, 6, 18, tzinfo=timezone.utc),
        )
        with patch.object(
            leads, "_mortgage_call_task", lambda lead, touches: made.append(touches)
        ):
            touch = self._touch(
                "call", res_model="crm.lead", res_id=self.lead.id, point_id=False
            )
            touch._dispatch()
        self.assertEqual(made, [touch])
        self.assertEqual((touch.state, touch.point_id), ("due", self.phone_point))
        self.assertEqual(str(touch.hold_until), "2030-01-06 18:00:00")
