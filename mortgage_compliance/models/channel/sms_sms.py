import logging
from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models

from ...tools.phone import e164
from .mortgage_outgoing import FAILURES
from .text_provider import MISCONFIGURED, NoAnswerError

_logger = logging.getLogger(__name__)

SETTLE_TRIES = 5
LATER_TRIES = 8
# Before this a provider may not list a text yet.
LISTED_AFTER = timedelta(minutes=2)


class SmsSms(models.Model):
    """The catch for texts: borrowers' texts are judged, and leave at most once.

    Everybody else's go the host's way, untouched.
    """

    _name = "sms.sms"
    _inherit = ["sms.sms", "mortgage.outgoing"]

    _mortgage_channel = "sms"
    _mortgage_cancelled = "canceled"

    state = fields.Selection(
        selection_add=[("mortgage_held", "Held")],
        # The default would be "outgoing": an uninstall must send nothing.
        ondelete={"mortgage_held": lambda texts: texts.write({"state": "canceled"})},
    )
    failure_type = fields.Selection(selection_add=FAILURES)

    @api.model
    def _process_queue(self):
        """Send what is queued: company by company, borrowers' texts one by one.

        Not ``super()``: Odoo's own fails when the queue holds texts of two companies.
        """
        try:
            self._mortgage_process_queue()
        except SerializationFailure:
            # Attempts are committed. A cron that fails waits for its next hour.
            self.env.cr.rollback()
            self._mortgage_wake_queue()

    @api.model
    def _mortgage_process_queue(self):
        self._mortgage_fetch_answers()
        queued = [("state", "=", "outgoing"), ("to_delete", "!=", True)]
        size = self._get_send_batch_size()
        batch = self.search(queued, limit=size, order="id").try_lock_for_update()
        if not batch:
            self._mortgage_ask_about_doubts()
            return
        borrowers, others = batch._mortgage_catch()
        others.with_context(mortgage_passed=True).send(unlink_sent=True)
        self._mortgage_commit()
        borrowers.sudo()._mortgage_admit_queued()._mortgage_send_once()
        self._mortgage_ask_about_doubts()
        remaining = self.search_count(queued) if len(batch) == size else 0
        self.env["ir.cron"]._commit_progress(len(batch), remaining=remaining)

    def _send(self, unlink_failed=False, unlink_sent=True, raise_exception=False):
        """Send what is not ours as ever. A borrower's text is judged here and leaves
        from the queue only: a request may be retried after its text has left.
        """
        if self.env.context.get("mortgage_passed"):
            return super()._send(unlink_failed, unlink_sent, raise_exception)
        borrowers, others = self._mortgage_catch()
        if borrowers.sudo()._mortgage_admit():
            self._mortgage_wake_queue()
        if not others:
            return None
        return super(SmsSms, others)._send(unlink_failed, unlink_sent, raise_exception)

    # The catch

    def _mortgage_catch(self):
        """Return ``(texts to borrowers, texts to others)``.

        A text of which it cannot be told is in neither.
        """
        borrowers = self.filtered(lambda text: text.sudo().mortgage_touch_id)
        asked = self - borrowers
        items = []
        for text in asked.sudo():
            message = text.mail_message_id
            items.append((message.model, message.res_id, [text._mortgage_address()]))
        caught = self.env["mortgage.gate.scope"]._caught("phone", items)
        others = self.browse()
        for text, values in zip(asked, caught, strict=True):
            if values:
                borrowers |= text
            elif values is not None:
                others |= text
        return borrowers, others

    # What a text is like

    def _mortgage_address(self):
        return e164(self.number)

    def _mortgage_partner(self):
        return self.partner_id

    def _mortgage_company(self):
        return self._get_sms_company()

    def _mortgage_wire_id(self):
        return self.uuid

    def _mortgage_content(self):
        return f"To: {self.number}\n\n{self.body or ''}".encode()

    def _mortgage_notifications(self):
        return (
            self.env["mail.notification"]
            .sudo()
            .search(
                [
                    ("notification_type", "=", "sms"),
                    ("sms_id_int", "in", self.ids),
                    ("notification_status", "not in", ("sent", "canceled")),
                ]
            )
        )

    def _mortgage_notify(self):
        """Show these texts in the chatter with their status, as Odoo shows its own."""
        self.env["mail.notification"].sudo().create(
            [
                {
                    "author_id": text.mail_message_id.author_id.id,
                    "mail_message_id": text.mail_message_id.id,
                    "res_partner_id": text.partner_id.id,
                    "sms_number": text.number,
                    "notification_type": "sms",
                    "sms_id_int": text.id,
                    "sms_tracker_ids": [(0, 0, {"sms_uuid": text.uuid})],
                    "is_read": True,
                    "notification_status": "ready",
                }
                for text in self
            ]
        )

    @api.model
    def _mortgage_wake_queue(self):
        self.env.ref("sms.ir_cron_sms_scheduler_action").sudo()._trigger()

    # At most once

    def _mortgage_send_once(self):
        """Hand texts to their provider one by one, each attempt committed before."""
        for company, texts in self.grouped(lambda t: t._get_sms_company()).items():
            provider = company._mortgage_text_provider()
            if not provider:
                texts._mortgage_refuse_provider(company)
                continue
            for position, text in enumerate(texts):
                if not text._mortgage_going_on():
                    self._mortgage_wake_queue()
                    continue
                attempt = text._mortgage_attempt(provider)
                if attempt and (attempt.pause or company.mortgage_texts_fault):
                    # The others would fare alike: they wait without a try.
                    texts[position + 1 :]._mortgage_wait(attempt)
                    break

    def _mortgage_refuse_provider(self, company):
        reason = self.env._(
            "%(company)s sends texts through Odoo's own service. Texts to borrowers"
            " need a provider that brings receipts and opt-outs back, such as Twilio:"
            " Settings, SMS.",
            company=company.name,
        )
        self.mortgage_touch_id._set_outcome(
            "failed", error_code="provider", note=reason
        )
        for text in self:
            text._mortgage_set_aside("canceled", "mortgage_blocked", reason)
        self._mortgage_commit()

    def _mortgage_attempt(self, provider):
        """Hand one text over and write down its ``Attempt``, and return that."""
        if self.state != "outgoing":
            # Called off while the ones before it were sent.
            return None
        sender = self.mortgage_touch_id._choose_number()
        # No longer "outgoing": no queue takes it up again, whatever happens now.
        self.state = "process"
        try:
            self._mortgage_begin_attempt()
        except SerializationFailure:
            # Somebody wrote on it just now, and it has not left: look again at once.
            self.env.cr.rollback()
            self._mortgage_wake_queue()
            return None
        attempt = provider._attempt(self.number, self.body or "", self.uuid, sender)
        # A receipt may arrive before this is written: that one then wins, and stays.
        for _try in range(SETTLE_TRIES):
            try:
                self._mortgage_settle(provider, attempt)
                self._mortgage_commit()
                return attempt
            except SerializationFailure:
                self.env.cr.rollback()
        _logger.error("Text %s left, but that could not be written down", self.uuid)
        return attempt

    def _mortgage_settle(self, provider, attempt):
        """Write down what became of a text, as Odoo does and on its touch."""
        touch = self.mortgage_touch_id
        if attempt.outcome == "later":
            self._mortgage_wait(attempt)
            return
        if attempt.outcome == "in_doubt":
            touch._put_in_doubt()
            self._mortgage_wake_later(LISTED_AFTER)
            return
        if touch._is_confirmed_by_provider(attempt.error_code):
            self._mortgage_set_aside("canceled", "mortgage_cancelled", touch.reason)
            return
        if provider._meaning(attempt.error_code) == MISCONFIGURED:
            # Every other text would be refused alike, and none of them has left.
            touch.company_id._mortgage_stop_texts(attempt.reason)
            self._mortgage_wait(attempt)
            return
        if provider.FETCHED_EVERY:
            self._mortgage_wake_later(timedelta(minutes=provider.FETCHED_EVERY))
        self._send_with_api(_Known(provider, attempt))
        touch._set_outcome(
            attempt.outcome,
            error_code=attempt.error_code or False,
            note=attempt.reason,
        )
        touch._learn_from_error(attempt.error_code)

    def _mortgage_wait(self, attempt):
        """Take texts that certainly did not leave off the wire for a while."""
        for text in self:
            touch = text.mortgage_touch_id
            tries = touch.tries + bool(touch.attempted_at)
            touch.tries = tries
            if tries > LATER_TRIES:
                touch._set_outcome("failed", error_code="later", note=attempt.reason)
                text._mortgage_set_aside("error", "sms_server", attempt.reason)
                continue
            minutes = max(attempt.pause, 2 ** max(tries - 1, 0))
            touch._hold_back(attempt.reason, minutes=minutes)
            text._mortgage_set_aside("mortgage_held", "mortgage_held", attempt.reason)

    # In doubt

    @api.model
    def _mortgage_wake_later(self, delay):
        cron = self.env.ref("sms.ir_cron_sms_scheduler_action").sudo()
        cron._trigger(fields.Datetime.now() + delay)

    @api.model
    def _mortgage_ask_about_doubts(self):
        """Ask the provider what became of texts in doubt; else a person decides."""
        doubtful = self.sudo().search(
            [
                ("mortgage_touch_id.state", "=", "in_doubt"),
                ("mortgage_touch_id.error_code", "=", "no_answer"),
                (
                    "mortgage_touch_id.attempted_at",
                    "<",
                    fields.Datetime.now() - LISTED_AFTER,
                ),
            ],
            limit=self._get_send_batch_size(),
        )
        for text in doubtful:
            provider = text._get_sms_company()._mortgage_text_provider()
            if provider:
                text._mortgage_ask(provider)
            self._mortgage_commit()

    def _mortgage_ask(self, provider):
        touch = self.mortgage_touch_id
        try:
            found = provider._find(self.number, self.body, touch.attempted_at)
        except NoAnswerError as error:
            _logger.warning("Nobody can be asked about %s: %s", self.uuid, error)
            return
        if not found:
            touch.error_code = "not_found"
            touch.reason = self.env._(
                "%(provider)s has no such text: it did not leave. Send it again if it"
                " is still wanted.",
                provider=provider.NAME,
            )
            return
        touch._set_outcome(found.outcome, error_code=found.error_code or False)
        states = {"delivered": "sent", "failed": "error"}
        self.state = states.get(found.outcome, "pending")
        tracker = self.sms_tracker_id
        tracker.sms_twilio_sid = found.reference
        tracker._update_sms_notifications(
            {"delivered": "sent", "failed": "exception"}.get(found.outcome, "pending")
        )

    # What a provider does not post to us

    @api.model
    def _mortgage_fetch_answers(self):
        """Take in the receipts and answers that wait at providers of that kind."""
        companies = self.env["res.company"].sudo().search([("active", "=", True)])
        for company in companies:
            provider = company._mortgage_text_provider()
            receipts, texts = provider._fetch() if provider else ([], [])
            for receipt in receipts:
                self.env["sms.tracker"]._mortgage_receive(receipt)
            inbound = self.env["mortgage.inbound.message"].with_company(company)
            for text in texts:
                inbound.sudo()._receive_text(text)


class _Known:
    """Gives Odoo's own bookkeeping an answer that is known already."""

    def __init__(self, provider, attempt):
        self.PROVIDER_TO_SMS_FAILURE_TYPE = provider.PROVIDER_TO_SMS_FAILURE_TYPE
        self.result = attempt.result

    def _send_sms_batch(self, messages, delivery_reports_url=False):
        return [self.result]
