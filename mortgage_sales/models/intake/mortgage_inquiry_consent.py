from odoo import fields, models

from odoo.addons.mortgage_compliance.tools.consents import names_us

WRITTEN_CHANNELS = {"sms", "call"}


class MortgageInquiry(models.Model):
    """What a borrower allowed by asking, and what by agreeing to a text."""

    _inherit = "mortgage.inquiry"

    asked_us = fields.Boolean(
        "The borrower asked us",
        readonly=True,
        help="On our own page, or on one that named us: an inquiry to this lender, as"
        " the do-not-call rules count it.",
    )

    def _record_consent(self, source, arrivals, point_ids):
        grants = [
            grant
            for arrival in arrivals
            for pair in arrival.pairs
            for grant in self._grants(source, arrival, pair[0], point_ids[pair])
        ]
        if grants:
            consents = self.env["mortgage.consent"]
            consents._record(consents._weigh(consents._with_certificates(grants)))

    def _grants(self, source, arrival, kind, point_id):
        """Return the grants of one contact point of an inquiry.

        Who gives a number for that purpose may be called and texted about it. For
        marketing it takes a written agreement that names this seller: what the words
        shown come to is weighed when they are recorded.
        """
        given = arrival.values["consent"]
        asked = self._proof(source, arrival) | {"point_id": point_id}
        if kind == "email":
            return [asked | {"level": "pec", "channels": ["email"]}]
        grants = [asked | {"level": "pec", "channels": sorted(WRITTEN_CHANNELS)}]
        written = sorted(set(given["channels"] or WRITTEN_CHANNELS) & WRITTEN_CHANNELS)
        if written and given["text"] and source.consent_basis != "none":
            agreed = asked | self._agreement(source, given)
            grants.append(agreed | {"level": "pewc", "channels": written})
        return grants

    def _agreement(self, source, given):
        """Return what shows the words a borrower agreed to, and how."""
        named = source.names_seller and source.company_id.name
        return {
            "method": "web form",
            "seller": given["seller"] or named or "",
            "text": given["text"],
            "version": given["version"] or "",
            "url": given["url"] or "",
            "ip": given["ip"] or "",
            "user_agent": given["user_agent"] or "",
            "cert_type": (given["cert_type"] or "").strip().lower(),
            "cert_id": given["cert_id"] or "",
        }

    def _asked_us(self, source, given, names):
        """Tell whether the borrower turned to this lender, known by ``names``, as an
        existing business relationship needs it."""
        if source.consent_basis == "own_form":
            return True
        seller = given["seller"]
        return names_us(seller, names) if seller else bool(source.names_seller)

    def _proof(self, source, arrival):
        given = arrival.values["consent"]
        now = self.env.cr.now().replace(microsecond=0)
        at = given["at"] or arrival.values["submitted_at"] or now
        return {
            "method": "inquiry",
            "source": source.code,
            # A clock that is ahead must not outlive a later STOP.
            "at": min(at, now),
            "res_model": self._name,
            "res_id": arrival.inquiry_id,
        }
