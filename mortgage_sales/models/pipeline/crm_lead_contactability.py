from datetime import datetime, timezone

from odoo import models

from odoo.addons.mortgage_compliance.tools import contact_words
from odoo.addons.mortgage_compliance.tools.email import canonical
from odoo.addons.mortgage_compliance.tools.phone import e164
from odoo.addons.mortgage_compliance.tools.verdict import ContactRequest

# What a person's contact counts as. A written one is an answer where the borrower wrote
# lately; a call sells.
KINDS = {"call": "marketing", "sms": "reply", "email": "reply"}


class CrmLead(models.Model):
    """May the owner call, text or email this borrower by hand at this minute?"""

    _inherit = "crm.lead"

    def _mortgage_contactability(self):
        """Return ``{lead id: {channel: answer}}`` for the channels call, sms and email.

        An answer has ``verdict`` (allow, hold, block), ``words``, ``until`` (naive UTC
        or False), ``rule``, ``citation``, ``notes`` (what does not stop a person but
        should be known) and ``address``. Constant queries; nothing is written.
        """
        leads = self.sudo()
        facts = leads._mortgage_contact_facts()
        now = datetime.now(timezone.utc)
        found, asked = {lead.id: {} for lead in leads}, []
        for lead in leads:
            for channel in KINDS:
                address = lead._mortgage_address(channel, facts[lead.id])
                found[lead.id][channel] = self._mortgage_no_address(channel)
                if address:
                    request = contact_request(channel, address, facts[lead.id], now)
                    asked.append((lead, request))
        verdicts = (
            self.env["mortgage.gate"]
            .sudo()
            ._judge([request for _lead, request in asked])
        )
        for (lead, request), verdict in zip(asked, verdicts, strict=True):
            answer = lead._mortgage_answer(request, verdict)
            found[lead.id][request.channel] = answer
        return found

    def _mortgage_address(self, channel, facts):
        """Return what the owner would use: what stands on the lead, or else the
        borrower's preferred email or phone."""
        if channel == "email":
            kind, own = "email", canonical(self.email_from)
        else:
            kind, own = "phone", e164(self.phone, self.country_id.code or "US")
        points = self.env["mortgage.contact.point"].browse(facts["points"])
        known = [point.value for point in points if point.kind == kind]
        return own or (known[0] if known else "")

    def _mortgage_no_address(self, channel):
        return {
            "verdict": "block",
            "words": contact_words.nowhere(channel, self.env),
            "until": False,
            "rule": False,
            "citation": False,
            "notes": [],
            "address": False,
        }

    def _mortgage_answer(self, request, verdict):
        until = verdict.hold_until
        naive = until and until.astimezone(timezone.utc).replace(tzinfo=None)
        contact = self._mortgage_contact_said(request, verdict)
        return {
            "verdict": verdict.verdict,
            "words": self._mortgage_review_note(verdict)
            or contact_words.words(contact, self.env),
            "until": naive or False,
            "rule": verdict.rule or False,
            "citation": verdict.citation or False,
            "notes": [warning["reason"] for warning in verdict.warnings],
            "address": request.value,
        }

    def _mortgage_review_note(self, verdict):
        """Return what whoever writes by hand reads while an answer is in review."""
        for warning in verdict.warnings:
            if verdict.allowed and warning["rule"] == "opt_out.review":
                return self.env._("By hand only. %(why)s", why=warning["reason"])
        return ""

    def _mortgage_contact_said(self, request, verdict):
        name = self.partner_id.name or self.contact_name or ""
        return self.env["mortgage.gate"]._said(request, verdict, name)


def contact_request(channel, address, facts, at):
    """Return what the gate is asked when the owner contacts somebody by hand."""
    return ContactRequest(
        channel=channel,
        kind=KINDS[channel],
        at=at,
        value=address,
        partner_id=facts["partner_id"] or 0,
        states=facts["states"],
        zips=facts["zips"],
        property_state=facts["property_state"],
        user_id=facts["user_id"] or 0,
        company_id=facts["company_id"],
        team_id=facts["team_id"] or 0,
        origin="manual",
        technology="manual",
    )
