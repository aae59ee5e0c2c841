from dataclasses import replace
from datetime import timedelta, timezone

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

# A person's wish goes before everything that a plan has in the queue.
WISH_PRIORITY = 0
FARTHEST = timedelta(days=366)


class MortgageTouch(models.Model):
    """What a person may do with a contact that has not left: leave it out, send it now,
    or at another time."""

    _inherit = "mortgage.touch"

    def action_mortgage_skip(self):
        """Leave these contacts out; their plan goes on with its next steps."""
        touches = self._take_in_hand(("planned", "held", "due", "queued"))
        who = self.env.user.name
        touches._skip(self.env._("Skipped by %(who)s", who=who))
        self.env["mail.activity"]._mortgage_drop_tasks(touches)
        # A plan that waited for a promised call does so no more.
        touches.lead_id._mortgage_go_on_after(touches)
        return True

    def action_mortgage_send_now(self):
        """Let the dispatcher send these contacts next; refuse what may not go now."""
        touches = self._take_in_hand(("planned", "held"))
        touches._check_may_go_now()
        now = fields.Datetime.now()
        touches.write(
            {
                "due_at": now,
                "ready_at": now,
                "hold_until": False,
                "priority": WISH_PRIORITY,
            }
        )
        self._ask_dispatcher([now])
        return True

    @api.model
    def mortgage_reschedule(self, touch_id, due_at):
        """Move one contact to ``due_at`` (UTC); return what the gate says of then."""
        touch = self._one_in_hand(touch_id, ("planned", "held"))
        moment = self._moment(due_at)
        # What was handed over before and held keeps its message, and so its state.
        kept = touch.mail_ids or touch.sms_ids
        paused = touch.enrollment_id.state == "paused"
        touch.write(
            {
                "due_at": moment,
                "ready_at": False if paused else moment,
                "hold_until": moment if kept else False,
                "state": "held" if kept else "planned",
                "reason": False,
                "rule_id": False,
                "rule_code": False,
                "citation": False,
            }
        )
        self._ask_dispatcher([touch.ready_at])
        return touch._told_verdict()

    def _check_may_go_now(self):
        """Say in words why one of ``self`` may not go this minute."""
        refusals = self.env["mortgage.sending"]._refusals(self.company_id.ids)
        unwanted = self.filtered("enrollment_id")._called_off()
        for touch, verdict in zip(self, self._foreseen_now(), strict=True):
            reason = refusals.get(touch.company_id.id) or unwanted.get(touch)
            if touch.enrollment_id.state == "paused":
                reason = self.env._(
                    "Its plan is paused: %(reason)s. Resume the plan first.",
                    reason=touch.enrollment_id.stop_reason or "",
                )
            reason = reason or (not verdict.allowed and verdict.reason)
            if reason:
                raise UserError(
                    self.env._("It cannot go now. %(reason)s", reason=reason)
                )

    def _foreseen_now(self):
        """Return what the gate says of each of ``self`` at this minute."""
        now = fields.Datetime.now().replace(tzinfo=timezone.utc)
        requests = [replace(one, at=now) for one in self._copies()._requests()]
        return self.env["mortgage.gate"]._judge(requests)

    def _copies(self):
        """Return copies of ``self`` to ask about: asking names their contact point."""
        return self.browse().concat(
            *(touch.new(origin=touch) if touch._origin else touch for touch in self)
        )

    @api.model
    def _one_in_hand(self, touch_id, states):
        # Who reads no contacts at all learns nothing about which ones there are.
        self.browse().check_access("read")
        touch = self.browse(touch_id if isinstance(touch_id, int) else 0).exists()
        if not touch:
            raise ValidationError(
                self.env._("touch_id: there is no contact %(id)s.", id=touch_id)
            )
        return touch._take_in_hand(states)

    def _take_in_hand(self, states):
        """Lock ``self`` for the caller, who must be allowed to steer them; return them
        as superuser. Refuse what is in none of ``states`` any more.

        The dispatcher passes over a locked row, and we refuse one that it has: so a
        contact is sent and changed one after the other, never both.
        """
        self._check_may_steer()
        touches = self.sudo()
        if touches.try_lock_for_update(allow_referencing=True) != touches:
            raise UserError(self.env._("It is being sent right now."))
        touches.invalidate_recordset(["state", "attempted_at"], flush=False)
        for touch in touches:
            if touch.state not in states or touch.attempted_at:
                raise UserError(touch._too_late())
        return touches

    def _too_late(self):
        if self.state == "due":
            return self.env._("It is a call to make: open it and call.")
        if self.state in ("blocked", "skipped", "cancelled"):
            states = dict(self._fields["state"]._description_selection(self.env))
            return self.env._(
                "It is not planned any more: %(state)s. %(reason)s",
                state=states[self.state].lower(),
                reason=self.reason or "",
            ).strip()
        if self.state == "queued":
            return self.env._("It is being sent right now.")
        return self.env._("It has left already.")

    def _check_may_steer(self):
        """Whoever may edit the lead may steer what goes out about it."""
        self.check_access("read")
        if self.env.su:
            return
        touches = self.sudo()
        self.env["crm.lead"].browse(touches.lead_id.ids).check_access("write")
        for touch in touches.filtered(lambda touch: not touch.lead_id):
            leads = self.env["crm.lead"].browse(touch.partner_id.mortgage_lead_ids.ids)
            if touch.user_id != self.env.user and not leads._filtered_access("write"):
                raise AccessError(
                    self.env._("This contact is about somebody else's borrower.")
                )

    @api.model
    def _moment(self, due_at):
        try:
            moment = fields.Datetime.to_datetime(due_at)
        except (TypeError, ValueError):
            moment = None
        now = fields.Datetime.now()
        if not moment:
            raise ValidationError(
                self.env._("due_at: write a UTC time as 2026-11-28 21:47:00.")
            )
        if not now < moment < now + FARTHEST:
            raise ValidationError(
                self.env._("due_at: choose a time within the year that is to come.")
            )
        return moment
