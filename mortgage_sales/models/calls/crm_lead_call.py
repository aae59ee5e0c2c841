from dataclasses import replace
from datetime import datetime, timedelta, timezone

from babel.dates import format_date
from markupsafe import Markup

from odoo import fields, models

from ...tools import shift
from ...tools.local_clock import local_clock
from .mail_activity import CALL_TYPE

DAYS_AHEAD = 8
CALL_MINUTES = 5
# Until then an acknowledgement says that the call comes right away.
SOON = timedelta(minutes=15)
# The library writes in these languages whether or not Odoo has them installed.
CALL_WORDS = {
    "en": ("in the next few minutes", "today at {time}", "{day} at {time}"),
    "es": ("en los próximos minutos", "hoy a las {time}", "el {day} a las {time}"),
}


class CrmLead(models.Model):
    """Call tasks: due at the first minute that is legal for a call and staffed."""

    _inherit = "crm.lead"

    def _mortgage_call_task(self, touches):
        dues = self._mortgage_call_dues(touches)
        leads = {lead.id: lead for lead in self.sudo()}
        activities = self.env["mail.activity"]._mortgage_create_tasks(
            [
                {
                    "lead": leads[touch.res_id],
                    "type": CALL_TYPE,
                    "user": touch.user_id or leads[touch.res_id].user_id,
                    "touch": touch,
                    "due_at": dues[touch.id],
                    "summary": leads[touch.res_id]._mortgage_call_summary(touch),
                    "note": as_html(touch.note),
                }
                for touch in touches
            ]
        )
        self.sudo()._mortgage_ring(activities)
        return dict(zip(touches.ids, activities.ids, strict=True))

    def _mortgage_call_notes(self, touches):
        """Return ``{touch id: script}`` of call ``touches`` in today's owner's name."""
        scripts = touches.filtered("template_version_id")._composed()
        return {
            touch_id: as_html(rendered.text)
            for touch_id, rendered in scripts.items()
            if not rendered.missing
        }

    def _mortgage_call_summary(self, touch):
        step = touch.step_id.name or self.env._("Call")
        return f"{step}: {self.partner_id.name or self.name}"

    def _mortgage_call_dues(self, touches):
        """Return ``{touch id: due moment}`` of the call tasks of ``touches``: some
        minutes after the first that is both legal and staffed."""
        now = fields.Datetime.now()
        # A cap that is reached holds until then.
        starts = [max(touch.due_at, touch.hold_until or now, now) for touch in touches]
        requests = [
            replace(request, at=_aware(start))
            for request, start in zip(touches._requests(), starts, strict=True)
        ]
        minutes = [
            0 if touch.hold_until == start else touch._call_minutes()
            for touch, start in zip(touches, starts, strict=True)
        ]
        moments = self._mortgage_dues(requests, touches.user_id, minutes)
        return {
            touch.id: due.replace(tzinfo=None)
            for touch, due in zip(touches, moments, strict=True)
        }

    def _mortgage_dues(self, requests, users, minutes):
        """Return the due moments of calls asked for by ``requests``."""
        if not requests:
            return []
        first = min(request.at for request in requests)
        last = max(request.at for request in requests) + timedelta(days=DAYS_AHEAD)
        legal = (
            self.env["mortgage.gate"].sudo()._open_windows(requests, days=DAYS_AHEAD)
        )
        staffed = users._mortgage_work_intervals(first, last)
        dues = []
        for request, windows, allowed in zip(requests, legal, minutes, strict=True):
            soonest = request.at + timedelta(minutes=allowed)
            shifts = staffed.get(request.user_id, [])
            start = shift.first_common(windows, shifts, request.at)
            dues.append(max(soonest, start) if start else soonest)
        return dues

    def _mortgage_merge_values(self):
        values = super()._mortgage_merge_values()
        leads = self.sudo()
        facts = leads._mortgage_contact_facts()
        zones = leads._mortgage_zones(facts)
        now = datetime.now(timezone.utc)
        dues = leads._mortgage_first_call_dues(facts, now)
        for lead in leads:
            values[lead.id]["call_when"] = call_when(
                dues[lead.id], now, zones[lead.id][0], facts[lead.id]["lang"]
            )
        return values

    def _mortgage_first_call_dues(self, facts, now):
        """Return ``{lead id: when the LO calls}``: as the open call task says, or as
        one made now would."""
        tasks = self.env["mail.activity"].search(
            [
                ("res_model", "=", "crm.lead"),
                ("res_id", "in", self.ids),
                ("activity_type_id", "=", self.env.ref(CALL_TYPE).id),
            ],
            order="mortgage_due_at desc",
        )
        dues = {task.res_id: _aware(task.mortgage_due_at) for task in tasks}
        waiting = self.filtered(lambda lead: not dues.get(lead.id))
        starts = dict.fromkeys(waiting.ids, now)
        return dues | waiting._mortgage_call_moments(facts, starts, CALL_MINUTES)

    def _mortgage_call_moments(self, facts, starts, minutes=0):
        """Return ``{lead id: moment}``: ``minutes`` after the lead's moment in
        ``starts``, or the first from it on that is legal for a call and staffed."""
        touch = self.env["mortgage.touch"]
        workers = self._mortgage_workers()
        touches = touch.concat(
            *(
                touch.new(lead._mortgage_call_vals(facts[lead.id], workers[lead.id]))
                for lead in self
            )
        )
        requests = [
            replace(request, at=starts[lead.id])
            for request, lead in zip(touches._requests(), self, strict=True)
        ]
        allowed = [minutes] * len(requests)
        moments = self._mortgage_dues(requests, touches.user_id, allowed)
        return dict(zip(self.ids, moments, strict=True))

    def _mortgage_call_vals(self, facts, caller):
        return {
            "res_model": self._name,
            "res_id": self.id,
            "lead_id": self.id,
            "partner_id": facts["partner_id"],
            "channel": "call",
            "kind": "marketing",
            "user_id": caller.id,
            "company_id": facts["company_id"],
            "due_at": fields.Datetime.now(),
        }

    def _mortgage_local_clocks(self):
        """Return ``{lead id: the borrower's time of day}``, such as ``9:14 AM CT``."""
        now = datetime.now(timezone.utc)
        zones = self._mortgage_zones(self._mortgage_contact_facts())
        return {
            lead_id: local_clock(now, likely[0]) for lead_id, likely in zones.items()
        }


def call_when(due, now, zone, lang):
    """Return in the borrower's words when the LO will call."""
    language = lang[:2] if lang[:2] in CALL_WORDS else "en"
    soon, today, later = CALL_WORDS[language]
    if due - now <= SOON:
        return soon
    local = due.astimezone(zone)
    clock = f"{local.hour % 12 or 12}:{local:%M} {local:%p}"
    if local.date() == now.astimezone(zone).date():
        return today.format(time=clock)
    return later.format(day=format_date(local, "EEEE", locale=language), time=clock)


def _aware(moment):
    return moment.replace(tzinfo=timezone.utc)


def as_html(text):
    """Return plain ``text`` with its lines kept."""
    return Markup("<br>").join((text or "").splitlines())
