from datetime import datetime, timezone

from odoo import api, models

from ...tools.consent_elements import PERMISSION_ELEMENTS, Agreement, lacking
from .mortgage_consent import CHANNELS

# What takes a signed agreement, and the elements that it asks for (none: every one).
SIGNED = {"pewc": (), "dnc_permission": PERMISSION_ELEMENTS}


class MortgageConsent(models.Model):
    """What a written consent must show, by the rules in force when it is recorded."""

    _inherit = "mortgage.consent"

    @api.model
    def _weigh(self, grants):
        """Return ``grants`` at the level that their words and signature carry.

        What lacks an element counts as express consent, and says what it lacks.
        """
        written = [grant for grant in grants if grant.get("level") in SIGNED]
        if not written:
            return grants
        book = self.env["mortgage.contact.policy"]._rulebook()
        now = datetime.now(timezone.utc)
        company_id = self.env.company.id
        rules = book.of("consent_element", company_id, now)
        names = self._seller_names({company_id})[company_id]
        points = self.env["mortgage.contact.point"].sudo()
        numbers = {
            point.id: point.value
            for point in points.browse(grant["point_id"] for grant in written)
        }
        return [
            self._weighed(grant, rules, names, numbers[grant["point_id"]])
            if grant.get("level") in SIGNED
            else grant
            for grant in grants
        ]

    def _weighed(self, grant, rules, names, number):
        only = SIGNED[grant["level"]]
        agreement = self._agreement(grant, names, number)
        kind = "email" if "@" in number else "phone"
        channels = grant.get("channels") or CHANNELS[kind]
        certified = bool(grant.get("certificate_id") or grant.get("cert_id"))
        lacks = {
            (channel, proven): lacking(agreement, rules, channel, proven, only)
            for channel in channels
            for proven in (certified, False)
        }
        complete = [name for name in channels if not lacks[name, certified]]
        missing = {code for name in channels for code in lacks[name, certified]}
        return {
            **grant,
            "claimed_level": grant["level"],
            "level": grant["level"] if complete else "pec",
            "written_channels": complete,
            "bare_channels": [name for name in channels if not lacks[name, False]],
            "missing": " ".join(sorted(missing)),
        }

    def _agreement(self, grant, names, number):
        return Agreement(
            text=grant.get("text") or "",
            seller=grant.get("seller") or "",
            number=number,
            method=grant.get("method") or "",
            ip=grant.get("ip") or "",
            user_agent=grant.get("user_agent") or "",
            is_dated=bool(grant.get("at")),
            has_evidence=bool(grant.get("evidence_sha256")),
            names=names,
        )
