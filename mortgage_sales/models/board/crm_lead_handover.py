from odoo import models
from odoo.tools import format_datetime

NAMED = 3


class CrmLead(models.Model):
    """Leads that a person gives to another LO, in our screens or the host's: what
    follows is the same."""

    _inherit = "crm.lead"

    def write(self, vals):
        if "user_id" not in vals or self.env.context.get("mortgage_routing"):
            return super().write(vals)
        ours = self.sudo().filtered("is_mortgage")
        handed = ours.filtered(lambda lead: lead.user_id.id != (vals["user_id"] or 0))
        if not handed:
            return super().write(vals)
        before = {lead.id: lead.user_id for lead in handed}
        # Each owner is told once by us, not by Odoo's mail about each lead.
        quiet = {"mortgage_by_hand": True, "mail_auto_subscribe_no_notify": True}
        mine = self.browse(handed.ids)
        result = super(CrmLead, mine.with_context(**quiet)).write(vals)
        others = self - mine
        if others:
            super(CrmLead, others).write(vals)
        handed._mortgage_after_handover(before)
        return result

    def _mortgage_after_handover(self, before):
        """Tell whoever got these leads and whoever had them, each once, and keep the
        reason; ``before`` is ``{lead id: owner}``."""
        note = self.env.context.get("mortgage_handover_note")
        if note:
            # Beside what the chatter tells of the change itself.
            self._track_set_log_message(note)
        me = self.env.user
        for owner, leads in self.grouped("user_id").items():
            if owner and owner != me:
                leads._mortgage_tell_new_owner(owner, note)
        for owner, leads in self.grouped(lambda lead: before[lead.id]).items():
            if owner and owner != me:
                leads._mortgage_tell_former_owner(owner, note)

    def _mortgage_tell_new_owner(self, owner, note):
        urgent, task = self._mortgage_most_urgent()
        single = len(self) == 1
        words = {
            "who": self.env.user.name,
            "owner": owner.name,
            "leads": self._mortgage_who()
            if single
            else self.env._("%(number)s leads", number=len(self)),
        }
        text = [self._mortgage_ring_text() if single else self._mortgage_names()]
        if task:
            when = format_datetime(
                self.env, task.mortgage_due_at, tz=owner.tz, dt_format="EEE h:mm a"
            )
            text.append(
                self.env._("%(task)s due %(when)s", task=task.summary, when=when)
            )
        text = " · ".join(filter(None, [*text, note]))
        alert = {"message": text, "lead": urgent, "activity": task, "kind": "lead"}
        if task:
            alert = task._mortgage_note(urgent, owner, text)
        title = self.env._("%(who)s handed you %(leads)s", **words)
        notes = [{**alert, "users": owner, "title": title}]
        for cover, _back in owner._mortgage_covers().values():
            title = self.env._(
                "%(who)s handed %(leads)s to %(owner)s, whom you cover", **words
            )
            notes.append({**alert, "users": cover, "title": title})
        self.env["res.users"]._mortgage_alert(notes)

    def _mortgage_most_urgent(self):
        """Return the lead whose open task is due first, and that task."""
        task = self.env["mail.activity"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("mortgage_due_at", "!=", False),
            ],
            order="mortgage_due_at, id",
            limit=1,
        )
        return self.browse(task.res_id) if task else self[:1], task

    def _mortgage_tell_former_owner(self, owner, note):
        """Say who has the leads now; no link, for they are no longer this person's."""
        to = self.user_id.name or self.env._("nobody yet")
        subject = self.env._(
            "%(number)s of your leads went to %(owner)s", number=len(self), owner=to
        )
        if len(self) == 1:
            subject = self.env._(
                "%(lead)s went to %(owner)s", lead=self._mortgage_who(), owner=to
            )
        text = self.env._(
            "%(who)s handed over %(names)s. The calls and messages still to come went"
            " along.",
            who=self.env.user.name,
            names=self._mortgage_names(),
        )
        body = " ".join(filter(None, [text, note]))
        self.env["mail.thread"].message_notify(
            partner_ids=owner.partner_id.ids, subject=subject, body=body
        )
        owner._bus_send(
            "simple_notification", {"type": "info", "title": subject, "message": body}
        )

    def _mortgage_who(self):
        return self.partner_id.name or self.contact_name or self.name

    def _mortgage_names(self):
        """Return the first few borrowers by name and how many more there are."""
        names = [lead._mortgage_who() for lead in self[:NAMED]]
        more = len(self) - NAMED
        if more > 0:
            names.append(self.env._("%(number)s more", number=more))
        return ", ".join(names)
