from odoo import models
from odoo.tools import html2plaintext

from .mail_activity import ANSWER_TYPE


class MailActivity(models.Model):
    """Alerts about tasks: what they say, and when they need not be seen any more."""

    _inherit = "mail.activity"

    def _mortgage_note(self, lead, users, text):
        """Return an alert for ``users`` about this task of ``lead``, as
        ``_mortgage_alert`` takes it."""
        is_answer = self._mortgage_of_type(ANSWER_TYPE)
        return {
            "users": users,
            "title": self.summary,
            "message": text,
            "lead": lead,
            "activity": self,
            "kind": "reply" if is_answer else "call",
        }

    def _mortgage_alert_text(self, lead, absent=None):
        """Return what an alert about this task of ``lead`` says: the borrower's words
        where there are any, and whom it is about."""
        text = lead._mortgage_ring_text(absent)
        words = html2plaintext(self.note or "").strip()
        if not words or not self._mortgage_of_type(ANSWER_TYPE):
            return text
        quote = self.env._("“%(words)s”", words=words)
        return f"{quote} · {text}" if text else quote

    def _mortgage_hush(self):
        """Take the alerts about these tasks from all screens: somebody acted."""
        leads = self.env["crm.lead"].browse(set(self.mapped("res_id"))).exists()
        on_call = leads.team_id._mortgage_on_call()
        workers = leads._mortgage_workers()
        for lead in leads:
            people = lead.user_id | lead.team_id.user_id | self.user_id
            people |= workers[lead.id] | on_call.get(lead.team_id.id, people.browse())
            people._bus_send("mortgage_alert_handled", {"lead_id": lead.id})
