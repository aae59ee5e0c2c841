from dataclasses import replace
from datetime import timedelta, timezone

from odoo import fields, models
from odoo.exceptions import ValidationError

from odoo.addons.mortgage_compliance.tools import when_words

from .mail_activity import CALL_TYPE

FARTHEST = timedelta(days=365)
CONVERSATION = timedelta(days=1)
# Who asked for nine may be called at five to nine.
EARLY = timedelta(minutes=5)


class CrmLead(models.Model):
    """Calls that were promised for a time: the plan waits until they are made."""

    _inherit = "crm.lead"

    def _mortgage_promise_calls(self, moments):
        """Promise each lead a call at its moment in ``moments`` (naive UTC).

        Replaces the calls of its plan that wait; the plan itself waits for the call.
        """
        waiting = self.sudo()._mortgage_waiting_calls()
        waiting._mortgage_call_off(self.env._("The promised call replaces it"))
        facts = self._mortgage_contact_facts()
        leads = self.sudo()
        versions = leads._mortgage_call_versions(facts)
        workers = leads._mortgage_workers()
        touches = self.env["mortgage.touch"]._plan(
            [
                {
                    **lead._mortgage_hand_call_vals(
                        facts[lead.id], workers[lead.id] or self.env.user
                    ),
                    "template_version_id": versions.get(lead.id, False),
                    "due_at": moments[lead.id],
                }
                for lead in leads
            ]
        )
        scripts = leads._mortgage_call_notes(touches)
        self.env["mail.activity"]._mortgage_create_tasks(
            [
                {
                    "lead": lead,
                    "type": CALL_TYPE,
                    "user": touch.user_id,
                    "touch": touch,
                    "due_at": touch.due_at,
                    "ring_at": touch.due_at,
                    "summary": self.env._(
                        "Promised call: %(name)s",
                        name=lead.partner_id.name or lead.name,
                    ),
                    "note": scripts.get(touch.id),
                }
                for lead, touch in zip(leads, touches, strict=True)
            ]
        )
        self.env.ref("mortgage_sales.cron_ring").sudo()._trigger(
            sorted(set(moments.values()))
        )
        leads._mortgage_wait_for_calls(touches)
        leads._mortgage_note_requests(moments)

    def _mortgage_note_requests(self, moments):
        """Keep that each borrower asked to be called at its moment; a time agreed on
        before no longer holds."""
        requests = self.env["mortgage.contact.request"]
        before = [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        requests.sudo().search(before)._withdraw()
        book = self.env["mortgage.contact.policy"]._rulebook()
        now = fields.Datetime.now().replace(tzinfo=timezone.utc)
        vals_list = []
        for lead in self.filtered("partner_id"):
            company = lead.company_id or self.env.company
            rule = book.find("asked_for.window", company.id, now)
            late = timedelta(minutes=rule.minutes) if rule else timedelta()
            vals_list.append(
                {
                    "partner_id": lead.partner_id.id,
                    "company_id": company.id,
                    "channels": "call",
                    "valid_from": moments[lead.id] - EARLY,
                    "valid_to": moments[lead.id] + max(late, EARLY),
                    "evidence": "promise",
                    "res_model": self._name,
                    "res_id": lead.id,
                }
            )
        requests._record(vals_list)

    def _mortgage_wait_for_calls(self, touches):
        promised = dict(zip(self.ids, touches, strict=True))
        plans = self._mortgage_running_plans().filtered(
            lambda plan: plan.state == "active" or plan.promised_call_id
        )
        for plan in plans:
            touch = promised[plan.lead_id.id]
            when = when_words.when(
                when_words.local(touch.due_at, touch.user_id.tz),
                when_words.local(fields.Datetime.now(), touch.user_id.tz),
                self.env,
            )
            reason = self.env._("A call is promised for %(when)s", when=when)
            plan._wait_for_call(touch, reason)

    def _mortgage_waiting_calls(self):
        """Return the open call tasks of these leads."""
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", "crm.lead"),
                ("res_id", "in", self.ids),
                ("activity_type_id", "=", self.env.ref(CALL_TYPE).id),
            ],
            order="mortgage_due_at, id",
        )

    def _mortgage_hand_call_vals(self, facts, caller):
        """Return the values of a call that no plan makes."""
        point = self._mortgage_called_point(facts)
        return {
            **self._mortgage_call_vals(facts, caller),
            "point_id": point.id,
            "kind": "reply" if self._mortgage_wrote_lately() else "marketing",
            "origin": "manual",
            "state": "due",
            "queued_at": fields.Datetime.now(),
            "ready_at": False,
        }

    def _mortgage_wrote_lately(self):
        """Whether a call answers the borrower; later it is one to sell again."""
        answered = self.mortgage_replied_at
        return bool(answered) and answered > fields.Datetime.now() - CONVERSATION

    def _mortgage_called_point(self, facts):
        """Return the contact point of the number that people see and call."""
        number = self._mortgage_address("call", facts)
        points = self.env["mortgage.contact.point"].browse(facts["points"])
        return points.filtered(
            lambda point: point.kind == "phone" and point.value == number
        )[:1]

    def _mortgage_promise_moment(self, field, moment, asked=False):
        """Return ``moment`` as a field holds it; refuse one when nobody may call,
        unless the borrower ``asked`` to be called just then."""
        try:
            at = fields.Datetime.to_datetime(moment or None)
        except (ValueError, TypeError):
            at = None
        now = fields.Datetime.now()
        if not at or not now < at < now + FARTHEST:
            raise ValidationError(
                self.env._(
                    "%(field)s: give a time of the coming year, in UTC, as"
                    " 2026-11-28 21:47:00.",
                    field=field,
                )
            )
        if not asked:
            for lead, windows in self._mortgage_call_windows(at).items():
                lead._mortgage_check_window(field, at, windows)
        return at

    def _mortgage_check_window(self, field, at, windows):
        aware = at.replace(tzinfo=timezone.utc)
        if any(start <= aware < end for start, end in windows):
            return
        zone = self._mortgage_zones(self._mortgage_contact_facts())[self.id][0]
        later = [start for start, _end in windows if start > aware]
        raise ValidationError(
            self.env._(
                "%(field)s: no calls to %(name)s at that hour. From %(when)s there.",
                field=field,
                name=self.partner_id.name or self.name,
                when=when_words.when(
                    min(later).astimezone(zone), aware.astimezone(zone), self.env
                ),
            )
            if later
            else self.env._("%(field)s: no calls on that day.", field=field)
        )

    def _mortgage_call_windows(self, at):
        """Return ``{lead: legal intervals for a call}`` of a week from ``at`` on."""
        leads = self.sudo()
        facts = leads._mortgage_contact_facts()
        workers = leads._mortgage_workers()
        touch = self.env["mortgage.touch"].sudo()
        touches = touch.concat(
            *(
                touch.new(lead._mortgage_call_vals(facts[lead.id], workers[lead.id]))
                for lead in leads
            )
        )
        aware = at.replace(tzinfo=timezone.utc)
        requests = [replace(request, at=aware) for request in touches._requests()]
        windows = self.env["mortgage.gate"].sudo()._open_windows(requests)
        return dict(zip(leads, windows, strict=True))
