import json
from tempfile import TemporaryDirectory
from unittest.mock import patch

from odoo.tools import config, mute_logger

from ..models.channel.text_log import TextLog
from ..models.channel.text_provider import Attempt
from ..models.channel.twilio_api import TwilioApi
from .test_inbound_texts import DANA, OUR_NUMBER, TextsCase

UUID = "0123456789abcdef" * 2


class TestProviders(TextsCase):
    """The queue knows what a provider must do, and no provider."""

    def _send(self, attempt=None, **values):
        """Send one text; Twilio answers ``attempt``."""
        touch = self._touch("sms", **values)
        touch._dispatch()
        with patch.object(TwilioApi, "_attempt", lambda *_args: attempt):
            touch.sms_ids._mortgage_send_once()
        return touch

    def _refused(self, code):
        result = {"uuid": UUID, "state": "unknown", "failure_reason": code}
        return Attempt("failed", result, code, f"Twilio {code}")

    def test_each_provider_says_what_its_codes_mean_to_us(self):
        for code, meaning in (
            ("21610", "unsubscribed"),
            (21614, "dead_number"),
            ("30034", "misconfigured"),
            ("30007", "filtered"),
            ("30003", ""),
            (False, ""),
        ):
            with self.subTest(code):
                self.assertEqual(self.company._mortgage_text_meaning(code), meaning)
        self.company.sms_provider = "log"
        self.assertEqual(self.company._mortgage_text_meaning("21610"), "")
        self.assertEqual(
            self.company._mortgage_text_meaning("unsubscribed"), "unsubscribed"
        )

    def test_odoos_own_service_is_no_provider_for_borrowers(self):
        self.company.sms_provider = "iap"
        self.assertFalse(self.company._mortgage_text_provider())
        touch = self._touch("sms")
        touch._dispatch()
        touch.sms_ids._mortgage_send_once()
        self.assertEqual((touch.state, touch.error_code), ("failed", "provider"))

    def test_a_refused_account_holds_every_text_until_it_is_put_right(self):
        touch = self._send(self._refused("21606"))
        self.assertEqual(touch.state, "held")
        self.assertEqual(self.company.mortgage_texts_fault, "Twilio 21606")
        self.verdict.verdict, self.verdict.rule = "hold", "texting.account"
        touch._judged()
        self.assertEqual((touch.state, touch.ready_at), ("held", False))
        self.company._mortgage_resume_texts()
        self.assertFalse(self.company.mortgage_texts_fault)
        self.assertTrue(touch.ready_at)

    def test_texts_behind_a_stop_stay_until_the_next_pass(self):
        touches = self._touch("sms") | self._touch("sms") | self._touch("sms")
        touches._dispatch()

        def attempt(*_args):
            self.company.action_mortgage_stop("Wrong rate")
            return Attempt("sent", {"uuid": UUID, "state": "sent"}, "", "")

        with patch.object(TwilioApi, "_attempt", attempt):
            touches.sms_ids._mortgage_send_once()
            self.assertEqual(
                sorted(touches.mapped("state")), ["queued", "queued", "sent"]
            )
            left = touches.sms_ids.filtered(lambda text: text.state == "outgoing")
            self.assertEqual(len(left), 2)
            left._mortgage_admit_queued()._mortgage_send_once()
        self.assertEqual(sorted(touches.mapped("state")), ["held", "held", "sent"])

    def test_carriers_that_do_not_know_the_campaign_stop_the_company(self):
        touch = self._touch("sms")
        touch._dispatch()
        tracker = touch.sms_ids.sms_tracker_id
        tracker._action_update_from_twilio_error("undelivered", "30034", "Unregistered")
        self.assertEqual((touch.state, touch.error_code), ("failed", "30034"))
        self.assertIn("Unregistered", self.company.mortgage_texts_fault)

    def test_a_stop_that_twilio_confirmed_is_no_failed_confirmation(self):
        for template in ("stop_confirm_sms", "start_confirm_sms"):
            words = self.env.ref(f"mortgage_compliance.template_{template}_en")
            words.with_user(self.compliance).action_approve()
        self._receive("STOP")
        (confirmation,) = self._confirmations()
        confirmation._dispatch()
        with patch.object(TwilioApi, "_attempt", lambda *_args: self._refused("21610")):
            confirmation.sms_ids._mortgage_send_once()
        self.assertEqual(confirmation.state, "cancelled")
        self.assertIn("already", confirmation.reason)
        self.assertIn("phone", self._active())


class TestTextFile(TextsCase):
    """A second provider: texts into a file, receipts and answers out of one."""

    def setUp(self):
        super().setUp()
        folder = self.enterContext(TemporaryDirectory())
        self.startPatcher(patch.dict(config.options, {"data_dir": folder}))
        self.company.sms_provider = "log"
        self.provider = self.company._mortgage_text_provider()
        self.outbox = self.provider._outbox()

    def _send(self):
        touch = self._touch("sms")
        touch._dispatch()
        touch.sms_ids._mortgage_send_once()
        return touch

    def _answer(self, *answers):
        lines = [
            answer if isinstance(answer, str) else json.dumps(answer)
            for answer in answers
        ]
        inbox = self.outbox.with_suffix(".in.jsonl")
        inbox.write_text("\n".join(lines), encoding="utf-8")
        self.env["sms.sms"]._mortgage_fetch_answers()

    def test_a_text_is_one_line_of_the_file(self):
        touch = self._send()
        self.assertEqual(touch.state, "sent")
        (line,) = self.outbox.read_text().splitlines()
        text = json.loads(line)
        self.assertEqual((text["to"], text["from"]), (DANA, OUR_NUMBER))
        self.assertEqual(text["uuid"], touch.wire_id)
        self.assertIn("Maria Gomez", text["body"])

    def test_receipts_come_back_in_any_order(self):
        touch = self._send()
        receipt = {"uuid": touch.wire_id, "outcome": "delivered"}
        with mute_logger("odoo.addons.mortgage_compliance.models.channel.text_log"):
            self._answer(receipt, "no JSON", {**receipt, "outcome": "sent"}, receipt)
        self.assertEqual(touch.state, "delivered")

    def test_a_dead_number_is_learned_from_the_file(self):
        touch = self._send()
        self._answer(
            {"uuid": touch.wire_id, "outcome": "failed", "error_code": "dead_number"}
        )
        self.assertEqual(touch.state, "failed")
        self.assertEqual(self._active(), {"sms"})

    def test_a_stop_in_the_file_is_obeyed_once(self):
        self._send()
        stop = {"id": "1", "from": DANA, "to": OUR_NUMBER, "body": "STOP"}
        self._answer(stop, stop)
        self.assertIn("phone", self._active())
        self.assertEqual(self.messages.search_count([("external_id", "=", "1")]), 1)

    def test_a_text_in_doubt_is_found_in_the_file(self):
        touch = self._send()
        text = touch.sms_ids
        found = self.provider._find(text.number, text.body, touch.attempted_at)
        self.assertEqual((found.outcome, found.reference), ("sent", touch.wire_id))
        self.assertIsNone(
            self.provider._find(text.number, "Other words", touch.attempted_at)
        )

    def test_a_disk_that_is_full_is_tried_again_later(self):
        touch = self._touch("sms")
        touch._dispatch()
        with patch.object(TextLog, "_outbox", side_effect=OSError("No space left")):
            touch.sms_ids._mortgage_send_once()
        self.assertEqual((touch.state, touch.reason), ("held", "No space left"))
