from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import html2plaintext

from ..day.crm_lead import HAND_OVER_TYPE

SHOWN = 20
REASONS_SHOWN = 3


class MortgageBoard(models.AbstractModel):
    """The left column: what nobody works, and why."""

    _inherit = "mortgage.board"

    def _unassigned(self, teams):
        """Return the leads without an owner, the longest waiting first."""
        leads = self.env["crm.lead"]
        domain = self._active_leads(teams) & Domain("user_id", "=", False)
        shown = leads.search(domain, order="create_date, id", limit=SHOWN)
        why = self._why_nobody(shown)
        return {
            "count": leads.search_count(domain),
            "rows": [
                {**card, "why": why[card["lead_id"]]} for card in self._cards(shown)
            ],
        }

    def _asked(self, teams):
        """Return the leads whose owners ask for somebody else, the oldest first."""
        kind = self.env["ir.model.data"]._xmlid_to_res_id(HAND_OVER_TYPE)
        leads = self.env["crm.lead"]
        domain = self._active_leads(teams) & Domain(
            "activity_ids.activity_type_id", "=", kind
        )
        shown = leads.search(domain, order="create_date, id", limit=SHOWN)
        requests = shown.sudo()._mortgage_hand_over_requests()
        said = {
            request.res_id: f"{request.summary}: {html2plaintext(request.note or '')}"
            for request in requests
        }
        return {
            "count": leads.search_count(domain),
            "rows": [
                {
                    **card,
                    "why": said.get(card["lead_id"], ""),
                    "user_id": lead.user_id.id,
                }
                for lead, card in zip(shown, self._cards(shown), strict=True)
            ],
        }

    def _why_nobody(self, leads):
        """Return ``{lead id: why nobody may own it}``."""
        latest = self.env["mortgage.routing.decision"]._latest(leads)
        decisions = self.env["mortgage.routing.decision"].union(*latest.values())
        obstacles = decisions._obstacles()
        return {
            lead.id: self._said(latest.get(lead.id), obstacles, lead.routing_waits)
            for lead in leads
        }

    def _said(self, decision, obstacles, waits):
        if not waits:
            return self.env._("Taken from its owner; nobody has it since.")
        if not decision:
            return self.env._("Not routed yet.")
        reasons = obstacles.get(decision.id)
        if not reasons:
            return decision.reason or ""
        said = ", ".join(
            f"{reason} ({number})" for reason, number in reasons[:REASONS_SHOWN]
        )
        more = len(reasons) - REASONS_SHOWN
        if more > 0:
            said = self.env._(
                "%(said)s and %(more)s more reasons", said=said, more=more
            )
        return self.env._("Nobody may own it: %(said)s", said=said)

    def _held(self, teams):
        """Return the inquiries that wait for a person to correct them."""
        inquiries = self.env["mortgage.inquiry"]
        own = Domain("source_id.team_id", "in", [False, *teams.ids])
        domain = Domain("state", "=", "held") & own
        shown = inquiries.search(domain, order="received_at, id", limit=SHOWN)
        return {
            "count": inquiries.search_count(domain),
            "rows": [
                {
                    "inquiry_id": inquiry.id,
                    "name": inquiry.person_name or "",
                    "source": inquiry.sudo().source_id.name,
                    "received_at": fields.Datetime.to_string(inquiry.received_at),
                    "why": inquiry.reasons_text or "",
                }
                for inquiry in shown
            ],
        }
