import hashlib
import logging
import smtplib
import sys
from datetime import timedelta

from psycopg2 import Error
from psycopg2.errors import InFailedSqlTransaction

from odoo import api, fields, models, modules
from odoo.tools import mail as mail_tools
from odoo.tools import split_every

from ...tools.email import canonical
from .mortgage_outgoing import FAILURES

_logger = logging.getLogger(__name__)

# A mail server that does not answer, or not now, is tried again: after 2, 4, 8 …
# minutes.
CONNECTION_TRIES = 8
# After an error in the database the queue looks again, but does not spin.
ERROR_PAUSE = timedelta(minutes=1)
# Mails judged together; few enough that a slow mail server does not make verdicts old.
ADMITTED_AT_ONCE = 50
# Mails between two looks at the switches that stop everything, or their run.
SENT_AT_ONCE = 10


class MailMail(models.Model):
    """The catch for mail: borrowers' mails are judged, and leave at most once.

    Everybody else's go the host's way, untouched.
    """

    _name = "mail.mail"
    _inherit = ["mail.mail", "mortgage.outgoing"]

    _mortgage_channel = "email"
    _mortgage_cancelled = "cancel"

    state = fields.Selection(
        selection_add=[("mortgage_held", "Held")],
        # The default would be "outgoing": an uninstall must send nothing.
        ondelete={"mortgage_held": lambda mails: mails.write({"state": "cancel"})},
    )
    failure_type = fields.Selection(selection_add=FAILURES)

    @api.model
    def process_email_queue(self, email_ids=(), batch_size=1000):
        queue = self.with_context(mortgage_queue=True)
        result = super(MailMail, queue).process_email_queue(email_ids, batch_size)
        due = [
            ("state", "=", "outgoing"),
            ("mortgage_touch_id", "!=", False),
            ("scheduled_date", "=", False),
        ]
        if email_ids:
            return result
        try:
            if self.search_count(due, limit=1):
                self._mortgage_wake_queue()
        except InFailedSqlTransaction:
            # Odoo logs what broke it and goes on. The cron would fail, and what waits
            # would wait for its next hour.
            self.env.cr.rollback()
            self._mortgage_wake_queue(fields.Datetime.now() + ERROR_PAUSE)
        return result

    def send(self, auto_commit=False, raise_exception=False, post_send_callback=None):
        """Send what is not ours as ever. A borrower's mail is judged here and leaves
        from the queue only: a request may be retried after its mail has left.
        """
        if self.env.context.get("mortgage_sender"):
            return super().send(auto_commit, raise_exception, post_send_callback)
        borrowers, others = self._mortgage_catch()
        if others == self and not borrowers:
            return super().send(auto_commit, raise_exception, post_send_callback)
        if others:
            super(MailMail, others).send(
                auto_commit, raise_exception, post_send_callback
            )
        if self.env.context.get("mortgage_queue"):
            for ids in split_every(ADMITTED_AT_ONCE, borrowers.ids):
                admitted = borrowers.browse(ids)._mortgage_admit_queued()
                for few in split_every(SENT_AT_ONCE, admitted.ids):
                    borrowers.browse(few)._mortgage_going_on()._mortgage_send_once()
        elif borrowers._mortgage_admit():
            self._mortgage_wake_queue()
        if post_send_callback:
            post_send_callback((self - others).ids)
        return True

    # The catch

    def _mortgage_catch(self):
        """Return ``(mails to one borrower each, mails to others)``.

        A mail to both is split. A mail of which it cannot be told is in neither.
        """
        queued = self.sudo().filtered(lambda mail: mail.state == "outgoing")
        borrowers = queued.filtered("mortgage_touch_id")
        notices = queued.filtered(lambda mail: mail._mortgage_is_account_notice())
        asked = queued - borrowers - notices
        addressees = [mail._mortgage_addressees() for mail in asked]
        caught = self.env["mortgage.gate.scope"]._caught(
            "email",
            [
                (mail.model, mail.res_id, [value for _kind, _who, value in people])
                for mail, people in zip(asked, addressees, strict=True)
            ],
        )
        others = self.browse((self.sudo() - queued + notices).ids)
        for mail, people, values in zip(asked, addressees, caught, strict=True):
            if values is None:
                continue
            ours = [person for person in people if person[2] in values]
            rest = [person for person in people if person[2] not in values]
            if not ours or rest:
                others |= self.browse(mail.id)
            if ours:
                borrowers |= mail._mortgage_split(ours, rest)
        return borrowers, others

    def _mortgage_is_account_notice(self):
        """Whether Odoo writes to a user about the login, as when a password is reset.

        Such a mail names no document and no partner, and must not wait.
        """
        return (
            self.message_type == "user_notification"
            and not self.model
            and not self.recipient_ids
        )

    def _mortgage_addressees(self):
        """Return ``[(field, partner or formatted address, canonical address)]``."""
        people = []
        for name in ("email_to", "email_cc"):
            for address in mail_tools.email_split_and_format_normalize(self[name]):
                people.append((name, address, _known_as(address)))
        for partner in self.recipient_ids:
            addresses = mail_tools.email_normalize_all(partner.email)
            if len(addresses) < 2:
                people.append(("recipient_ids", partner, _known_as(partner.email)))
            for address in addresses if len(addresses) > 1 else ():
                formatted = mail_tools.formataddr((partner.name or "", address))
                people.append(("email_to", formatted, _known_as(address)))
        return people

    def _mortgage_split(self, ours, rest):
        """Return one mail for each of ``ours``; what ``rest`` gets stays this mail."""
        if len(ours) == 1 and not rest:
            return self
        notifications = self._mortgage_notifications()
        # From now on several mails share the message: none may take it away with it.
        self.is_notification = True
        mails = self.browse()
        for name, who, _value in ours:
            is_partner = name == "recipient_ids"
            to = {
                "recipient_ids": [(6, 0, who.ids if is_partner else [])],
                "email_to": False if is_partner else who,
                "email_cc": False,
            }
            if not rest and not mails:
                mails |= self
                self.write(to)
                continue
            mail = self.copy(
                {
                    "mail_message_id": self.mail_message_id.id,
                    "headers": self.headers,
                    "is_notification": True,
                    "mortgage_written": self.mortgage_written,
                    **to,
                }
            )
            if is_partner:
                notifications.filtered(
                    lambda notification, who=who: notification.res_partner_id == who
                ).mail_mail_id = mail
            mails |= mail
        if not rest:
            return mails
        kept = {"email_to": [], "email_cc": [], "recipient_ids": []}
        for name, who, _value in rest:
            kept[name].append(who.id if name == "recipient_ids" else who)
        self.write(
            {
                "email_to": ", ".join(kept["email_to"]) or False,
                "email_cc": ", ".join(kept["email_cc"]) or False,
                "recipient_ids": [(6, 0, kept["recipient_ids"])],
            }
        )
        return mails

    # What mail is like

    def _mortgage_address(self):
        ((_name, _who, value),) = self._mortgage_addressees()
        return value

    def _mortgage_partner(self):
        return self.recipient_ids[:1]

    def _mortgage_company(self):
        return self.record_company_id or self.env.company

    def _mortgage_wire_id(self):
        return self.message_id

    def _mortgage_content(self):
        lines = (
            f"From: {self.email_from}",
            f"To: {self.mortgage_touch_id.point_id.value}",
            f"Subject: {self.subject or ''}",
            f"Message-Id: {self.message_id}",
            *self._mortgage_attached_lines(),
        )
        return "\n".join((*lines, "", self.body_html or "")).encode()

    def _mortgage_attached_lines(self):
        """Return a line for each file: its name and the hash of its bytes."""
        for file in self.attachment_ids.sorted("id"):
            digest = hashlib.sha256(file.raw or b"").hexdigest()
            yield f"Attachment: {file.name} sha256={digest}"

    def _mortgage_notifications(self):
        return (
            self.env["mail.notification"]
            .sudo()
            .search(
                [
                    ("notification_type", "=", "email"),
                    ("mail_mail_id", "in", self.ids),
                    ("notification_status", "not in", ("sent", "canceled")),
                ]
            )
        )

    def _mortgage_set_aside(self, state, failure_type, reason):
        self.failure_reason = reason
        return super()._mortgage_set_aside(state, failure_type, reason)

    def _mortgage_add_footer(self):
        touches = self.mortgage_touch_id
        facts = touches._facts()
        values = touches._merge_values(facts)
        for mail in self:
            touch = mail.mortgage_touch_id
            html, _text = self.env["mortgage.template"]._footer(
                "email",
                touch.kind,
                values[touch.id],
                touch._footer_state(facts[touch.id]),
                touch._footer_links(),
                (facts[touch.id].get("lang") or "en")[:2],
                loan=facts[touch.id].get("loan") or {},
            )
            mail.body_html = mail_tools.append_content_to_html(
                mail.body_html or "", html, plaintext=False
            )

    @api.model
    def _mortgage_wake_queue(self, at=None):
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger(at)

    # At most once

    def _mortgage_send_once(self):
        """Hand mails to the mail server one by one, each attempt committed before."""
        commits = not modules.module.current_test
        left = self
        for _try in range(len(self) + 1):
            if not left:
                return
            try:
                left.with_context(mortgage_sender=True).send(auto_commit=commits)
                self._mortgage_commit()
                return
            except (Error, smtplib.SMTPServerDisconnected) as error:
                self.env.cr.rollback()
                _logger.warning("A mail's outcome is not known", exc_info=True)
                never_left = _is_hung_up(error)
            tried = left.exists().filtered(
                lambda mail: (
                    mail.mortgage_touch_id.state == "queued"
                    and mail.mortgage_touch_id.attempted_at
                )
            )
            if never_left:
                tried.mortgage_touch_id.attempted_at = False
                tried.state = "outgoing"
            else:
                tried.mortgage_touch_id._put_in_doubt()
            self._mortgage_commit()
            left = left.exists().filtered(lambda mail: mail.state == "outgoing")

    def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
        emails = super()._prepare_outgoing_list(mail_server, doc_to_followers)
        # Odoo calls this between noting "not sent yet" on the mail and sending it.
        if self.env.context.get("mortgage_sender"):
            self._mortgage_begin_attempt()
        return emails

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        # What documents make of an outcome may itself write to borrowers.
        outside = self.with_context(mortgage_sender=False, mortgage_queue=False)
        touches = outside.sudo().mortgage_touch_id
        later = failure_type == "mail_smtp" or (
            # Odoo calls this while it handles what the server said.
            failure_type and _is_temporary(sys.exc_info()[1])
        )
        if touches and later:
            outside.sudo()._mortgage_wait_for_server()
            return True
        touches._set_outcome(
            "sent" if success_pids or success_emails else "failed",
            error_code=failure_type or False,
            note=failure_reason or "",
        )
        return super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason, failure_type
        )

    def _mortgage_wait_for_server(self):
        """The mail server did not take the connection, or refused the mail for now."""
        for mail in self:
            touch = mail.mortgage_touch_id
            touch.tries += 1
            reason = mail.failure_reason or ""
            if touch.tries > CONNECTION_TRIES:
                touch._set_outcome("failed", error_code="mail_smtp", note=reason)
                mail._mortgage_set_aside("exception", "mail_smtp", reason)
                continue
            touch._hold_back(reason, minutes=2**touch.tries)
            mail._mortgage_set_aside("mortgage_held", "mortgage_held", reason)


def _is_temporary(error):
    """Whether a mail server refused a mail for now: it certainly did not take it.

    ``error`` is what Odoo makes of the server's refusal while it handles that.
    """
    refusal = error and error.__context__
    if isinstance(refusal, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _text in refusal.recipients.values()]
    else:
        codes = [getattr(refusal, "smtp_code", 0)]
    return all(400 <= code < 500 for code in codes)


def _is_hung_up(error):
    """Whether the server had ended the connection before this mail: nothing was said.

    smtplib knows it, as after a 421, and has no connection to lose any more.
    """
    return isinstance(error, smtplib.SMTPServerDisconnected) and "connect() first" in (
        str(error)
    )


def _known_as(address):
    # What Odoo would send to must be judged, even where we would not take it in.
    return canonical(address) or mail_tools.email_normalize(address) or ""
