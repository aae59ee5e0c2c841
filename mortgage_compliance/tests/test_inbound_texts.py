from odoo import Command, fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..tools.twilio_signature import sign
from .channel_common import ChannelCase

ACCOUNT = "AC" + "0123456789abcdef" * 2
TOKEN = "no-real-token"
OUR_NUMBER = "+15005550006"
DANA = "+17135550101"


class TextsCase(ChannelCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write(
            {
                "sms_twilio_account_sid": ACCOUNT,
                "sms_twilio_auth_token": TOKEN,
                "sms_twilio_number_ids": [
                    Command.create(
                        {"number": OUR_NUMBER, "country_id": cls.env.ref("base.us").id}
                    )
                ],
            }
        )
        cls.messages = cls.env["mortgage.inbound.message"]
        cls.suppression = cls.env["mortgage.suppression"]

    def _form(self, body, sender=DANA, **values):
        self.number = getattr(self, "number", 0) + 1
        return {
            "MessageSid": f"SM{self.number:032d}",
            "AccountSid": ACCOUNT,
            "From": sender,
            "To": OUR_NUMBER,
            "Body": body,
            "NumMedia": "0",
            "SmsStatus": "received",
            **values,
        }

    def _receive(self, body, **values):
        return self.messages._receive_text(self._form(body, **values))

    def _active(self, point=None):
        point = point or self.phone_point
        return self.suppression._active(point.ids)[point.id]

    def _confirmations(self):
        return self.touches.search(
            [
                (
                    "template_version_id.template_id.code",
                    "in",
                    ("stop_confirm_sms", "help_sms", "start_confirm_sms"),
                )
            ]
        )

    def _approve(self, *codes):
        templates = self.env["mortgage.template"].search([("code", "in", codes)])
        waiting = templates.version_ids.filtered(lambda v: v.state == "review")
        waiting.with_user(self.compliance).action_approve()


@tagged("post_install", "-at_install")
class TestInboundTexts(TextsCase):
    def test_an_answer_lands_in_the_chatter_as_the_borrowers_words(self):
        touch = self._touch("sms", state="sent", queued_at=fields.Datetime.now())
        message = self._receive("After six\nplease", NumMedia="1")
        self.assertEqual(message.meaning, "none")
        self.assertEqual(message.touch_id, touch)
        posted = message.message_id
        self.assertEqual(posted.message_type, "comment")
        self.assertEqual(posted.author_id, self.dana)
        self.assertEqual((posted.model, posted.res_id), ("res.partner", self.dana.id))
        self.assertIn("After six", posted.body)
        self.assertIn("1 pictures", posted.body)
        self.assertEqual(touch.state, "delivered")
        self.assertEqual(touch.event_ids.mapped("type"), ["replied"])
        self.assertTrue(self._entries(touch, "reply"))
        self.assertFalse(self._active())

    def test_numbers_that_must_not_be_kept_are_cut(self):
        touch = self._touch("sms", state="sent", queued_at=fields.Datetime.now())
        message = self._receive("My SSN is 123-45-6789, stop calling me at 7 am")
        kept = f"{message.body} {message.message_id.body}"
        kept += " ".join(touch.event_ids.mapped("note"))
        kept += "".join(self.env["mortgage.archive"].search([]).mapped("text"))
        kept += "".join(self.suppression.search([]).mapped(lambda s: s.note or ""))
        self.assertNotIn("6789", kept)
        self.assertIn("[removed]", message.body)

    def test_a_borrower_does_not_become_a_follower_by_answering(self):
        before = self.dana.message_follower_ids
        self._receive("After six")
        self.assertEqual(self.dana.message_follower_ids, before)

    def test_the_same_text_again_is_nothing_new(self):
        form = self._form("Yes")
        self.assertTrue(self.messages._receive_text(form))
        self.assertFalse(self.messages._receive_text(form))
        replied = self.env["mortgage.touch.event"].search_count(
            [("point_id", "=", self.phone_point.id), ("type", "=", "replied")]
        )
        self.assertEqual(replied, 1)

    def test_stop_suppresses_calls_and_texts_and_is_confirmed_once(self):
        self._approve("stop_confirm_sms")
        self._receive("Stop!")
        self.assertIn("phone", self._active())
        confirmation = self._confirmations()
        self.assertEqual(len(confirmation), 1)
        self.assertEqual(
            confirmation.template_version_id.template_id.code, "stop_confirm_sms"
        )
        self._receive("STOP")
        self.assertEqual(len(self._confirmations()), 1)

    def test_no_confirmation_where_twilio_gave_it(self):
        self._approve("stop_confirm_sms", "help_sms", "start_confirm_sms")
        self._receive("STOP", OptOutType="STOP")
        self.assertIn("phone", self._active())
        self._receive("HELP", OptOutType="HELP")
        self._receive("START", OptOutType="START")
        self.assertFalse(self._active())
        self.assertFalse(self._confirmations())

    def test_nothing_is_confirmed_in_words_nobody_approved(self):
        self._receive("STOP")
        self.assertIn("phone", self._active())
        self.assertFalse(self._confirmations())

    def test_start_lifts_and_help_is_answered_once(self):
        self._approve("stop_confirm_sms", "help_sms", "start_confirm_sms")
        self._receive("STOP")
        self._receive("START")
        self.assertFalse(self._active())
        self._receive("HELP")
        self._receive("HELP")
        codes = self._confirmations().template_version_id.template_id.mapped("code")
        self.assertEqual(
            sorted(codes), ["help_sms", "start_confirm_sms", "stop_confirm_sms"]
        )
        self.assertEqual(len(self._confirmations()), 3)

    def test_leave_me_alone_counts_for_every_address_of_the_person(self):
        self._receive("take me off your list")
        self.assertIn("all", self._active())
        self.assertIn("all", self._active(self.email_point))

    def test_a_wrong_number_is_not_the_person(self):
        self._receive("Sorry, wrong number")
        self.assertIn("phone", self._active())
        self.assertFalse(self._active(self.email_point))

    def test_a_strangers_stop_counts_and_a_strangers_question_tells_nothing(self):
        message = self._receive("When can we talk?", sender="+17135550177")
        self.assertFalse(message.point_id or message.message_id or message.res_id)
        message = self._receive("STOP", sender="+17135550177")
        self.assertEqual(message.point_id.value, "+17135550177")
        self.assertIn("phone", self._active(message.point_id))
        self.assertFalse(self._confirmations())

    def test_doubt_holds_texts_until_compliance_decides(self):
        message = self._receive("Not interested")
        self.assertEqual(message.state, "review")
        self.assertEqual(self._active(), {"sms"})
        self.assertTrue(message.activity_ids.user_id)
        with self.assertRaisesRegex(Exception, "decides"):
            message.with_user(self.mortgage_admin).action_not_opt_out()
        message.with_user(self.compliance).action_not_opt_out()
        self.assertFalse(self._active())
        self.assertEqual(message.state, "decided")
        self.assertEqual(message.decided_by_id, self.compliance)
        self.assertFalse(message.activity_ids)

    def test_compliance_decides_that_it_was_meant(self):
        message = self._receive("Not interested")
        message.with_user(self.compliance).action_opt_out()
        self.assertEqual(self._active(), {"phone"})
        self.assertEqual(message.state, "decided")

    def test_a_stop_ends_the_review_and_stays(self):
        message = self._receive("Not interested")
        self._receive("STOP")
        self.assertEqual(message.state, "decided")
        self.assertEqual(self._active(), {"phone"})

    def test_a_landline_found_out_before_is_not_lifted_by_a_review(self):
        self.suppression._suppress(self.phone_point.ids, "sms", "bounced")
        message = self._receive("Not interested")
        self.assertEqual(message.state, "done")
        self.assertEqual(self._active(), {"sms"})

    def test_texts_between_us_and_an_unlinked_number_do_not_fail(self):
        self.dana.mortgage_point_ids = [Command.clear()]
        message = self._receive("Yes")
        self.assertFalse(message.res_id)
        self._receive("STOP")
        self.assertIn("phone", self._active())


@tagged("post_install", "-at_install")
class TestTwilioWebhook(TextsCase, HttpCase):
    def _post(self, form, path="/mortgage/sms/inbound", token=TOKEN, url=None):
        url = url or self.company.get_base_url() + path
        signed = sign(token, url, {name: [value] for name, value in form.items()})
        return self.url_open(path, data=form, headers={"X-Twilio-Signature": signed})

    def test_a_signed_text_is_taken_in_and_answered_with_empty_twiml(self):
        answer = self._post(self._form("Yes"))
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.text, "<Response/>")
        self.assertIn("text/xml", answer.headers["Content-Type"])
        self.assertNotIn("Set-Cookie", answer.headers)
        (message,) = self.messages.search([("sender", "=", DANA)])
        self.assertEqual(message.company_id, self.company)

    def test_whatever_is_wrong_looks_the_same(self):
        wrong = (
            self._post(self._form("Yes"), token="another"),
            self._post(self._form("Yes", AccountSid="AC" + "9" * 32)),
            self._post(self._form("Yes"), url="https://elsewhere.example/mortgage/x"),
            self.url_open("/mortgage/sms/inbound", data=self._form("Yes")),
            self._post(self._form("Yes", sender="+17135550177"), token="another"),
        )
        self.assertEqual({answer.status_code for answer in wrong}, {404})
        self.assertEqual(len({answer.text for answer in wrong}), 1)
        self.assertFalse(self.messages.search([("sender", "=", DANA)]))

    def test_the_same_webhook_thrice(self):
        form = self._form("Yes")
        for _time in range(3):
            self.assertEqual(self._post(form).text, "<Response/>")
        self.assertEqual(len(self.messages.search([("sender", "=", DANA)])), 1)

    def test_the_company_that_owns_the_number(self):
        other = self.env["res.company"].create(
            {
                "name": "Sister Lending",
                "sms_provider": "twilio",
                "sms_twilio_account_sid": ACCOUNT,
                "sms_twilio_auth_token": TOKEN,
                "sms_twilio_number_ids": [
                    Command.create(
                        {
                            "number": "+15005550009",
                            "country_id": self.env.ref("base.us").id,
                        }
                    )
                ],
            }
        )
        self._post(self._form("Yes", To="+15005550009"))
        (message,) = self.messages.search([("sender", "=", DANA)])
        self.assertEqual(message.company_id, other)

    def test_a_receipt_for_a_text_whose_rows_are_gone(self):
        uuid = "0f" * 16
        touch = self._touch("sms", state="sent")
        touch.wire_id = uuid
        form = {
            "MessageSid": "SM" + "1" * 32,
            "AccountSid": ACCOUNT,
            "SmsStatus": "delivered",
            "MessageStatus": "delivered",
            "From": OUR_NUMBER,
            "To": DANA,
        }
        with mute_logger("odoo.addons.sms_twilio.controllers.controllers"):
            answer = self._post(form, path=f"/sms_twilio/status/{uuid}")
            self.assertEqual((answer.status_code, answer.text), (200, "OK"))
            nobodys = self._post(form, path=f"/sms_twilio/status/{'ab' * 16}")
            self.assertEqual(nobodys.status_code, 200)
            forged = self._post(form, path=f"/sms_twilio/status/{uuid}", token="x")
            self.assertEqual(forged.status_code, 404)
        touch.invalidate_recordset()
        self.assertEqual(touch.state, "delivered")

    def test_behind_a_proxy_the_public_address_counts(self):
        self.env["ir.config_parameter"].set_param(
            "web.base.url", "https://odoo.lender.example"
        )
        self.assertEqual(self._post(self._form("Yes")).status_code, 200)
        self.assertEqual(
            self._post(
                self._form("Yes"), url=self.base_url() + "/mortgage/sms/inbound"
            ).status_code,
            404,
        )
