"""What people do at their desks and phones, through the ways that Odoo gives them."""

from datetime import timedelta
from email.message import EmailMessage
from itertools import count

from odoo import SUPERUSER_ID, fields
from odoo.exceptions import UserError

from .conversations import NO_ANSWER, VOICEMAIL

CALL_TYPE = "mortgage_sales.activity_type_call"
ANSWER_TYPE = "mortgage_sales.activity_type_answer"
TEXTS_TO = "+15125550100"


class Desk:
    """Acts as the loan officer who owns a lead, or as its borrower."""

    def __init__(self, env):
        self.env = env
        self._numbers = count(1)
        self._reasons = {}

    # The loan officer

    def log_call(self, lead, outcome, note):
        """Say how a call went, with the one tap of the call panel."""
        self._as_owner(lead).mortgage_log_call(lead.id, outcome, note)

    def call_back(self, lead, note, moments):
        """Promise to call again at the first of ``moments`` that is open for it."""
        for moment in moments:
            try:
                with self.env.cr.savepoint():
                    self._as_owner(lead).mortgage_log_call(
                        *(lead.id, "callback", note),
                        callback_at=fields.Datetime.to_string(moment),
                    )
                return
            except UserError:
                # A holiday, or nobody works then.
                continue

    def make_due_calls(self):
        """Make the calls that are due; nobody picks up."""
        for task in self._due_tasks(CALL_TYPE):
            lead = self.env["crm.lead"].browse(task.res_id)
            outcome = ("no_answer", "left_voicemail")[task.id % 2]
            notes = NO_ANSWER if outcome == "no_answer" else VOICEMAIL
            note = notes[task.id // 2 % len(notes)]
            mine = task.with_user(lead.user_id)
            mine.action_mortgage_call_done(outcome, note)
            self.env.cr.flush()

    def close_answered(self):
        """Close what asks for an answer where the last word needed none."""
        for task in self._due_tasks(ANSWER_TYPE):
            task.with_user(task.user_id).action_feedback(feedback="Read, thank you.")
            self.env.cr.flush()

    def tidy_up(self):
        """Leave no more notices unread than people do, and wake no cron."""
        yesterday = fields.Datetime.now() - timedelta(days=1)
        old = [("is_read", "=", False), ("mail_message_id.date", "<", yesterday)]
        self.env["mail.notification"].search(old).write({"is_read": True})
        self.env["bus.bus"].search([]).unlink()
        past = [("call_at", "<", fields.Datetime.now())]
        self.env["ir.cron.trigger"].search(past).unlink()

    def text(self, lead, words):
        self._as_owner(lead)._message_sms(
            body=words, partner_ids=lead.partner_id.ids, sms_numbers=None
        )

    def mail(self, lead, words):
        # Into the queue, which the story empties itself.
        mine = self._as_owner(lead).with_context(mail_notify_force_send=False)
        mine.message_post(
            body=words,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=lead.partner_id.ids,
        )

    def move(self, lead, stage, note):
        mine = self._as_owner(lead)
        mine.message_post(body=note, subtype_xmlid="mail.mt_note")
        mine.stage_id = self.env.ref(f"mortgage_sales.stage_{stage}")

    def lose(self, lead, reason, note):
        mine = self._as_owner(lead)
        mine.message_post(body=note, subtype_xmlid="mail.mt_note")
        mine.action_set_lost(lost_reason_id=self._lost_reason(reason).id)

    # The borrower

    def borrower_texts(self, lead, words):
        number = next(self._numbers)
        self.env["mortgage.inbound.message"].with_user(SUPERUSER_ID)._receive_text(
            {
                "MessageSid": f"SM{number:032d}",
                "From": lead.partner_id.phone_sanitized or lead.phone,
                "To": TEXTS_TO,
                "Body": words,
                "NumMedia": "0",
            }
        )

    def borrower_mails(self, lead, words):
        """Answer the last mail that the borrower got."""
        answered = self.env["mortgage.touch"].search(
            [
                ("lead_id", "=", lead.id),
                ("channel", "=", "email"),
                ("sent_at", "!=", False),
            ],
            order="sent_at desc",
            limit=1,
        )
        mail = EmailMessage()
        mail["From"] = lead.partner_id.email_formatted
        mail["To"] = answered.message_id.reply_to or self.env.company.catchall_formatted
        mail["Subject"] = f"Re: {answered.message_id.subject or 'My loan'}"
        mail["Message-ID"] = f"<story-{next(self._numbers)}@example.com>"
        if answered.wire_id:
            mail["In-Reply-To"] = mail["References"] = answered.wire_id
        mail.set_content(words)
        self.env["mail.thread"].message_process(False, mail.as_bytes())

    def _as_owner(self, lead):
        return lead.with_user(lead.user_id).with_context(lang="en_US")

    def _due_tasks(self, kind):
        return self._tasks(kind, ("mortgage_due_at", "<=", fields.Datetime.now()))

    def _tasks(self, kind, condition):
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", "crm.lead"),
                ("activity_type_id", "=", self.env.ref(kind).id),
                condition,
            ],
            order="mortgage_due_at, id",
        )

    def _lost_reason(self, name):
        if name not in self._reasons:
            reasons = self.env["crm.lost.reason"]
            known = reasons.search([("name", "=", name)], limit=1)
            self._reasons[name] = known or reasons.create({"name": name})
        return self._reasons[name]
