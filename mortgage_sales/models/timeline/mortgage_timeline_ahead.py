from datetime import timedelta, timezone

from odoo import api, fields, models
from odoo.fields import Domain

from ..calls.mail_activity import ANSWER_TYPE, CALL_TYPE
from .mortgage_timeline import ICONS
from .mortgage_touch_own_words import WRITTEN

FAR = timedelta(days=3650)


class MortgageTimeline(models.AbstractModel):
    """What is ahead: planned contacts with what the gate says of them, calls to make,
    and what the plans have not planned yet."""

    _inherit = "mortgage.timeline"

    @api.model
    def _ahead(self, scope):
        """Return the rows of the future, the soonest first."""
        touches, more = self._ahead_touches(scope)
        rows = self._tell_ahead(scope, touches) + self._open_tasks(scope, touches)
        rows.sort(key=lambda row: row["at"])
        # What the plans will do later is farther than what they have planned.
        return rows if more else rows + self._later(scope)

    @api.model
    def _tell_ahead(self, scope, touches):
        touches = touches.sudo()
        judged = touches.filtered(lambda t: t.state == "planned" and t.ready_at)
        verdicts = dict(zip(judged.ids, judged._foreseen(), strict=True))
        tasks = self._done_calls(touches)
        rows = []
        for touch in touches:
            row = self._touch_row(scope, touch)
            row |= self._outlook(touch, verdicts.get(touch.id))
            task = tasks.get(touch.id)
            moment = task and task.mortgage_due_at or self._ready_at(touch)
            row["key"] = f"touches-{touch.id}"
            # It goes when it may, not when it was meant to.
            row["at"] = max(fields.Datetime.to_string(moment), row["until"] or "")
            row["activity_id"] = task.id if task and task.active else False
            row["actions"] = self._steps(touch) if scope.may_steer else []
            rows.append(row)
        return rows

    def _ready_at(self, touch):
        return touch.ready_at or touch.hold_until or touch.due_at

    def _steps(self, touch):
        """Return what a person may do with a contact ahead."""
        if touch.state == "queued":
            return [] if touch.attempted_at else ["skip"]
        if touch.state == "due":
            return ["call", "skip"] if touch.channel == "call" else ["skip"]
        if touch.channel not in WRITTEN:
            return ["reschedule", "skip"]
        worded = touch.template_version_id or touch.replaced_version_id
        edit = worded and not (touch.mail_ids or touch.sms_ids)
        return ["send_now", *(["edit"] if edit else []), "reschedule", "skip"]

    def _outlook(self, touch, verdict):
        """Return what will become of a contact, in words."""
        until, reason, tone = False, touch.reason, "secondary"
        plan = touch.enrollment_id
        if touch.state == "queued":
            state, tone = self.env._("On its way"), "info"
        elif touch.state == "due":
            state, reason = self.env._("Waits for the loan officer"), False
        elif touch.state == "planned" and not touch.ready_at:
            state, reason = self.env._("Waits: its plan is paused"), plan.stop_reason
        elif touch.state == "held" and touch.hold_until:
            state, tone, until = self.env._("Held until"), "warning", touch.hold_until
        elif touch.state == "held":
            state, tone = self.env._("Held for a person to decide"), "warning"
        elif verdict.allowed:
            state, reason, tone = self.env._("Planned"), False, "info"
        elif verdict.hold_until:
            state, tone = self.env._("Will wait until"), "warning"
            until = verdict.hold_until.astimezone(timezone.utc).replace(tzinfo=None)
            reason = verdict.reason
        elif verdict.verdict == "hold":
            state, tone = self.env._("Will wait for a person"), "warning"
            reason = verdict.reason
        else:
            state, tone = self.env._("Would be blocked"), "danger"
            reason = verdict.reason
        return {
            "state": state,
            "tone": tone,
            "reason": reason or False,
            "until": fields.Datetime.to_string(until) if until else False,
            "condition": self._condition(touch.step_id),
        }

    def _condition(self, step):
        if not step or step.condition == "always":
            return False
        return self._labels("mortgage.cadence.step", "condition")[step.condition]

    @api.model
    def _open_tasks(self, scope, touches):
        """Return the calls and answers to make that no contact stands for."""
        types = self.env["mail.activity.type"].sudo()
        ours = [self.env.ref(name).id for name in (CALL_TYPE, ANSWER_TYPE)]
        types = types.search(["|", ("id", "in", ours), ("category", "=", "phonecall")])
        tasks = self.env["mail.activity"].search(
            scope.domain
            & Domain("activity_type_id", "in", types.ids)
            & Domain("mortgage_touch_id", "not in", touches.ids),
        )
        rows = []
        for task in tasks:
            row = self._row(
                task.activity_type_id.icon or "fa-phone",
                task.activity_type_id.name,
                task.summary or "",
                who=task.user_id.name,
                state=self.env._("Waits for the loan officer"),
                activity_id=task.id,
                actions=["call"] if scope.may_steer else [],
            )
            row["key"] = f"task-{task.id}"
            # A task of Odoo's own has a day and no hour.
            moment = task.mortgage_due_at or task.date_deadline
            row["at"] = fields.Datetime.to_string(fields.Datetime.to_datetime(moment))
            rows.append(row)
        return rows

    @api.model
    def _later(self, scope):
        """Return one row for each step that the lead's plans have not planned yet,
        however often it will come."""
        enrollments = self.env["mortgage.enrollment"]
        if not scope.lead or not enrollments.has_access("read"):
            return []
        plans = enrollments.search(
            [("lead_id", "=", scope.lead.id), ("state", "=", "active")]
        ).sudo()
        if not plans:
            return []
        now = fields.Datetime.now()
        planned = plans._planned_occurrences()
        prospects = plans._prospects(
            [
                (p.cadence_id, p.lead_id, p.counted_from, p.call_from, planned[p])
                for p in plans
            ],
            until=now + FAR,
            earliest=now,
        )
        rows = []
        for plan, (contacts, _later) in zip(plans, prospects, strict=True):
            by_step = {}
            for contact in contacts:
                by_step.setdefault(contact["step_id"], []).append(contact)
            for step_id, times in by_step.items():
                rows.append(self._later_row(plan, step_id, times))
        return sorted(rows, key=lambda row: row["at"])

    def _later_row(self, plan, step_id, times):
        step = self.env["mortgage.cadence.step"].sudo().browse(step_id)
        channels = self._labels("mortgage.touch", "channel")
        return self._row(
            ICONS[step.channel],
            channels[step.channel],
            step.name,
            key=f"later-{plan.id}-{step_id}",
            at=fields.Datetime.to_string(times[0]["due_at"]),
            last=fields.Datetime.to_string(times[-1]["due_at"]),
            times=len(times),
            plan=plan.cadence_id.name,
            state=self.env._("Later, by the plan"),
            condition=self._condition(step),
        )
