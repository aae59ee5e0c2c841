import logging
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

STATES = [
    ("planned", "Planned"),
    ("due", "Waiting for the LO"),
    ("queued", "Queued"),
    ("sent", "Sent"),
    ("delivered", "Delivered"),
    ("failed", "Failed"),
    ("held", "Held"),
    ("blocked", "Blocked"),
    ("skipped", "Skipped"),
    ("cancelled", "Cancelled"),
    ("in_doubt", "In doubt"),
]
CHANNELS = [
    ("email", "Email"),
    ("sms", "Text"),
    ("call", "Call"),
    ("voicemail", "Voicemail"),
    ("letter", "Letter"),
]
KINDS = [
    ("marketing", "Marketing"),
    ("transactional", "Transactional"),
    ("servicing", "Servicing"),
    ("reply", "Reply"),
]
ORIGINS = [
    ("automatic", "Automatic"),
    ("manual", "Written by hand"),
    ("host", "Another Odoo feature"),
]
# What nobody has handed to a mail server, to Twilio or to a person yet.
OPEN_STATES = ("planned", "held", "due")
# Receipts come late, twice and out of order: a touch only ever moves up.
OUTCOME_RANKS = {"in_doubt": 1, "sent": 2, "failed": 3, "delivered": 4}


class MortgageTouch(models.Model):
    """One contact with one borrower on one channel, planned or done."""

    _name = "mortgage.touch"
    _description = "Contact with a borrower"
    _order = "due_at desc, id desc"

    res_model = fields.Char("Document model", required=True)
    res_id = fields.Many2oneReference("Document", model_field="res_model", index=True)
    partner_id = fields.Many2one("res.partner", "Borrower", index=True)
    point_id = fields.Many2one("mortgage.contact.point", "To", index=True)
    channel = fields.Selection(CHANNELS, required=True)
    kind = fields.Selection(KINDS, required=True)
    origin = fields.Selection(ORIGINS, required=True, default="automatic")
    template_version_id = fields.Many2one(
        "mortgage.template.version",
        "Template version",
        ondelete="restrict",
        index="btree_not_null",
    )
    user_id = fields.Many2one("res.users", "Sender", index=True)
    author_id = fields.Many2one(
        "res.users", "Written by", ondelete="set null", help="Where a person wrote it."
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    due_at = fields.Datetime("Due", required=True, default=fields.Datetime.now)
    hold_until = fields.Datetime("Held until")
    # The moment the dispatcher looks at it: due, or the end of a hold; empty while
    # paused or waiting for a person.
    ready_at = fields.Datetime("Ready")
    priority = fields.Integer(default=10, help="Lower goes first.")
    state = fields.Selection(STATES, required=True, default="planned", index=True)
    rule_id = fields.Many2one("mortgage.contact.policy", ondelete="restrict")
    rule_code = fields.Char(readonly=True)
    reason = fields.Char()
    citation = fields.Char(readonly=True)
    verdict_at = fields.Datetime("Judged", readonly=True)
    zone = fields.Char("Borrower's time zone", readonly=True)
    note = fields.Text("Script", help="What a call is about; the LO reads it.")
    queued_at = fields.Datetime()
    attempted_at = fields.Datetime()
    sent_at = fields.Datetime()
    tries = fields.Integer()
    # Message-Id of the mail, uuid of the text: by it answers and receipts come back.
    wire_id = fields.Char(readonly=True, copy=False, index="btree_not_null")
    error_code = fields.Char(readonly=True, copy=False)
    message_id = fields.Many2one(
        "mail.message", ondelete="set null", copy=False, index="btree_not_null"
    )
    event_ids = fields.One2many("mortgage.touch.event", "touch_id", "What came back")

    # Serves the dispatcher's claim.
    _ready_idx = models.Index("(priority, ready_at) WHERE state IN ('planned', 'held')")
    # Serves the timeline of a document.
    _document_idx = models.Index("(res_model, res_id, due_at)")
    # Serves the search for attempts that a crash left without an outcome.
    _attempt_idx = models.Index(
        "(channel, attempted_at) WHERE state = 'queued' AND attempted_at IS NOT NULL"
    )

    @api.depends("channel", "kind", "point_id", "partner_id")
    def _compute_display_name(self):
        channels = dict(CHANNELS)
        for touch in self:
            who = touch.partner_id.name or touch.point_id.display_name or ""
            touch.display_name = f"{channels.get(touch.channel, '')} {who}".strip()

    def action_send_again(self):
        """Let a person repeat what failed or is in doubt; it is judged anew."""
        self._check_may_settle()
        touches = self.sudo().filtered(lambda t: t.state in ("failed", "in_doubt"))
        touches._reopen()
        self._ask_dispatcher(touches.mapped("ready_at"))

    def action_settle_sent(self):
        """Let a person who knows say that a message in doubt arrived."""
        self._check_may_settle()
        self.sudo().filtered(lambda t: t.state == "in_doubt")._set_outcome("sent")

    def _check_may_settle(self):
        self.check_access("read")
        if not self.env.user.has_groups(
            "mortgage_compliance.group_manager,mortgage_compliance.group_compliance"
        ):
            raise AccessError(
                self.env._(
                    "Managers and compliance decide what becomes of a message in doubt."
                )
            )

    def _reopen(self):
        """Put ``self`` back to the start: due now, judged and tried from new."""
        self.write(
            {
                "state": "planned",
                "ready_at": fields.Datetime.now(),
                "attempted_at": False,
                "verdict_at": False,
                "tries": 0,
                "error_code": False,
            }
        )

    @api.model
    def _plan(self, vals_list):
        """Create touches and ask the dispatcher for the minutes they are due.

        ``ready_at`` is ``due_at`` unless given; ``False`` keeps a touch waiting.
        """
        for vals in vals_list:
            due_at = fields.Datetime.to_datetime(
                vals.get("due_at") or fields.Datetime.now()
            )
            vals["due_at"] = due_at
            vals.setdefault("ready_at", due_at)
        touches = self.sudo().create(vals_list)
        self._ask_dispatcher(touch.ready_at for touch in touches)
        return touches

    @api.model
    def _ask_dispatcher(self, moments):
        """Wake the dispatcher at ``moments``, once a minute however many there are.

        Odoo's scheduler finds a past moment at once and a future one when it comes.
        """
        now = fields.Datetime.now()
        minutes = set()
        for moment in filter(None, moments):
            minute = moment.replace(second=0, microsecond=0)
            if minute < moment:
                minute += timedelta(minutes=1)
            minutes.add(now if moment <= now else minute)
        if not minutes:
            return
        cron = self.env.ref("mortgage_compliance.mortgage_touch_cron_dispatch_1")
        cron.sudo()._trigger(sorted(minutes))

    def _still_wanted(self):
        """Return the touches of ``self`` that are to go out now.

        Called in the dispatcher for a claimed batch before it is judged. A play
        overrides it to skip what its own conditions no longer want, and to bring the
        template version up to the one approved today.
        """
        return self

    def _within_runs(self):
        """Hook: return the touches whose run goes on; hold those of a stopped one."""
        return self

    def _pause(self):
        """Keep what is planned or held from the dispatcher until ``_resume``."""
        self.filtered(lambda touch: touch.state in ("planned", "held")).ready_at = False

    def _resume(self, shift=timedelta()):
        """Let paused touches go on, ``shift`` later than they were planned.

        A touch that waits for a person goes on waiting.
        """
        paused = self.filtered(
            lambda touch: (
                not touch.ready_at
                and (
                    touch.state == "planned"
                    or (touch.state == "held" and touch.hold_until)
                )
            )
        )
        for touch in paused:
            touch.due_at += shift
            touch.ready_at = max(touch.due_at, touch.hold_until or touch.due_at)
        self._ask_dispatcher(paused.mapped("ready_at"))

    @api.model
    def _release(self, rule_codes, company_ids=()):
        """Have what these rules hold judged again now: what they waited for is done.

        Also what waits for a person, as for a list to be loaded or a license to be
        renewed. A code that ends with a dot stands for all codes under it. No company
        means every company.
        """
        held = Domain("state", "=", "held") & Domain.OR(
            Domain("rule_code", "=like", f"{code}%")
            if code.endswith(".")
            else Domain("rule_code", "=", code)
            for code in rule_codes
        )
        if company_ids:
            held &= Domain("company_id", "in", list(company_ids))
        touches = self.sudo().search(held)
        touches._let_go()
        return touches

    @api.model
    def _doubt_verdicts(self, company_ids=(), channels=()):
        """Have what waits in the queues judged once more before it leaves: what its
        verdict stood on may be gone. No company or channel means every one."""
        queued = Domain("state", "=", "queued") & Domain("attempted_at", "=", False)
        if company_ids:
            queued &= Domain("company_id", "in", list(company_ids))
        if channels:
            queued &= Domain("channel", "in", list(channels))
        self.sudo().search(queued).verdict_at = False

    def _let_go(self):
        """Have held touches judged again now; a paused play's wait for it to go on."""
        paused = self._paused()
        paused.write({"state": "planned", "ready_at": False, "hold_until": False})
        running = self - paused
        running.write({"ready_at": fields.Datetime.now(), "hold_until": False})
        self._ask_dispatcher(running.mapped("ready_at"))

    def _paused(self):
        """Hook: return those of ``self`` whose play is paused."""
        return self.browse()

    def _cancel(self, reason):
        """Call off what has not left, also what waits in a queue, and say why."""
        self._call_off("cancelled", reason)

    def _skip(self, reason):
        """Leave out what its play does not want any more, and say why."""
        self._call_off("skipped", reason)

    def _call_off(self, state, reason):
        touches = self.filtered(
            lambda touch: (
                touch.state in OPEN_STATES
                or (touch.state == "queued" and not touch.attempted_at)
            )
        )
        touches.write({"state": state, "reason": reason, "ready_at": False})
        touches._withdraw_messages(reason)

    def _withdraw_messages(self, reason):
        """Hook: take the messages of ``self`` out of the channels' queues."""

    def _set_outcome(self, outcome, at=None, error_code=False, note=""):
        """Note how ``self`` ended on the wire: sent, delivered, failed or in_doubt.

        An outcome that ranks below the one known already is old news and ignored.
        Returns the touches that moved.
        """
        at = at or fields.Datetime.now()
        rank = OUTCOME_RANKS[outcome]
        moved = self.sudo().filtered(
            lambda touch: OUTCOME_RANKS.get(touch.state, 0) < rank
        )
        values = {"state": outcome, "ready_at": False}
        if outcome in ("failed", "in_doubt"):
            values |= {"error_code": error_code, "reason": note}
        else:
            values |= {"error_code": False, "reason": False}
        moved.write(values)
        if outcome in ("sent", "delivered"):
            moved.filtered(lambda touch: not touch.sent_at).sent_at = at
        self.env["mortgage.ledger.entry"]._append(
            [
                touch._ledger_values(
                    "outcome", {"outcome": outcome, "error": error_code, "note": note}
                )
                for touch in moved
            ]
        )
        moved._tell_documents(outcome)
        return moved

    def _tell_documents(self, outcome):
        for documents, touches in self._by_document_model():
            try:
                with self.env.cr.savepoint():
                    documents._mortgage_on_touch_outcome(touches, outcome)
            except OperationalError:
                # Somebody else changed the same rows: the transaction is tried again.
                raise
            except Exception:
                # The message has left: what its document makes of that must not undo
                # the note that it did.
                _logger.exception("%s could not be told: %s", documents, outcome)

    def _by_document_model(self):
        """Return ``[(documents, touches)]`` of models with the contactable mixin."""
        contactable = self.env.registry["mortgage.contactable"]
        pairs = []
        for model, touches in self.grouped("res_model").items():
            documents = self.env.get(model)
            if documents is not None and isinstance(documents, contactable):
                ids = sorted(set(touches.mapped("res_id")))
                pairs.append((documents.sudo().browse(ids).exists(), touches))
        return pairs

    def _stood_on(self):
        """Hook: return ``{id: what each stands on}`` as it is handed over."""
        return dict.fromkeys(self.ids, {})

    def _ledger_values(self, event, payload, content=None):
        """Return an entry about this touch, as ``mortgage.ledger.entry`` takes it."""
        self.ensure_one()
        return {
            "event": event,
            "res_model": self.res_model,
            "res_id": self.res_id,
            "touch_id": self.id,
            "point_id": self.point_id.id,
            "company_id": self.company_id.id,
            "payload": {
                "channel": self.channel,
                "kind": self.kind,
                "origin": self.origin,
                "template_version": self.template_version_id.id,
                "sender": self.user_id.id,
                **payload,
            },
            "content": content,
            "retention_class": f"message_{self.kind}",
        }
