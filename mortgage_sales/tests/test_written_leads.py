from datetime import timedelta
from email.message import EmailMessage

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.mail.tests.common import MailCase

from .loans_common import LoansCase

SSN = "123-45-6789"
REFUSED = {
    f"Your SSN is {SSN}, right?",
    "Relax, guaranteed approval!",
    "Tranquila, aprobación garantizada",
    "Your application has been denied",
}
QUOTE = "6.25 %, about $2,140, want me to lock it?"
TERMS = "At a 6.25 % fixed rate the monthly payment would be $2,140."


@tagged("post_install", "-at_install")
class TestWrittenLeads(LoansCase, MailCase):
    """What an LO writes to a borrower, in every place where one writes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.alias_domain_id = cls.env["mail.alias.domain"].create(
            {"name": "lender.example"}
        )
        cls.dana = cls._borrower()
        cls.lead = cls._lead(partner=cls.dana, user_id=cls.maria.id)

    def _post(self, body, user=None, partners=None, record=None, **values):
        record = (record or self.lead).with_user(user or self.maria)
        with self.mock_mail_gateway():
            return record.message_post(
                body=body,
                partner_ids=(partners or self.dana).ids,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                **values,
            )

    def _touch_of(self, message):
        return self.env["mortgage.touch"].search([("message_id", "=", message.id)])

    def _assert_not_kept(self, piece):
        """``piece`` stands nowhere in messages, ledger or archive."""
        self.env.flush_all()
        for table, columns in (
            ("mail_message", ("subject", "body")),
            ("mail_mail", ("body_html",)),
            ("sms_sms", ("body",)),
            ("mail_compose_message", ("subject", "body")),
            ("sms_composer", ("body",)),
            ("mail_scheduled_message", ("subject", "body")),
            ("mortgage_touch", ("reason", "warned")),
            ("mortgage_ledger_entry", ("payload",)),
        ):
            for column in columns:
                rows = self.env.execute_query(
                    SQL(
                        "SELECT %s FROM %s WHERE %s LIKE %s",
                        SQL.identifier(column),
                        SQL.identifier(table),
                        SQL.identifier(column),
                        f"%{piece}%",
                    )
                )
                self.assertFalse(rows, f"{table}.{column}")
        for archived in self.env["mortgage.archive"].search([]):
            self.assertNotIn(piece, archived.text)

    def _refused(self, write):
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            write()
        self.assertNotIn("6789", str(caught.exception))
        return str(caught.exception)

    def test_the_chatter_refuses_before_anything_is_stored(self):
        posts = len(self.lead.message_ids)
        for user in (self.maria, self.manager):
            for words in REFUSED:
                with self.subTest(words, user=user.name):
                    said = self._refused(lambda w=words, u=user: self._post(w, u))
                    self.assertIn("Not sent", said)
        self.assertEqual(len(self.lead.message_ids), posts)
        self._assert_not_kept(SSN)

    def test_compliance_reads_what_was_refused_and_of_what_others_were_warned(self):
        gate = self.env["mortgage.gate"].with_user(self.maria)
        lead = self.lead.with_user(self.maria)
        (finding,) = gate._secrets("", f"Your SSN is {SSN}")
        verdict = gate._words_verdict("•", finding)
        gate._note_refusal(lead, "email", verdict)
        refused = self.env["mortgage.ledger.entry"].with_user(self.compliance)
        entry = refused.search([("event", "=", "block"), ("touch_id", "=", False)])[:1]
        self.assertEqual(entry.actor_name, "Maria Gomez")
        self.assertTrue(entry.reason)
        self.assertTrue(entry.citation)
        self.assertEqual(entry.action_open_document()["res_id"], self.lead.id)
        for user in (self.maria, self.assistant, self.manager):
            with self.assertRaises(AccessError):
                entry.with_user(user).read(["reason"])
        touch = self._touch_of(self._post(TERMS))
        own = self.env["mortgage.touch"]
        self.assertIn(TERMS[7:12], touch.with_user(self.maria).warned)
        self.assertNotIn(touch, own.with_user(self.frank).search([]))

    def test_an_assistant_is_refused_alike(self):
        self.maria.mortgage_assistant_ids = self.assistant
        words = "Guaranteed approval!"
        said = self._refused(lambda: self._post(words, self.assistant))
        self.assertIn("Not sent", said)
        touch = self._touch_of(self._post("See you at 3", self.assistant))
        self.assertEqual(touch.state, "queued")
        # What only a licensed LO may say is stopped by the gate as ever.
        touch = self._touch_of(self._post(TERMS, self.assistant))
        self.assertEqual((touch.state, touch.rule_code), ("blocked", "license.terms"))

    def test_what_was_posted_for_later_is_stopped_when_it_would_go(self):
        tomorrow = fields.Datetime.now() + timedelta(days=1)
        message = self._post(
            "Guaranteed approval!", scheduled_date=fields.Datetime.to_string(tomorrow)
        )
        schedules = self.env["mail.message.schedule"].sudo()
        later = schedules.search([("mail_message_id", "=", message.id)])
        with self.mock_mail_gateway():
            later.with_user(self.maria).sudo().force_send()
        touch = self._touch_of(message)
        self.assertEqual(touch.state, "blocked")
        self.assertRegex(touch.rule_code, r"^lint\.")

    def test_an_automation_stores_no_number(self):
        lead = self.lead.with_user(self.maria).with_context(
            mortgage_written="automation"
        )
        message = self._post(f"Your SSN is {SSN}", record=lead)
        self.assertIn("[removed]", message.body)
        self._assert_not_kept(SSN)

    def test_a_quote_goes_with_its_warnings_kept(self):
        message = self._post(TERMS)
        touch = self._touch_of(message)
        self.assertEqual(touch.state, "queued")
        self.assertTrue(touch.warned)
        entry = self.env["mortgage.ledger.entry"].search(
            [("touch_id", "=", touch.id), ("event", "=", "handover")]
        )
        self.assertIn('"warnings":["', entry.payload)
        warned = self.env["mortgage.touch"].with_user(self.compliance)
        self.assertIn(touch, warned.search([("warned", "!=", False)]))

    def test_plain_words_go_without_a_warning(self):
        touch = self._touch_of(self._post("Running 10 min late"))
        self.assertEqual((touch.state, touch.warned), ("queued", False))
        entry = self.env["mortgage.ledger.entry"].search(
            [("touch_id", "=", touch.id), ("event", "=", "handover")]
        )
        self.assertNotIn("warnings", entry.payload)

    def test_among_colleagues_words_are_free_but_numbers_are_not(self):
        message = self._post(
            "Dana asked for guaranteed approval", partners=self.frank.partner_id
        )
        self.assertTrue(message)
        self._refused(
            lambda: self.lead.with_user(self.maria).message_post(
                body=f"SSN {SSN}", message_type="comment"
            )
        )

    def test_an_edit_stores_no_number(self):
        message = self._post("Hello Dana")
        self._refused(
            lambda: self.lead.with_user(self.maria)._message_update_content(
                message.with_user(self.maria), body=f"SSN {SSN}"
            )
        )

    def test_the_card_of_a_borrower_is_a_writing_place_too(self):
        card = self.env["res.partner"].browse(self.dana.id)
        self._refused(lambda: self._post("Guaranteed approval!", record=card))
        vendor = self.env["res.partner"].create(
            {"name": "Vendor", "email": "vendor@example.org"}
        )
        self.assertTrue(
            self._post("Guaranteed approval!", partners=vendor, record=vendor)
        )

    def test_what_is_true_of_a_borrower_may_be_said(self):
        flag = "recipient_has_recorded_preapproval_or_firm_offer"
        self.env["mortgage.lint.rule"].create(
            {
                "code": "LENDER-1",
                "name": "Approved",
                "pattern": "(?i)your file is approved",
                "requires": f"flag:{flag}",
                "by_hand": "block",
                "how_to_fix": "Wait for underwriting.",
            }
        )
        words = "Your file is approved"
        loan = self._loan("1", self.lead, "underwriting")
        self.assertIn("Wait for", self._refused(lambda: self._post(words)))
        loan.milestone_id = self._milestone("clear_to_close")
        self.assertEqual(self._touch_of(self._post(words)).state, "queued")
        flags = self.lead._mortgage_lint_flags()[self.lead.id]
        known = {"recipient_is_applicant", flag, "recipient_is_clear_to_close"}
        self.assertEqual(flags, known)
        self.assertFalse(self._touch_of(self._post("You're approved!")).warned)
        loan.state = "withdrawn"
        self.assertFalse(self.lead._mortgage_lint_flags()[self.lead.id])

    # The mail dialog

    def _composer(self, body, **values):
        return (
            self.env["mail.compose.message"]
            .with_user(self.maria)
            .create(
                {
                    "model": "crm.lead",
                    "res_ids": str(self.lead.ids),
                    "composition_mode": "comment",
                    "partner_ids": [(6, 0, self.dana.ids)],
                    "subject": "Your loan",
                    "body": f"<p>{body}</p>",
                    **values,
                }
            )
        )

    def test_the_mail_dialog_refuses(self):
        for words in REFUSED:
            with self.subTest(words):
                self._refused(lambda w=words: self._composer(w)._action_send_mail())
        with self.mock_mail_gateway():
            self._composer(QUOTE)._action_send_mail()
        self._assert_not_kept(SSN)

    def test_the_mail_dialog_reads_the_subject(self):
        composer = self._composer("Hello", subject="Guaranteed approval")
        self._refused(composer._action_send_mail)
        self._refused(lambda: self._composer("Hello", subject=f"SSN {SSN}"))

    def test_a_mail_without_a_post_is_stopped_on_its_way(self):
        composer = self._composer("Guaranteed approval!", composition_mode="mass_mail")
        with self.mock_mail_gateway():
            composer._action_send_mail()
            self.env["mail.mail"].process_email_queue()
            self.assertFalse(self._mails)
        touch = self.env["mortgage.touch"].search(
            [("res_id", "=", self.lead.id), ("state", "=", "blocked")]
        )
        self.assertRegex(touch.rule_code, r"^lint\.")

    def test_a_mail_for_later_is_refused_while_its_writer_is_there(self):
        tomorrow = fields.Datetime.now() + timedelta(days=1)
        self._refused(lambda: self._schedule("Guaranteed approval!", tomorrow))
        self._refused(lambda: self._schedule(f"SSN {SSN}", tomorrow))
        self.assertTrue(self._schedule(QUOTE, tomorrow))

    def _schedule(self, body, at):
        return (
            self.env["mail.scheduled.message"]
            .with_user(self.maria)
            .create(
                {
                    "model": "crm.lead",
                    "res_id": self.lead.id,
                    "author_id": self.maria.partner_id.id,
                    "partner_ids": [(6, 0, self.dana.ids)],
                    "scheduled_date": at,
                    "body": f"<p>{body}</p>",
                }
            )
        )

    # Texts

    def _text(self, body):
        return (
            self.env["sms.composer"]
            .with_user(self.maria)
            .with_context(
                default_res_model="crm.lead",
                default_res_id=self.lead.id,
                default_composition_mode="comment",
            )
            .create({"body": body})
        )

    def test_the_text_dialog_refuses(self):
        for words in REFUSED:
            with self.subTest(words):
                self._refused(lambda w=words: self._text(w)._action_send_sms())
        self._assert_not_kept(SSN)
        self._text(QUOTE)._action_send_sms()
        text = self.env["sms.sms"].search([], order="id desc", limit=1)
        self.assertNotEqual(text.mortgage_touch_id.state, "blocked")

    def test_a_text_that_code_made_keeps_no_number(self):
        text = self.env["sms.sms"].create(
            {
                "number": "+17135550101",
                "partner_id": self.dana.id,
                "body": f"Your SSN is {SSN}",
                "mail_message_id": self.env["mail.message"]
                .create(
                    {
                        "model": "crm.lead",
                        "res_id": self.lead.id,
                        "message_type": "sms",
                        "author_id": self.maria.partner_id.id,
                        "body": f"Your SSN is {SSN}",
                    }
                )
                .id,
            }
        )
        text.send()
        self.assertEqual(text.state, "canceled")
        self._assert_not_kept(SSN)

    # From the LO's own mail program

    def _mail(self, body, sender="maria@lender.example"):
        message = self._post("Hello Dana")
        mail = EmailMessage()
        mail["From"] = sender
        mail["To"] = "catchall@lender.example"
        mail["Subject"] = "Re: Your loan"
        mail["Message-Id"] = f"<{message.id}@maria.example>"
        mail["In-Reply-To"] = message.message_id
        mail.set_content(body)
        self.lead.message_subscribe(self.dana.ids)
        with self.mock_mail_gateway():
            self.env["mail.thread"].message_process(False, mail.as_bytes())
        return self.env["mail.message"].search(
            [("message_id", "=", mail["Message-Id"])]
        )

    @mute_logger("odoo.addons.mail.models.mail_thread")
    def test_a_reply_by_mail_is_stopped_and_its_writer_told(self):
        message = self._mail("Guaranteed approval, Dana!")
        touch = self._touch_of(message)
        self.assertEqual(touch.state, "blocked")
        self.assertRegex(touch.rule_code, r"^lint\.")
        self.assertTrue(touch.rule_name)
        told = self.env["mail.message"].search(
            [("subject", "=", "Your email did not leave")]
        )
        self.assertEqual(told.partner_ids, self.maria.partner_id)

    def test_a_reply_by_mail_keeps_no_number(self):
        message = self._mail(f"Your SSN is {SSN}, right?")
        self.assertIn("[removed]", message.body)
        touch = self._touch_of(message)
        self.assertEqual((touch.state, touch.rule_code), ("blocked", "lint.removed"))
        self._assert_not_kept(SSN)

    def test_what_the_borrower_asked_is_not_what_the_lo_said(self):
        message = self._mail(
            "Let me look into it.\n\nOn Mon, Dana Ruiz <dana@example.com> wrote:\n"
            "> Is that guaranteed approval?"
        )
        self.assertEqual(self._touch_of(message).state, "queued")
