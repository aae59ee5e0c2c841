from datetime import timedelta, timezone

from odoo import fields, models

from odoo.addons.mortgage_compliance.tools.phone import national

from ...tools import shift
from .mail_activity import ANSWER_TYPE

ANSWER_MINUTES = 15
MANAGER_MINUTES = 30
ANSWER_HORIZON = timedelta(days=8)


class CrmLead(models.Model):
    """Whose alarm rings: the owner's in hours, else that of whoever is on call."""

    _inherit = "crm.lead"

    def _mortgage_ring(self, tasks):
        """Alert the people who should act on ``tasks`` now."""
        leads = {lead.id: lead for lead in self.sudo()}
        on_shift = self.sudo()._mortgage_on_shift()
        called = self.sudo().team_id._mortgage_on_call()
        workers = self._mortgage_workers()
        notes = []
        for task in tasks:
            lead = leads[task.res_id]
            owner = workers[lead.id]
            on_call = called.get(lead.team_id.id, self.env["res.users"])
            if owner.id in on_shift or not on_call:
                text = task._mortgage_alert_text(lead)
                notes.append(task._mortgage_note(lead, owner, text))
            else:
                text = task._mortgage_alert_text(lead, owner)
                notes.append(task._mortgage_note(lead, on_call, text))
        self.env["res.users"]._mortgage_alert(notes)

    def _mortgage_on_shift(self):
        """Return the ids of the owners and on-call people who are in hours now."""
        people = self.env["res.users"].union(*self._mortgage_workers().values())
        return people._mortgage_is_on(fields.Datetime.now()) if people else set()

    def _mortgage_ring_text(self, absent=None):
        parts = [
            self._mortgage_phone(),
            dict(self._fields["loan_purpose"]._description_selection(self.env)).get(
                self.loan_purpose
            ),
            ", ".join(filter(None, [self.property_city, self.property_state])),
        ]
        text = " · ".join(filter(None, parts))
        if absent is None:
            return text
        whose = (
            self.env._("%(owner)s's lead, who is off now", owner=absent.name)
            if absent
            else self.env._("nobody's lead yet")
        )
        return f"{text} · {whose}" if text else whose

    def _mortgage_phone(self):
        """Return the number to call, as people write it."""
        return national(self.phone or self.partner_id.phone or "")

    def _mortgage_ask_for_answer(self, channel, quoted):
        """Ask whoever works the lead to answer within minutes of working time; tell the
        manager when nobody has."""
        now = fields.Datetime.now().replace(tzinfo=timezone.utc)
        asked = self.env["mail.activity"].sudo().search(self._mortgage_answer_domain())
        already = set(asked.mapped("res_id"))
        workers = self._mortgage_workers()
        people = self.env["res.users"].union(*workers.values())
        staffed = people._mortgage_work_intervals(now, now + ANSWER_HORIZON)
        tasks = []
        for lead in self.filtered(lambda lead: lead.id not in already):
            shifts = staffed.get(workers[lead.id].id, [])
            due = shift.after_working(shifts, now, ANSWER_MINUTES)
            escalate = shift.after_working(shifts, now, MANAGER_MINUTES)
            tasks.append(
                {
                    "lead": lead,
                    "type": ANSWER_TYPE,
                    "user": workers[lead.id],
                    "due_at": due.replace(tzinfo=None),
                    "escalate_at": escalate.replace(tzinfo=None),
                    "summary": lead._mortgage_answer_summary(channel),
                    "note": quoted,
                }
            )
        # Who writes again is quoted by the last words.
        asked.write({"note": quoted})
        created = self.env["mail.activity"]._mortgage_create_tasks(tasks)
        escalation = self.env.ref("mortgage_sales.cron_escalate").sudo()
        moments = {task.mortgage_escalate_at for task in created}
        if moments:
            escalation._trigger(sorted(moments))
        self._mortgage_ring(asked | created)

    def _mortgage_answer_summary(self, channel):
        name = self.partner_id.name or self.name
        if channel == "sms":
            return self.env._("%(name)s answered by text", name=name)
        if channel == "email":
            return self.env._("%(name)s answered by email", name=name)
        return self.env._("%(name)s called back", name=name)

    def _mortgage_answer_domain(self):
        return [
            ("res_model", "=", "crm.lead"),
            ("res_id", "in", self.ids),
            ("activity_type_id", "=", self.env.ref(ANSWER_TYPE).id),
        ]

    def _mortgage_close_answer_tasks(self):
        """An answer went out: nobody needs to be asked for it any more."""
        tasks = self.env["mail.activity"].sudo().search(self._mortgage_answer_domain())
        tasks.action_archive()

    def _mortgage_tell_of_late_answers(self, tasks):
        """Alert the managers of the teams whose borrowers still wait for an answer."""
        leads = {lead.id: lead for lead in self.sudo()}
        notes = []
        for task in tasks:
            lead = leads.get(task.res_id)
            if lead and lead.team_id.user_id:
                text = self.env._(
                    "%(owner)s has not answered yet", owner=lead.user_id.name or "—"
                )
                manager = lead.team_id.user_id
                notes.append(task._mortgage_note(lead, manager, text))
        self.env["res.users"]._mortgage_alert(notes)
