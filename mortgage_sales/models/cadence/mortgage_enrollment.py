from datetime import timedelta, timezone
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

STATES = [
    ("active", "Running"),
    ("paused", "Paused"),
    ("done", "Finished"),
    ("stopped", "Ended"),
]
# What a plan may still call off: contacts nobody has handed over.
AHEAD = ("planned", "held")


class MortgageEnrollment(models.Model):
    """One lead on one follow-up plan."""

    _name = "mortgage.enrollment"
    _description = "Lead on a follow-up plan"
    _order = "id desc"
    _rec_name = "cadence_id"

    cadence_id = fields.Many2one(
        "mortgage.cadence", "Plan", required=True, index=True, ondelete="restrict"
    )
    lead_id = fields.Many2one("crm.lead", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="lead_id.company_id")
    user_id = fields.Many2one(related="lead_id.user_id", string="Loan officer")
    state = fields.Selection(STATES, required=True, default="active", index=True)
    stop_reason = fields.Char("Why it is paused or ended", readonly=True)
    started_at = fields.Datetime("Started", required=True, default=fields.Datetime.now)
    counted_from = fields.Datetime(
        required=True,
        default=fields.Datetime.now,
        help="What the days of the steps count from; resuming moves it on.",
    )
    call_from = fields.Datetime(
        "First call from",
        readonly=True,
        help="The first moment that is legal for a call and staffed. What comes after"
        " the first call counts from here.",
    )
    paused_at = fields.Datetime("Paused since", readonly=True)
    next_at = fields.Datetime(
        "Next step planned at", help="When the engine plans this lead's next steps."
    )
    audience_id = fields.Many2one(
        "mortgage.send.audience",
        "Started together with",
        readonly=True,
        ondelete="restrict",
    )
    touch_ids = fields.One2many("mortgage.touch", "enrollment_id", "Contacts")
    next_touch_at = fields.Datetime("Next contact", compute="_compute_next_touch_at")

    _running_uniq = models.UniqueIndex(
        "(cadence_id, lead_id) WHERE state IN ('active', 'paused')",
        "This lead is on the plan already.",
    )
    # Serves the engine's claim.
    _next_idx = models.Index("(next_at, id) WHERE state = 'active'")

    def _compute_next_touch_at(self):
        groups = self.env["mortgage.touch"]._read_group(
            [("enrollment_id", "in", self.ids), ("state", "in", AHEAD)],
            ["enrollment_id"],
            ["ready_at:min"],
        )
        moments = {enrollment.id: ready_at for enrollment, ready_at in groups}
        for enrollment in self:
            enrollment.next_touch_at = moments.get(enrollment.id)

    def _day(self):
        """Return on which day of its plan the lead is, the first being 1."""
        zone = ZoneInfo(self.user_id.tz or self.env.user.tz or "UTC")
        first = self.call_from or self.counted_from
        now = fields.Datetime.now()
        return (_date_in(zone, now) - _date_in(zone, min(first, now))).days + 1

    @api.depends("cadence_id", "lead_id")
    def _compute_display_name(self):
        for enrollment in self:
            plan, lead = enrollment.cadence_id, enrollment.lead_id
            enrollment.display_name = f"{plan.display_name}: {lead.display_name}"

    def action_pause(self):
        """Pause by hand; nothing goes out until somebody resumes."""
        self._check_may_steer()
        who = self.env.user.name
        self.sudo()._pause(self.env._("Paused by %(who)s", who=who))

    def action_resume(self):
        """Go on with the remaining steps, moved so that none lies in the past."""
        self._check_may_steer()
        self.sudo()._resume()

    def action_stop(self):
        """End by hand."""
        self._check_may_steer()
        who = self.env.user.name
        self.sudo()._stop(self.env._("Ended by %(who)s", who=who))

    def _check_may_steer(self):
        """Whoever may edit the lead may steer its plans, through the actions only."""
        self.check_access("read")
        self.lead_id.check_access("write")

    @api.model
    def _start(self, cadence, leads, counted_from=None):
        """Put ``leads`` on ``cadence``, return ``{lead id: enrollment id}`` of the new.

        One statement, not the ORM: a lead that another transaction enrolls at the same
        time stays on the plan once, and neither fails.
        """
        if not leads:
            return {}
        now = fields.Datetime.now()
        uid = self.env.uid
        rows = SQL(", ").join(
            SQL(
                "(%s, %s, 'active', %s, %s, %s, %s, %s, %s, %s)",
                cadence.id,
                lead.id,
                now,
                counted_from or now,
                now,
                *(uid, now, uid, now),
            )
            for lead in leads
        )
        started = self.env.execute_query(
            SQL(
                "INSERT INTO mortgage_enrollment (cadence_id, lead_id, state,"
                " started_at, counted_from, next_at,"
                " create_uid, create_date, write_uid, write_date)"
                " VALUES %s ON CONFLICT (cadence_id, lead_id)"
                " WHERE state IN ('active', 'paused') DO NOTHING RETURNING lead_id, id",
                rows,
            )
        )
        leads.invalidate_recordset(["enrollment_ids"])
        if started:
            self.env["mortgage.touch"]._ask_dispatcher([now])
        return dict(started)

    def _pause(self, reason):
        """Hold back everything these plans still mean to do."""
        running = self.filtered(lambda plan: plan.state == "active")
        running.write(
            {
                "state": "paused",
                "stop_reason": reason,
                "paused_at": fields.Datetime.now(),
                "next_at": False,
            }
        )
        running._ahead()._pause()

    def _resume(self):
        """Go on: the next step comes in its own hours, the others keep their distance.

        The shift is whole days, so that a step planned for the morning stays there.
        """
        paused = self.filtered(lambda plan: plan.state == "paused")
        now = fields.Datetime.now()
        ahead = paused._ahead().grouped("enrollment_id")
        by_shift = {}
        for plan in paused:
            # One that a rule holds until later is not late.
            coming = [
                max(touch.due_at, touch.hold_until or touch.due_at)
                for touch in ahead.get(plan, self.env["mortgage.touch"])
            ]
            late = now - min(coming, default=now)
            days = -(-late // timedelta(days=1)) if late > timedelta() else 0
            by_shift[days] = by_shift.get(days, self.browse()) | plan
        for days, plans in by_shift.items():
            shift = timedelta(days=days)
            for plan in plans:
                plan.counted_from += shift
                plan.call_from = plan.call_from and plan.call_from + shift
            plans._ahead()._resume(shift)
        paused.write(
            {
                "state": "active",
                "stop_reason": False,
                "paused_at": False,
                "next_at": now,
            }
        )
        if paused:
            self.env["mortgage.touch"]._ask_dispatcher([now])

    def _stop(self, reason, state="stopped"):
        """End these plans; what they still meant to do is cancelled with the reason."""
        running = self.filtered(lambda plan: plan.state in ("active", "paused"))
        if not running:
            return
        touches = running._ahead(waiting=True)
        running.write({"state": state, "stop_reason": reason, "next_at": False})
        touches._cancel(reason)
        self.env["mail.activity"]._mortgage_drop_tasks(touches)

    def _ahead(self, waiting=False):
        """Return the contacts not handed over, also the calls that wait for the LO."""
        states = (*AHEAD, "due") if waiting else AHEAD
        return self.env["mortgage.touch"].search(
            [("enrollment_id", "in", self.ids), ("state", "in", states)]
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_running(self):
        if any(plan.state in ("active", "paused") for plan in self):
            raise UserError(self.env._("End the plan first."))


def _date_in(zone, moment):
    return moment.replace(tzinfo=timezone.utc).astimezone(zone).date()
