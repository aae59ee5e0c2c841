from datetime import timedelta

from psycopg2.errors import DeadlockDetected, SerializationFailure

from odoo import api, fields, models, modules

# Who wrote to us lately is having a conversation.
CONVERSATION = timedelta(days=7)
WRITTEN_TYPES = ("comment", "email", "email_outgoing", "sms")
OVER = ("cancelled", "skipped")
# How a notification shows what became of a message; everything else is a failure.
STATUSES = {"mortgage_held": "ready", "mortgage_cancelled": "canceled"}
FAILURES = [
    ("mortgage_held", "Held by a contact rule"),
    ("mortgage_blocked", "Not allowed by a contact rule"),
    ("mortgage_cancelled", "Called off"),
    ("mortgage_doubt", "Nobody knows whether it left"),
]
ENDED = ("failed", "in_doubt", "blocked")


class MortgageOutgoing(models.AbstractModel):
    """What Odoo's mails and texts to borrowers have in common on their way out.

    Such a message has one recipient and one touch. The touch says whether it may leave;
    the message leaves the queue when it may not.
    """

    _name = "mortgage.outgoing"
    _description = "Message to a borrower in a queue of Odoo"

    _mortgage_channel = None
    _mortgage_cancelled = None

    mortgage_touch_id = fields.Many2one(
        "mortgage.touch",
        "Contact",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    # Decided where it is made; the queue sends it later, from another context.
    mortgage_written = fields.Selection(
        [("mass", "To several at once"), ("automation", "By an automation")],
        "Not one to one",
        readonly=True,
        copy=False,
        default=lambda self: self.env.context.get("mortgage_written", False),
    )

    # What differs between the channels

    def _mortgage_address(self):
        """Return the canonical address or number this message goes to."""
        raise NotImplementedError

    def _mortgage_partner(self):
        """Return the partner this message goes to, if it names one."""
        raise NotImplementedError

    def _mortgage_company(self):
        """Return the company this message is sent by."""
        raise NotImplementedError

    def _mortgage_wire_id(self):
        """Return the id by which receipts and answers come back."""
        raise NotImplementedError

    def _mortgage_content(self):
        """Return the bytes to archive: the message as it is handed over."""
        raise NotImplementedError

    def _mortgage_notifications(self):
        """Return the notifications that show the author how it went."""
        raise NotImplementedError

    def _mortgage_add_footer(self):
        """Put the footer under messages written by hand."""

    @api.model
    def _mortgage_wake_queue(self):
        """Wake Odoo's own cron for this channel."""
        raise NotImplementedError

    # On the way out

    def _mortgage_admit(self):
        """Return the messages of ``self`` that may leave now.

        Those without a touch get one, verdicts older than five minutes are renewed in
        one batch, and what may not leave is taken out of the queue.
        """
        self._mortgage_adopt()
        touches = self.mortgage_touch_id
        over = touches.filtered(lambda touch: touch.state in OVER)
        # A person sends again what was refused or nobody knows about: judged anew.
        again = touches.filtered(lambda touch: touch.state in ENDED)
        again.write({"state": "planned", "verdict_at": False, "attempted_at": False})
        running = (touches - over)._without_stopped()
        stopped = touches - over - running
        refusals = self.env["mortgage.sending"]._refusals(stopped.company_id.ids)
        for company, group in stopped.grouped("company_id").items():
            group._hold_back(refusals.get(company.id))
        allowed = running._within_runs()._with_fresh_verdict()
        admitted = self.filtered(lambda message: message.mortgage_touch_id in allowed)
        admitted.filtered(
            lambda message: message.mortgage_touch_id.state != "queued"
        )._mortgage_hand_over()
        (self - admitted)._mortgage_take_out()
        return admitted

    def _mortgage_admit_queued(self):
        """Admit messages of a queue and commit that.

        Where somebody else writes on the same messages just now, as an answer that
        comes in does, none is admitted and the queue looks again at once.
        """
        try:
            admitted = self._mortgage_admit()
            self._mortgage_commit()
        except (DeadlockDetected, SerializationFailure):
            self.env.cr.rollback()
            self._mortgage_wake_queue()
            return self.browse()
        return admitted

    def _mortgage_going_on(self):
        """Return the admitted messages that nothing has stopped meanwhile.

        The others stay in the queue, whose next pass takes them out.
        """
        going = self.mortgage_touch_id._going_on()
        return self.filtered(lambda message: message.mortgage_touch_id in going)

    def _mortgage_adopt(self):
        """Give messages that no touch made, written by hand or by the host, a touch."""
        orphans = self.filtered(lambda message: not message.mortgage_touch_id)
        if not orphans:
            return
        kind = "email" if self._mortgage_channel == "email" else "phone"
        points = self.env["mortgage.contact.point"].sudo()
        ids = points._upsert((kind, orphan._mortgage_address()) for orphan in orphans)
        since = fields.Datetime.now() - CONVERSATION
        answered = self.env["mortgage.touch.event"]._recent_answers(ids.values(), since)
        vals_list = []
        for orphan in orphans:
            point = points.browse(ids[kind, orphan._mortgage_address()])
            vals_list.append(orphan._mortgage_touch_values(point, point.id in answered))
        touches = self.env["mortgage.touch"].sudo().create(vals_list)
        for orphan, touch in zip(orphans, touches, strict=True):
            orphan.mortgage_touch_id = touch

    def _mortgage_touch_values(self, point, answered):
        message = self.mail_message_id
        partner = self._mortgage_partner() or point.partner_ids[:1]
        document = (message.model, message.res_id)
        if not all(document):
            known = partner or point
            document = (known._name, known.id)
        author = message.author_id.user_ids.filtered(
            lambda user: not user.share and not user._is_superuser()
        )[:1]
        origin = self._mortgage_origin(author)
        by_hand = origin == "manual"
        kind = "reply" if by_hand and answered else "transactional"
        return {
            "res_model": document[0],
            "res_id": document[1],
            "partner_id": partner.id,
            "point_id": point.id,
            "channel": self._mortgage_channel,
            # Nobody said what it is for: what goes to many is taken for an offer.
            "kind": "marketing" if self.mortgage_written == "mass" else kind,
            "origin": origin,
            "user_id": author.id,
            "author_id": by_hand and author.id,
            "company_id": self._mortgage_company().id,
            "ready_at": False,
            "wire_id": self._mortgage_wire_id(),
            "message_id": message.id,
        }

    def _mortgage_origin(self, author):
        """Return who stands behind a message that no touch made.

        What goes to several at once, or is sent by an automation of the host's on a
        borrower's document or on none, is automatic: it needs approved words as ours
        do. The host's calendar and surveys write about their own documents.
        """
        message, written = self.mail_message_id, self.mortgage_written
        scope = self.env["mortgage.gate.scope"]
        of_the_host = message.model and not scope._is_contactable(message.model)
        if written == "mass" or (written == "automation" and not of_the_host):
            return "automatic"
        if author and message.message_type in WRITTEN_TYPES:
            return "manual"
        return "host"

    def _mortgage_hand_over(self):
        """Put allowed messages into the queue, with the footer and the archived body.

        What was held comes through here again at its release: its words are archived
        already.
        """
        if not self:
            return
        touches = self.mortgage_touch_id
        first = self.filtered(lambda message: not message.mortgage_touch_id.queued_at)
        first._mortgage_add_footer()
        self.write({"state": "outgoing", "failure_type": False})
        first._mortgage_record_hand_over()
        touches.write(
            {
                "state": "queued",
                "queued_at": fields.Datetime.now(),
                "ready_at": False,
                "attempted_at": False,
            }
        )
        self._mortgage_wake_queue()

    def _mortgage_record_hand_over(self):
        """Write into the ledger what is handed over, and on what it stands."""
        stood = self.mortgage_touch_id._stood_on()
        self.env["mortgage.ledger.entry"]._append(
            [
                message.mortgage_touch_id._ledger_values(
                    "handover",
                    {
                        "wire_id": message._mortgage_wire_id(),
                        **stood[message.mortgage_touch_id.id],
                    },
                    message._mortgage_content(),
                )
                for message in self
            ]
        )

    def _mortgage_take_out(self):
        """Take messages that may not leave out of the queue and tell their author."""
        for message in self:
            touch = message.mortgage_touch_id
            reason = touch.reason or ""
            if touch.state == "held":
                if message.failure_type != "mortgage_held":
                    touch._tell_author_of_hold()
                message._mortgage_set_aside("mortgage_held", "mortgage_held", reason)
            else:
                called_off = touch.state in OVER
                message._mortgage_set_aside(
                    self._mortgage_cancelled,
                    "mortgage_cancelled" if called_off else "mortgage_blocked",
                    reason,
                )
        self.mail_message_id._notify_message_notification_update()

    def _mortgage_set_aside(self, state, failure_type, reason):
        """Take messages out of the queue into ``state``, seen by their author."""
        self.write({"state": state, "failure_type": failure_type})
        self._mortgage_notifications().sudo().write(
            {
                "notification_status": STATUSES.get(failure_type, "exception"),
                "failure_type": failure_type,
                "failure_reason": reason,
            }
        )

    def _mortgage_withdraw(self, reason):
        """Cancel messages whose touch was called off before they left."""
        waiting = self.filtered(
            lambda message: message.state in ("outgoing", "mortgage_held")
        )
        for message in waiting:
            message._mortgage_set_aside(
                self._mortgage_cancelled, "mortgage_cancelled", reason
            )

    # At most once

    def _mortgage_begin_attempt(self):
        """Commit that this message is about to leave, before it can.

        From here on a crash leaves an attempt without an outcome, which is shown as in
        doubt and not repeated. The lock tells the recovery that its sender is alive.
        """
        touch = self.mortgage_touch_id
        touch.attempted_at = fields.Datetime.now()
        self._mortgage_commit()
        touch._lock_attempt()

    @api.model
    def _mortgage_commit(self):
        self.env.flush_all()
        # As Odoo's own queues do: tests run in one transaction.
        if not modules.module.current_test:
            # pylint: disable=invalid-commit
            self.env.cr.commit()
