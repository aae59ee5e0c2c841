from unittest.mock import patch

from psycopg2.errors import InFailedSqlTransaction, SerializationFailure

from .channel_common import ChannelCase


class TestQueues(ChannelCase):
    """Odoo's crons of mail and texts run hourly: one that fails keeps everybody waiting
    for an hour, so that they must not fail."""

    def _woken(self, xml_id):
        cron = self.env.ref(xml_id)
        return self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])

    def test_a_race_of_the_text_queue_wakes_it_again(self):
        texts = self.env["sms.sms"]
        before = self._woken("sms.ir_cron_sms_scheduler_action")
        with (
            patch.object(
                self.env.registry["sms.sms"],
                "_mortgage_process_queue",
                side_effect=SerializationFailure,
            ),
            patch.object(self.env.cr, "rollback") as rollback,
        ):
            texts._process_queue()
        rollback.assert_called_once()
        self.assertTrue(self._woken("sms.ir_cron_sms_scheduler_action") - before)

    def test_a_broken_transaction_of_the_mail_queue_wakes_it_later(self):
        mails = self.env["mail.mail"]
        before = self._woken("mail.ir_cron_mail_scheduler_action")
        with (
            self.at("2030-01-06 18:00:00"),
            patch.object(
                self.env.registry["mail.mail"],
                "search_count",
                side_effect=InFailedSqlTransaction,
            ),
            patch.object(self.env.cr, "rollback") as rollback,
        ):
            mails.process_email_queue()
        rollback.assert_called_once()
        woken = self._woken("mail.ir_cron_mail_scheduler_action") - before
        self.assertEqual(
            [str(moment) for moment in woken.mapped("call_at")], ["2030-01-06 18:01:00"]
        )

    def test_mails_behind_a_stop_stay_until_the_next_pass(self):
        touches = self._touch()
        for _other in range(24):
            touches |= self._touch()
        touches._dispatch()
        sent = []

        def send(mails):
            sent.extend(mails.ids)
            self.company.action_mortgage_stop("Wrong rate in the guide")

        mails = touches.mail_ids
        with patch.object(self.env.registry["mail.mail"], "_mortgage_send_once", send):
            mails.with_context(mortgage_queue=True).send()
            self.assertEqual(len(sent), 10)
            left = mails.filtered(lambda mail: mail.id not in sent)
            self.assertEqual(set(left.mapped("state")), {"outgoing"})
            left.with_context(mortgage_queue=True).send()
        self.assertEqual(len(sent), 10)
        self.assertEqual(set(left.mapped("state")), {"mortgage_held"})

    def test_a_mail_that_went_to_nobody_is_not_sent(self):
        touch = self._touch()
        touch._dispatch()
        touch.mail_ids._postprocess_sent_message([], [])
        self.assertEqual(touch.state, "failed")

    def test_a_mail_that_left_is_sent_whatever_came_after(self):
        touch = self._touch()
        touch._dispatch()
        touch.mail_ids._postprocess_sent_message(
            [], ["dana@example.com"], failure_type="unknown"
        )
        self.assertEqual(touch.state, "sent")
