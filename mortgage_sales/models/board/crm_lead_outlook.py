from collections import Counter

from odoo import models
from odoo.tools import format_datetime

from odoo.addons.mortgage_compliance.tools.places import state_name

from ..cadence.mortgage_enrollment import AHEAD

SHOWN = 8


class CrmLead(models.Model):
    """What would change if a lead went to another LO, before it does."""

    _inherit = "crm.lead"

    def _mortgage_handover_outlook(self, owner):
        """Return what giving these leads to ``owner`` would do; writes nothing.

        ``told`` is sentences, ``follows`` one, ``warnings`` ``(code, sentence)``,
        ``rows`` are ``{lead, next, call}`` of the first few leads, ``more`` counts the
        others.
        """
        leads = self.sudo().filtered(lambda lead: lead.user_id != owner)
        touches = leads._mortgage_touches_ahead()
        tasks = leads._mortgage_open_tasks()
        return {
            "told": leads._mortgage_who_is_told(owner),
            "warnings": leads._mortgage_handover_warnings(owner),
            "follows": leads._mortgage_what_follows(touches, tasks),
            "rows": leads[:SHOWN]._mortgage_handover_rows(owner, touches, tasks),
            "more": max(len(leads) - SHOWN, 0),
            "already": len(self) - len(leads),
        }

    def _mortgage_touches_ahead(self):
        """Return the planned contacts that go out in the owner's name."""
        return self.env["mortgage.touch"].search(
            [
                ("lead_id", "in", self.ids),
                ("state", "in", AHEAD),
                ("origin", "=", "automatic"),
            ],
            order="due_at, id",
        )

    def _mortgage_open_tasks(self):
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("mortgage_due_at", "!=", False),
            ],
            order="mortgage_due_at, id",
        )

    def _mortgage_who_is_told(self, owner):
        me = self.env.user
        told = []
        if owner != me:
            told.append(self.env._("%(owner)s is alerted now", owner=owner.name))
            for cover, _back in owner._mortgage_covers().values():
                told.append(
                    self.env._(
                        "%(cover)s, who covers, is alerted too and makes the calls",
                        cover=cover.name,
                    )
                )
        for former, leads in self.grouped("user_id").items():
            if former and former != me:
                told.append(
                    self.env._(
                        "%(owner)s is told once, leads: %(number)s",
                        owner=former.name,
                        number=len(leads),
                    )
                )
        told.append(self.env._("The borrowers are told nothing"))
        return told

    def _mortgage_what_follows(self, touches, tasks):
        calls = touches.filtered(lambda touch: touch.channel == "call")
        parts = [
            (self.env._("planned messages: %s", len(touches - calls)), touches - calls),
            (self.env._("planned calls: %s", len(calls)), calls),
            (self.env._("open tasks: %s", len(tasks)), tasks),
        ]
        follows = " · ".join(words for words, records in parts if records)
        if not follows:
            return self.env._("Nothing is planned and no call is open.")
        return self.env._("Goes on in the new name: %(what)s", what=follows)

    def _mortgage_handover_rows(self, owner, touches, tasks):
        messages = touches.filtered(lambda touch: touch.channel != "call")
        following = messages.grouped("lead_id")
        mine = tasks.filtered(lambda task: task.res_id in self.ids)
        open_tasks = mine.grouped("res_id")
        dues = self._mortgage_dues_for(owner, mine.mortgage_touch_id)
        return [
            {
                "lead": lead._mortgage_who(),
                "from": lead.user_id.name or "",
                "next": lead._mortgage_next_message(following.get(lead)),
                "calls": [
                    lead._mortgage_moved_task(task, dues)
                    for task in open_tasks.get(lead.id, ())
                ],
            }
            for lead in self
        ]

    def _mortgage_dues_for(self, owner, touches):
        """Return ``{touch id: when its call would be due}`` if it were the owner's, or
        the cover's while the owner is away."""
        worker, _back = owner._mortgage_covers().get(owner.id, (owner, None))
        # Copies: what is asked about must not be written.
        copies = touches.browse().concat(
            *(touch.new({"user_id": worker.id}, origin=touch) for touch in touches)
        )
        dues = self._mortgage_call_dues(copies)
        return {copy._origin.id: dues[copy.id] for copy in copies}

    def _mortgage_next_message(self, touches):
        if not touches:
            return ""
        channels = dict(touches._fields["channel"]._description_selection(self.env))
        first = touches[0]
        return self.env._(
            "%(channel)s %(when)s",
            channel=channels[first.channel],
            when=self._mortgage_moment(first.hold_until or first.due_at),
        )

    def _mortgage_moved_task(self, task, dues):
        due_at = dues.get(task.mortgage_touch_id.id, task.mortgage_due_at)
        when = self._mortgage_moment(due_at)
        if due_at == task.mortgage_due_at:
            return self.env._("%(task)s: due %(when)s", task=task.summary, when=when)
        return self.env._(
            "%(task)s: due %(when)s instead of %(before)s",
            task=task.summary,
            when=when,
            before=self._mortgage_moment(task.mortgage_due_at),
        )

    def _mortgage_moment(self, moment):
        if not moment:
            return ""
        return format_datetime(self.env, moment, dt_format="EEE MMM d, h:mm a")

    def _mortgage_handover_warnings(self, owner):
        """Return ``[(code, sentence)]`` of what speaks against ``owner``."""
        return [
            *self._mortgage_license_warnings(owner),
            *self._mortgage_cap_warning(owner),
            *self._mortgage_absence_warnings(owner),
        ]

    def _mortgage_license_warnings(self, owner):
        licensed = self.env["mortgage.license"]._licensed(
            owner.ids, self.company_id.ids or self.env.company.ids
        )
        lacking = Counter(
            lead.property_state
            for lead in self
            if lead.property_state
            and lead.property_state not in licensed[("user", owner.id)]
        )
        for state, number in lacking.items():
            yield (
                "license",
                self.env._(
                    "No license in %(state)s (%(number)s): %(owner)s may not take an"
                    " application there, and automatic messages in this name are"
                    " refused.",
                    state=state_name(state),
                    number=number,
                    owner=owner.name,
                ),
            )

    def _mortgage_cap_warning(self, owner):
        cap = owner.mortgage_lead_cap
        if not cap:
            return
        count = self.env["mortgage.routing.load"]._count(owner.ids)
        [(_user_id, active)] = self.env.execute_query(count)
        coming = len(self.filtered(lambda lead: lead.won_status == "pending"))
        if active + coming > cap:
            yield (
                "cap",
                self.env._(
                    "Cap of %(cap)s active leads passed: %(now)s now, %(then)s then.",
                    cap=cap,
                    now=active,
                    then=active + coming,
                ),
            )

    def _mortgage_absence_warnings(self, owner):
        presence = owner._mortgage_presence()[owner.id]
        if presence["code"] != "on":
            yield (
                "absent",
                self.env._(
                    "%(owner)s is %(presence)s.",
                    owner=owner.name,
                    presence=presence["words"],
                ),
            )
        if owner.mortgage_paused:
            yield (
                "paused",
                self.env._("%(owner)s is paused for new leads.", owner=owner.name),
            )
