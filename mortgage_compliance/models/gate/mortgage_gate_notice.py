from dataclasses import replace
from datetime import timezone
from zoneinfo import ZoneInfo

from odoo import api, models

from ...tools import contact_words
from ...tools.phone import e164
from ...tools.zones import EVERYWHERE
from ..caller import check_caller
from .mortgage_gate import MAY_ASK

MAY_WRITE = (*MAY_ASK, "group_processor")


class MortgageGate(models.AbstractModel):
    """Says, before a person writes, whether it will leave."""

    _inherit = "mortgage.gate"

    @api.model
    def before_writing(self, model, res_id, channel, partner_ids=(), numbers=()):
        """Say for each borrower the caller is about to write to whether that may leave.

        ``channel`` is email or sms; ``numbers`` are those typed in place of a contact.
        Rows ``{name, verdict, words, citation, notes}``; none for who is no borrower
        or whom the caller may not see. Nothing is written.
        """
        check_caller(self.env, MAY_WRITE, self.env._("ask before writing"))
        return self._before_writing(model, res_id, channel, partner_ids, numbers)

    @api.model
    def _before_writing(self, model, res_id, channel, partner_ids=(), numbers=()):
        """The same for Odoo's dialogs, which any employee may open."""
        document = self.env[model].browse(res_id) if model in self.env else None
        if channel not in ("email", "sms") or not self._may_see(document):
            return []
        partners = self.env["res.partner"].browse(partner_ids).exists()
        asked = self._addressees(partners, numbers, channel)
        kind = "email" if channel == "email" else "phone"
        values = [value for _partner, value in asked]
        scope = self.env["mortgage.gate.scope"].sudo()
        (caught,) = scope._caught(kind, [(model, res_id, values)])
        asked = [one for one in asked if one[1] in (caught or ())]
        requests = self.sudo()._written_requests(document, channel, asked)
        return [
            self._notice(request, verdict, partner)
            for request, verdict, (partner, _value) in zip(
                requests, self.sudo()._judge(requests), asked, strict=True
            )
        ]

    @api.model
    def _may_see(self, document):
        return (
            document is not None and document.exists() and document.has_access("read")
        )

    @api.model
    def _addressees(self, partners, numbers, channel):
        """Return ``[(partner, canonical address)]``, each address once."""
        kind = "email" if channel == "email" else "phone"
        seen = {}
        for partner in partners.filtered(lambda partner: partner.has_access("read")):
            for own, value in partner.sudo()._mortgage_point_pairs():
                if own == kind:
                    seen.setdefault(value, partner)
        for number in numbers:
            seen.setdefault(e164(number), self.env["res.partner"])
        return [(partner, value) for value, partner in seen.items() if value]

    @api.model
    def _written_requests(self, document, channel, asked):
        """Return what the gate is asked about words that the caller writes."""
        kind = "email" if channel == "email" else "phone"
        points = self.env["mortgage.contact.point"].search(
            [("kind", "=", kind), ("value", "in", [value for _p, value in asked])]
        )
        known = {point.value: point for point in points}
        touches = self.env["mortgage.touch"]
        drafts = touches.concat(
            *(
                touches.new(
                    {
                        "res_model": document._name,
                        "res_id": document.id,
                        "partner_id": partner.id,
                        "point_id": known.get(value, points[:0]).id,
                        "channel": channel,
                        "kind": "reply",
                        "origin": "manual",
                        "user_id": self.env.uid,
                        "author_id": self.env.uid,
                        "company_id": self.env.company.id,
                    }
                )
                for partner, value in asked
            )
        )
        return [
            replace(request, value=value, point_id=known.get(value, points[:0]).id or 0)
            for request, (_partner, value) in zip(
                drafts._requests(), asked, strict=True
            )
        ]

    @api.model
    def _notice(self, request, verdict, partner):
        return {
            "name": partner.name or request.value,
            "verdict": verdict.verdict,
            "words": contact_words.words(
                self._said(request, verdict, partner.name or ""), self.env
            ),
            "citation": verdict.citation or False,
            "notes": [warning["reason"] for warning in verdict.warnings],
        }

    @api.model
    def _said(self, request, verdict, name):
        """Return a verdict about one channel as ``contact_words`` puts it in words."""
        zone = ZoneInfo((verdict.inputs.get("zones") or EVERYWHERE)[0])
        until, stopped_at = verdict.hold_until, verdict.details.get("stopped_at")
        return contact_words.Contact(
            channel=request.channel,
            verdict=verdict.verdict,
            name=name.split()[0] if name.split() else "",
            now=request.at.astimezone(zone),
            until=until and until.astimezone(zone),
            why=verdict.details.get("closed_by") or verdict.reason,
            stop=verdict.details.get("stop") or "",
            stopped_on=stopped_at
            and stopped_at.replace(tzinfo=timezone.utc).astimezone(zone).date(),
        )
