from datetime import datetime, timedelta, timezone

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mortgage_compliance.tools.verdict import Verdict

from .channel_common import ChannelCase

DISPATCH = "odoo.addons.mortgage_compliance.models.touch.mortgage_touch_dispatch"


@tagged("post_install", "-at_install")
class TestTouchDispatch(ChannelCase):
    def test_an_allowed_email_becomes_a_mail_in_the_los_name(self):
        touch = self._touch()
        touch._dispatch()
        self.assertEqual(touch.state, "queued")
        mail = touch.mail_ids
        self.assertEqual(mail.state, "outgoing")
        self.assertEqual(mail.email_to, '"Dana Ruiz" <dana@example.com>')
        self.assertIn('"Maria Gomez" <notifications@lender.example>', mail.email_from)
        self.assertEqual(mail.reply_to, '"Maria Gomez" <catchall@lender.example>')
        self.assertIn("I am Maria Gomez.", mail.body_html)
        self.assertIn("1234101", mail.body_html, "the footer names the NMLS number")
        self.assertEqual((mail.model, mail.res_id), ("res.partner", self.dana.id))
        self.assertEqual(touch.wire_id, mail.message_id)
        self.assertIn(touch.message_id, self.dana.message_ids)
        self.assertEqual(
            touch.message_id.notification_ids.mapped("notification_status"), ["ready"]
        )

    def test_a_senders_name_too_long_for_reply_to_is_left_out(self):
        touch = self._touch()
        touch.user_id.name = "Maximiliana Bartholomea Featherstonehaugh"
        touch._dispatch()
        self.assertEqual(touch.mail_ids.reply_to, "catchall@lender.example")

    def test_what_was_handed_over_is_archived_with_its_hash(self):
        touch = self._touch()
        touch._dispatch()
        entry = self._entries(touch, "handover")
        archived = self.env["mortgage.archive"].search([("touch_id", "=", touch.id)])
        self.assertEqual(entry.content_sha256, archived.sha256)
        self.assertIn("I am Maria Gomez.", archived.text)
        self.assertEqual(len(self._entries(touch, "verdict")), 1)

    def test_an_allowed_text_stands_in_odoos_queue_and_in_the_chatter(self):
        touch = self._touch("sms")
        touch._dispatch()
        text = touch.sms_ids
        self.assertEqual((touch.state, text.state), ("queued", "outgoing"))
        self.assertEqual(text.number, "+17135550101")
        self.assertTrue(text.body.startswith("Hi, Maria Gomez here."))
        self.assertEqual(touch.wire_id, text.uuid)
        self.assertEqual(touch.message_id.message_type, "sms")
        self.assertEqual(text.sms_tracker_id.sms_uuid, text.uuid)

    def test_a_marketing_email_can_be_unsubscribed_with_one_click(self):
        words = self._words("email", "News", "Rates moved.", "marketing")
        touch = self._touch(kind="marketing", template_version_id=words.id)
        touch._dispatch()
        self.assertIn("List-Unsubscribe-Post", touch.mail_ids.headers)
        self.assertIn("One-Click", touch.mail_ids.headers)
        self.assertIn("?lang=en", touch.mail_ids.body_html)

    def test_a_hold_says_until_when_and_releases_itself(self):
        until = datetime(2030, 3, 4, 15, 0, tzinfo=timezone.utc)
        self.verdict = Verdict(
            "hold", rule="window", reason="Too early", hold_until=until
        )
        touch = self._touch("sms")
        touch._dispatch()
        self.assertEqual((touch.state, touch.reason), ("held", "Too early"))
        self.assertEqual(touch.ready_at, datetime(2030, 3, 4, 15, 0))
        self.assertFalse(touch.sms_ids)
        self.assertEqual(len(self._entries(touch, "hold")), 1)
        triggers = self.env["ir.cron.trigger"].search(
            [("call_at", "=", datetime(2030, 3, 4, 15, 0))]
        )
        self.assertEqual(len(triggers), 1)
        self.verdict = Verdict()
        with self.at("2030-03-04 15:00:00"):
            self.assertEqual(self.touches._claim([]) & touch, touch)
            touch._dispatch()
        self.assertEqual(touch.state, "queued")

    def test_a_hold_for_a_person_is_not_claimed(self):
        self.verdict = Verdict("hold", rule="dnc_list", reason="Load the list first")
        touch = self._touch("sms")
        touch._dispatch()
        self.assertEqual((touch.state, touch.ready_at), ("held", False))

    def test_what_waited_for_a_person_is_judged_again_when_that_is_done(self):
        licensed, listed = self._touch("sms"), self._touch("sms")
        for touch, rule in ((licensed, "license.lo"), (listed, "dnc.national")):
            self.verdict = Verdict("hold", rule=rule, reason="Waits for somebody")
            touch._dispatch()
        self.assertEqual(self.touches._release(["license."]), licensed)
        self.assertTrue(licensed.ready_at)
        self.assertFalse(listed.ready_at)

    def test_a_block_names_its_rule(self):
        self.verdict = Verdict(
            "block", rule="stop", reason="STOP on May 2", citation="X"
        )
        touch = self._touch("sms")
        touch._dispatch()
        self.assertEqual(touch.state, "blocked")
        self.assertEqual((touch.rule_code, touch.citation), ("stop", "X"))
        self.assertEqual(len(self._entries(touch, "block")), 1)

    def test_the_gate_is_asked_once_for_a_batch(self):
        touches = self._touch() | self._touch("sms") | self._touch()
        touches._dispatch()
        self.assertEqual([len(requests) for requests in self.asked], [3])
        self.assertEqual(self.asked[0][1].value, "+17135550101")
        self.assertEqual(self.asked[0][1].technology, "automated")

    def test_a_gap_in_the_words_sends_nothing(self):
        self.maria.sudo().nmls_id = False
        touch = self._touch()
        touch._dispatch()
        self.assertEqual(touch.state, "blocked")
        self.assertIn("NMLS", touch.reason)
        self.assertFalse(touch.mail_ids)

    @mute_logger(DISPATCH)
    def test_a_poison_touch_does_not_stop_the_others(self):
        good = [self._touch() for _number in range(4)]
        poison = self._touch(template_version_id=False)
        touches = good[0] | good[1] | poison | good[2] | good[3]
        touches._dispatch()
        self.assertEqual({touch.state for touch in good}, {"queued"})
        self.assertEqual((poison.state, poison.tries), ("planned", 1))
        self.assertGreater(poison.ready_at, fields.Datetime.now())
        self.assertTrue(poison.reason)
        for _try in range(4):
            poison._dispatch()
        self.assertEqual(poison.state, "failed")

    def test_a_stopped_company_keeps_its_touches(self):
        self.company.mortgage_stopped = True
        touch = self._touch()
        touch._dispatch()
        self.assertEqual((touch.state, bool(touch.ready_at)), ("planned", True))
        self.assertFalse(self.asked)
        self.assertIn(self.company.id, self.touches._stopped_companies())
        self.assertFalse(self.touches._claim(self.company.ids) & touch)

    def test_urgent_ones_are_claimed_first(self):
        later = self._touch(due_at="2020-01-01 00:00:00")
        urgent = self._touch(priority=1)
        claimed = self.touches._claim([])
        self.assertEqual((claimed & (later | urgent)).ids, [urgent.id, later.id])

    def test_a_batch_costs_the_same_for_two_and_for_twenty(self):
        self._count_queries(2)
        few, many = self._count_queries(2), self._count_queries(20)
        self.assertEqual(few, many)

    def _count_queries(self, size):
        touches = self.touches
        for _number in range(size):
            touches |= self._touch()
            touches |= self._touch("sms")
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        touches._dispatch()
        self.env.flush_all()
        self.assertEqual(set(touches.mapped("state")), {"queued"})
        return self.env.cr.sql_log_count - before

    def test_cancelling_takes_the_message_out_of_the_queue(self):
        touches = self._touch() | self._touch("sms")
        touches._dispatch()
        touches._cancel("The borrower answered.")
        self.assertEqual(set(touches.mapped("state")), {"cancelled"})
        self.assertEqual(touches.mail_ids.state, "cancel")
        self.assertEqual(touches.sms_ids.state, "canceled")

    def test_pausing_and_resuming_shifts_the_plan(self):
        touch = self._touch(due_at="2030-01-01 12:00:00")
        touch._pause()
        self.assertFalse(touch.ready_at)
        touch._resume(timedelta(days=2))
        self.assertEqual(touch.ready_at, datetime(2030, 1, 3, 12, 0))

    def test_an_outcome_never_goes_back(self):
        touch = self._touch("sms")
        touch._dispatch()
        touch._set_outcome("delivered")
        touch._set_outcome("sent")
        touch._set_outcome("failed", error_code="30003")
        self.assertEqual((touch.state, touch.error_code), ("delivered", False))
        self.assertEqual(len(self._entries(touch, "outcome")), 1)

    def test_an_attempt_without_an_outcome_is_in_doubt(self):
        touch = self._touch()
        touch._dispatch()
        touch.attempted_at = fields.Datetime.now() - timedelta(minutes=5)
        self.env.flush_all()
        self.touches._recover_attempts()
        self.assertEqual(touch.state, "in_doubt")
        self.assertEqual(touch.mail_ids.failure_type, "mortgage_doubt")

    def test_only_managers_and_compliance_send_again(self):
        touch = self._touch()
        touch._dispatch()
        touch._put_in_doubt()
        with self.assertRaises(AccessError):
            touch.with_user(self.maria).action_send_again()
        touch.with_user(self.compliance).action_send_again()
        self.assertEqual(touch.state, "planned")
