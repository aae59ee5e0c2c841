from datetime import datetime, timezone
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.mortgage_compliance.tools.verdict import Verdict
from odoo.addons.mortgage_sales.tests.cadence_common import CadenceCase

NOON = "2026-03-03 12:00"


class ActionsCase(CadenceCase):
    """Dana is on a plan: an email of tomorrow and a text of this evening are ahead."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.maria.mortgage_assistant_ids = cls.assistant

    def setUp(self):
        super().setUp()
        self.running = self._enrolled(NOON)
        self.email = self._contact(self.running, "expect_email")
        self.text = self.running.touch_ids.filtered(
            lambda touch: touch.channel == "sms" and touch.state == "planned"
        ).sorted("due_at")[-1]

    def _as(self, user, touch=None):
        return (touch or self.email).with_user(user)

    def _dispatch(self, local=NOON):
        with self.at(local):
            return self._run_dispatcher()

    def _entries(self, touch, event):
        return self.env["mortgage.ledger.entry"].search(
            [("touch_id", "=", touch.id), ("event", "=", event)]
        )


class TestSkipAndSend(ActionsCase):
    def test_who_may_steer_a_contact(self):
        for user in (self.maria, self.assistant, self.manager, self.mortgage_admin):
            with self.subTest(user.login), self.env.cr.savepoint() as savepoint:
                self._as(user).action_mortgage_skip()
                self.assertEqual(self.email.state, "skipped")
                self.assertEqual(self.email.reason, f"Skipped by {user.name}")
                savepoint.rollback()
                self.env.invalidate_all()
        refused = (self.frank, self.compliance, self.integration, self.processor)
        for user in (*refused, self.outsider, self.portal):
            touches = self.env["mortgage.touch"].with_user(user)
            for act in (
                self._as(user).action_mortgage_skip,
                self._as(user).action_mortgage_send_now,
                lambda touches=touches: touches.mortgage_reschedule(
                    self.email.id, "2026-03-05 15:00:00"
                ),
                lambda touches=touches: touches.mortgage_edit_once(
                    self.email.id, "Hi", "Hello"
                ),
            ):
                with self.subTest(user.login), self.assertRaises(AccessError):
                    act()

    def test_what_was_skipped_does_not_go_and_is_not_planned_again(self):
        self._as(self.maria).action_mortgage_skip()
        self._dispatch("2026-03-05 12:00")
        self.assertEqual(self.email.state, "skipped")
        self.assertFalse(self.email.mail_ids)
        self.assertEqual(self._contact(self.running, "expect_email"), self.email)

    def test_a_call_that_waits_is_skipped_with_its_task(self):
        self._dispatch()
        task = self._call_task()
        self.assertEqual(task.mortgage_touch_id.state, "due")
        self._as(self.maria, task.mortgage_touch_id).action_mortgage_skip()
        self.assertFalse(self._call_task())

    def test_what_waits_in_the_queue_can_still_be_skipped(self):
        self._dispatch("2026-03-05 12:00")
        self.assertEqual(self.email.state, "queued")
        self._as(self.maria).action_mortgage_skip()
        self.assertEqual(self.email.mail_ids.state, "cancel")

    def test_send_now_goes_through_the_dispatcher(self):
        with self.at(NOON):
            self._as(self.maria).action_mortgage_send_now()
            self.assertEqual(self.email.state, "planned", "nothing is sent inline")
            self.assertEqual(self.email.due_at, self._utc(NOON))
        self._dispatch()
        self.assertEqual((self.email.state, len(self.email.mail_ids)), ("queued", 1))
        with self.assertRaisesRegex(UserError, "It is being sent right now"):
            self._as(self.maria).action_mortgage_send_now()
        self.email._set_outcome("sent")
        for act in ("action_mortgage_send_now", "action_mortgage_skip"):
            with self.assertRaisesRegex(UserError, "It has left already"):
                getattr(self._as(self.maria), act)()
        self.assertEqual(len(self.email.mail_ids), 1)

    def test_send_now_wakes_the_dispatcher(self):
        with self.at(NOON):
            self._as(self.maria).action_mortgage_send_now()
        cron = self.env.ref("mortgage_compliance.mortgage_touch_cron_dispatch_1")
        calls = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.assertIn(self._utc(NOON), calls.mapped("call_at"))

    def test_send_now_is_refused_in_words(self):
        until = datetime(2026, 3, 4, 14, 0, tzinfo=timezone.utc)
        for verdict in (
            Verdict("block", "opt_out.email", reason="No email: unsubscribed"),
            Verdict("hold", "window", reason="Too early there", hold_until=until),
        ):
            self.verdict = verdict
            with self.at(NOON), self.assertRaisesRegex(UserError, verdict.reason):
                self._as(self.maria).action_mortgage_send_now()
        self.verdict = Verdict()
        self.running._pause("The borrower answered by text")
        with self.at(NOON), self.assertRaisesRegex(UserError, "Resume the plan"):
            self._as(self.maria).action_mortgage_send_now()
        self.running._resume()
        self.company.write({"mortgage_stopped": True, "mortgage_stop_reason": "Audit"})
        with self.at(NOON), self.assertRaisesRegex(UserError, "Stopped: Audit"):
            self._as(self.maria).action_mortgage_send_now()
        self.assertEqual(self.email.state, "planned")

    def test_what_is_held_can_be_sent_once_it_may_go(self):
        until = datetime(2026, 3, 6, 14, 0, tzinfo=timezone.utc)
        self.verdict = Verdict("hold", "window", reason="Early", hold_until=until)
        self._dispatch("2026-03-05 12:00")
        self.assertEqual(self.email.state, "held")
        self.verdict = Verdict()
        with self.at("2026-03-05 12:30"):
            self._as(self.maria).action_mortgage_send_now()
            self._run_dispatcher()
        self.assertEqual(self.email.state, "queued")

    def test_reschedule_moves_it_and_tells_the_verdict_of_then(self):
        touches = self.env["mortgage.touch"].with_user(self.maria)
        later = fields.Datetime.to_string(self._utc("2026-03-06 10:00"))
        with self.at(NOON):
            told = touches.mortgage_reschedule(self.email.id, later)
        self.assertEqual(told["verdict"], "allow")
        self.assertEqual(self.email.ready_at, self._utc("2026-03-06 10:00"))
        self._dispatch("2026-03-05 12:00")
        self.assertEqual(self.email.state, "planned")
        self._dispatch("2026-03-06 10:01")
        self.assertEqual(self.email.state, "queued")

    def test_what_a_paused_plan_holds_stays_paused_when_moved(self):
        self.running._pause("By hand")
        later = fields.Datetime.to_string(self._utc("2026-03-06 10:00"))
        with self.at(NOON):
            self.env["mortgage.touch"].mortgage_reschedule(self.email.id, later)
        self.assertFalse(self.email.ready_at)

    def test_wrong_values_name_their_field(self):
        touches = self.env["mortgage.touch"].with_user(self.maria)
        touch_id = self.email.id
        for act, field in (
            (lambda: touches.mortgage_reschedule(touch_id, "soon"), "due_at"),
            (lambda: touches.mortgage_reschedule(touch_id, None), "due_at"),
            (lambda: touches.mortgage_reschedule(touch_id, "2020-01-01"), "due_at"),
            (lambda: touches.mortgage_reschedule(10**8, "2020-01-01"), "touch_id"),
            (lambda: touches.mortgage_edit_once("x", "a", "b"), "touch_id"),
            (lambda: touches.mortgage_edit_once(touch_id, "", "b"), "subject"),
            (lambda: touches.mortgage_edit_once(touch_id, "a", " "), "body"),
        ):
            with self.assertRaisesRegex(ValidationError, f"^{field}:"):
                act()


class TestEditOnce(ActionsCase):
    def _edit(self, user=None, touch=None, subject="Lunch?", body="See you at noon."):
        touches = self.env["mortgage.touch"].with_user(user or self.maria)
        with self.at(NOON):
            return touches.mortgage_edit_once((touch or self.email).id, subject, body)

    def test_own_words_leave_with_the_footer_the_sender_owes(self):
        self._edit()
        self.assertEqual(self.email.origin, "manual")
        self.assertFalse(self.email.template_version_id)
        self._dispatch("2026-03-05 12:00")
        mail = self.email.mail_ids
        self.assertEqual(mail.subject, "Lunch?")
        self.assertIn("See you at noon.", mail.body_html)
        self.assertIn(self.maria.nmls_id, mail.body_html)
        self.assertIn(self.company.nmls_id, mail.body_html)
        self.assertIn("Maria Gomez", mail.email_from)

    def test_own_words_of_a_text_keep_the_way_out(self):
        self._edit(touch=self.text, subject=False)
        self._dispatch("2026-03-10 12:00")
        body = self.text.sms_ids.body
        self.assertTrue(body.startswith("See you at noon."), body)
        self.assertIn("STOP", body)

    def test_the_gate_is_asked_about_a_hand_written_message(self):
        asked = []
        gate = self.env.registry["mortgage.gate"]
        with patch.object(
            gate, "_judge", lambda gate, requests: asked.extend(requests) or [Verdict()]
        ):
            self._edit()
        [request] = asked
        self.assertEqual((request.origin, request.technology), ("manual", "manual"))
        self.assertEqual((request.version_id, request.user_id), (0, self.maria.id))

    def test_who_worded_it_anew_stands_in_the_ledger(self):
        before = self.email.template_version_id
        self._edit()
        entry = self._entries(self.email, "override")
        self.assertEqual(entry.actor_uid, self.maria.id)
        self.assertIn(f'"replaced_version":{before.id}', entry.payload)

    def test_an_assistant_words_it_anew_in_the_name_of_her_lo(self):
        self._edit(self.assistant)
        self.assertEqual(
            self._entries(self.email, "override").actor_uid, self.assistant.id
        )
        self._dispatch("2026-03-05 12:00")
        self.assertIn("Maria Gomez", self.email.mail_ids.email_from)

    def test_the_approved_words_of_the_day_do_not_replace_it(self):
        self._edit()
        self._edit(body="See you at one.")
        self._dispatch("2026-03-05 12:00")
        self.assertIn("See you at one.", self.email.mail_ids.body_html)

    def test_it_does_not_go_in_the_name_of_a_former_owner(self):
        self._edit()
        self.lead.user_id = self.frank
        self._dispatch("2026-03-05 12:00")
        self.assertEqual(self.email.state, "skipped")
        self.assertIn("Maria Gomez", self.email.reason)

    def test_what_the_gate_would_block_is_not_taken(self):
        before = self.email.template_version_id
        self.verdict = Verdict("block", "terms", reason="“6.5%” is for the LO to say")
        with self.assertRaisesRegex(UserError, "“6.5%” is for the LO"):
            with self.env.cr.savepoint():
                self._edit(self.assistant, body="6.5% today!")
        self.env.invalidate_all()
        self.assertEqual(self.email.template_version_id, before)

    def test_its_words_are_checked(self):
        with self.assertRaisesRegex(ValidationError, "there is no field"):
            self._edit(body="Hi {{ nobody }}")
        call = self.running.touch_ids.filtered(lambda touch: touch.channel == "call")
        with self.assertRaisesRegex(UserError, "no words"):
            self._edit(touch=call[:1])

    def test_what_left_cannot_be_worded_anew(self):
        self._dispatch("2026-03-05 12:00")
        with self.assertRaisesRegex(UserError, "being sent"):
            self._edit()


class TestPreview(ActionsCase):
    def _preview(self, touch=None, user=None):
        touches = self.env["mortgage.touch"].with_user(user or self.maria)
        return touches.mortgage_preview((touch or self.email).id)

    def test_ahead_it_is_rendered_now_and_writes_nothing(self):
        self.email.template_version_id = False
        told = self._preview()
        self.assertFalse(told["sent"])
        self.assertIn(self.maria.nmls_id, told["html"])
        self.assertTrue(told["subject"])
        self.assertNotIn(self.maria.nmls_id, told["words"], "nobody words the footer")
        self.assertFalse(self.email.template_version_id)
        self.assertEqual(told["verdict"]["verdict"], "allow")

    def test_in_the_borrowers_language(self):
        self.lead.language = "Spanish"
        spanish = self.email.step_id.template_id.version_ids.filtered(
            lambda version: version.lang == "es"
        )
        self.assertEqual(spanish.state, "approved")
        self.assertEqual(self._preview()["template"], spanish.display_name)

    def test_a_verdict_has_its_rule_and_source_in_words(self):
        rule = self.env["mortgage.contact.policy"].search(
            [("code", "=", "consent.sms.marketing")], limit=1
        )
        self.verdict = Verdict(
            "block", rule.code, rule.id, reason="No consent", citation=rule.source
        )
        verdict = self._preview(self.text)["verdict"]
        self.assertEqual(
            verdict["rule"], "Marketing texts need express written consent"
        )
        self.assertIn("47 CFR 64.1200", verdict["citation"])
        self.assertNotIn("[", verdict["citation"])

    def test_sent_it_is_what_was_handed_over_to_the_letter(self):
        self._dispatch("2026-03-05 12:00")
        sent = self.email.mail_ids.body_html
        self.company.name = "Renamed Lending"
        self.maria.name = "Maria Smith"
        told = self._preview()
        self.assertTrue(told["sent"])
        self.assertEqual(told["html"], str(sent))
        self.assertEqual(told["subject"], self.email.mail_ids.subject)

    def test_an_answer_in_the_archive_is_not_what_was_sent(self):
        self._dispatch("2026-03-10 12:00")
        self.env["mortgage.ledger.entry"]._append(
            [self.text._ledger_values("reply", {}, b"who is this?")]
        )
        told = self._preview(self.text)
        self.assertEqual(told["text"], self.text.sms_ids.body)

    def test_who_may_look(self):
        for user in (self.maria, self.assistant, self.manager, self.compliance):
            with self.subTest(user.login):
                self.assertTrue(self._preview(user=user)["html"])
        for user in (self.frank, self.processor, self.outsider, self.portal):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._preview(user=user)
