import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

# After that the next message of the same words begins another run: what went well for
# weeks must not hide what goes wrong today.
LIFE = timedelta(days=7)
STATES = [
    ("running", "Running"),
    ("stopped", "Stopped"),
    ("done", "Over"),
    ("called_off", "Called off"),
]
CHANNELS = [("email", "Email"), ("sms", "Text")]
OPEN = ("running", "stopped")


class MortgageSendRun(models.Model):
    """The automatic messages of one wording on one channel, for up to a week.

    It is what the circuit breaker watches and stops: one run, not the company.
    """

    _name = "mortgage.send.run"
    _description = "Run of automatic messages"
    _inherit = ["mail.thread"]
    _order = "stopped_at desc nulls last, id desc"

    key = fields.Char(required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    channel = fields.Selection(CHANNELS, required=True, readonly=True)
    template_version_id = fields.Many2one(
        "mortgage.template.version", "Words", readonly=True, ondelete="restrict"
    )
    audience_id = fields.Many2one(
        "mortgage.send.audience", "Previewed", readonly=True, ondelete="restrict"
    )
    began_at = fields.Datetime("Began", required=True, readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True, default="running")
    # Who, besides a borrower's own LO, may send in it; the address it began with.
    senders = fields.Json(readonly=True)
    from_address = fields.Char("Leaves from", readonly=True)
    touch_ids = fields.One2many("mortgage.touch", "run_id", "Messages")
    sent_count = fields.Integer("Left", compute="_compute_counts")
    waiting_count = fields.Integer("Waiting", compute="_compute_counts")

    rule_id = fields.Many2one(
        "mortgage.breaker.rule", "Stopped by", readonly=True, ondelete="restrict"
    )
    reason = fields.Char("Why it stopped", readonly=True)
    measured = fields.Float(readonly=True)
    stopped_at = fields.Datetime("Stopped", readonly=True, index="btree_not_null")
    # {code of a rule: what it measured when a person let the run go on}
    accepted = fields.Json(readonly=True)
    asked_by_id = fields.Many2one(
        "res.users", "First person", readonly=True, ondelete="set null"
    )
    asked_reason = fields.Text("First person's reason", readonly=True)
    resumed_by_id = fields.Many2one(
        "res.users", "Let go by", readonly=True, ondelete="set null"
    )
    resumed_at = fields.Datetime("Let go", readonly=True)
    resume_reason = fields.Text("Why it may go on", readonly=True)

    _open_uniq = models.UniqueIndex(
        "(key) WHERE state IN ('running', 'stopped')", "That run is under way."
    )

    @api.depends("channel", "template_version_id", "began_at")
    def _compute_display_name(self):
        channels = dict(CHANNELS)
        for run in self:
            words = run.sudo().template_version_id.template_id.name
            run.display_name = self.env._(
                "%(channel)s: %(words)s, from %(day)s",
                channel=channels[run.channel],
                words=words or self.env._("without a template"),
                day=fields.Date.to_string(run.began_at),
            )

    @api.depends("touch_ids.state")
    def _compute_counts(self):
        rows = (
            self.env["mortgage.touch"]
            .sudo()
            ._read_group([("run_id", "in", self.ids)], ["run_id", "state"], ["__count"])
        )
        counted = {(run.id, state): count for run, state, count in rows}
        for run in self:
            run.sent_count = sum(
                counted.get((run.id, state), 0) for state in ("sent", "delivered")
            )
            run.waiting_count = sum(
                counted.get((run.id, state), 0)
                for state in ("planned", "held", "queued")
            )

    def action_messages(self):
        """Open the messages of the run."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "mortgage.touch",
            "view_mode": "list,form",
            "domain": [("run_id", "=", self.id)],
            "context": {"create": False},
        }

    # Which run a message belongs to

    @api.model
    def _assign(self, touches):
        """Put automatic ``touches`` into their runs, old or new, and note of each what
        is wrong with it, if anything. A constant number of queries."""
        by_key = touches.grouped(lambda touch: touch._run_key())
        owners = touches._own_officers()
        runs = self._open_runs(by_key)
        missing = {key: group for key, group in by_key.items() if key not in runs}
        if missing:
            self._begin(missing, owners)
            runs = self._open_runs(by_key)
        for key, group in by_key.items():
            group.run_id = runs[key]
        touches._note_flaws(owners)

    @api.model
    def _open_runs(self, keys):
        """Return ``{key: run}`` of those under way; one that lived its time is over."""
        found = self.sudo().search([("key", "in", list(keys)), ("state", "in", OPEN)])
        old = found.filtered(
            lambda run: (
                run.state == "running" and run.began_at < fields.Datetime.now() - LIFE
            )
        )
        old.state = "done"
        old.flush_recordset(["state"])
        return {run.key: run for run in found - old}

    @api.model
    def _begin(self, by_key, owners):
        """Insert a run for each key.

        Not the ORM: two dispatchers may begin the same run at once. One of them fails,
        is tried again and then finds the other's.
        """
        now = fields.Datetime.now()
        rows = [
            SQL(
                "(%s, %s, %s, %s, %s, %s, 'running', %s, %s, %s, %s)",
                key,
                touches.company_id.id,
                touches[0].channel,
                touches.template_version_id.id or None,
                touches.audience_id.id or None,
                now,
                json.dumps(touches._senders_without_owner(owners)),
                touches[0]._run_from_address(),
                now,
                now,
            )
            for key, touches in sorted(by_key.items())
        ]
        self.env.execute_query(
            SQL(
                "INSERT INTO mortgage_send_run (key, company_id, channel,"
                " template_version_id, audience_id, began_at, state, senders,"
                " from_address, create_date, write_date) VALUES %s"
                " ON CONFLICT (key) WHERE state IN ('running', 'stopped')"
                " DO NOTHING RETURNING id",
                SQL(", ").join(rows),
            )
        )
