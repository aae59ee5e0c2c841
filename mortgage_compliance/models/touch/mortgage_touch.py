from datetime import timedelta

from odoo import api, fields, models

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
        "mortgage.template.version", "Template version", ondelete="restrict"
    )
    user_id = fields.Many2one("res.users", "Sender", index=True)
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
    rule_id = fields.Many2one("mortgage.contact.policy", "Rule", ondelete="restrict")
    rule_code = fields.Char(readonly=True)
    reason = fields.Char()
    citation = fields.Char(readonly=True)
    verdict_at = fields.Datetime("Judged", readonly=True)
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
            late = moment > moment.replace(second=0, microsecond=0)
            minute = moment.replace(second=0, microsecond=0)
            minutes.add(max(minute + timedelta(minutes=late), now))
        if not minutes:
            return
        cron = self.env.ref("mortgage_compliance.mortgage_touch_cron_dispatch_1")
        cron.sudo()._trigger(sorted(minutes))

    def _still_wanted(self):
        """Return the touches of ``self`` that are to go out now.

        Called in the dispatcher for a claimed batch before it is judged. A play overrides
        it to skip what its own conditions no longer want, and to bring the template
        version up to the one approved today.
        """
        return self
