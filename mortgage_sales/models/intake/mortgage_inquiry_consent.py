from odoo import fields, models

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
            self.env["mortgage.consent"]._record(grants)

    def _grants(self, source, arrival, kind, point_id):
        """Return the grants of one contact point of an inquiry.

        Who gives a number for that purpose may be called and texted about it. For
        marketing it takes a written agreement that names this seller.
        """
        given = arrival.values["consent"]
        channels = set(given["channels"] or WRITTEN_CHANNELS)
        proof = self._proof(source, arrival) | {"point_id": point_id}
        if kind == "email":
            agreed = given["text"] and "email" in channels
            return [
                proof
                | {"level": "pec", "channels": ["email"]}
                | ({"method": "web form"} if agreed else {})
            ]
        grants = [proof | {"level": "pec", "channels": sorted(WRITTEN_CHANNELS)}]
        written = sorted(channels & WRITTEN_CHANNELS)
        if written and self._is_written_agreement(source, given):
            grants.append(
                proof | {"level": "pewc", "channels": written, "method": "web form"}
            )
        return grants

    def _is_written_agreement(self, source, given):
        if not given["text"] or source.consent_basis == "none":
            return False
        return self._names_us(source, given)

    def _asked_us(self, source, given):
        """Tell whether the borrower turned to this lender, as an existing business
        relationship needs it."""
        return source.consent_basis == "own_form" or self._names_us(source, given)

    def _names_us(self, source, given):
        names = {source.company_id.name, source.company_id.mortgage_trade_name}
        seller = (given["seller"] or "").casefold()
        named = seller in {name.casefold() for name in names if name}
        return named or (source.names_seller and not seller)

    def _proof(self, source, arrival):
        given = arrival.values["consent"]
        now = self.env.cr.now().replace(microsecond=0)
        at = given["at"] or arrival.values["submitted_at"] or now
        return {
            "method": "inquiry",
            "source": source.code,
            "seller": given["seller"] or source.company_id.name,
            "text": given["text"] or "",
            "version": given["version"] or "",
            "url": given["url"] or "",
            "ip": given["ip"] or "",
            "user_agent": given["user_agent"] or "",
            # A clock that is ahead must not outlive a later STOP.
            "at": min(at, now),
            "res_model": self._name,
            "res_id": arrival.inquiry_id,
        }
