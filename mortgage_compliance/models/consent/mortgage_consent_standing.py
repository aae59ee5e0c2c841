from datetime import timezone

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.consents import LOST, RETAINED, WAITING, Fact, seller_key, standing


class MortgageConsent(models.Model):
    """What the consents of a contact point come to for one lender at one moment."""

    _inherit = "mortgage.consent"

    @api.model
    def _levels(self, point_ids, at=None):
        """Return ``{point id: {channel: "pec" or "pewc"}}`` for this company now."""
        company_id = self.env.company.id
        facts = self._facts(point_ids)
        names = self._seller_names({company_id})[company_id]
        at = at or fields.Datetime.now()
        return {
            point_id: standing(facts.get(point_id, ()), company_id, names, at).levels
            for point_id in point_ids
        }

    @api.model
    def _set_on_cases(self, cases):
        """Set the consents that count for each case: two queries for any batch."""
        facts = self._facts({case.point_id for case in cases if case.point_id})
        names = self._seller_names({case.company_id for case in cases})
        found = {}
        for case in cases:
            if not facts.get(case.point_id):
                continue
            key = case.point_id, case.company_id, case.at
            if key not in found:
                at = case.at.astimezone(timezone.utc).replace(tzinfo=None)
                ours = names[case.company_id]
                found[key] = standing(facts[case.point_id], case.company_id, ours, at)
            case.levels = found[key].levels
            case.pending_levels = found[key].pending
            case.permissions = found[key].permissions

    @api.model
    def _facts(self, point_ids):
        """Return ``{point id: [Fact]}`` of those who gave or took back anything.

        Not the ORM: thousands of rows are read only to be counted.
        """
        if not point_ids:
            return {}
        self.flush_model()
        self.env["mortgage.consent.certificate"].flush_model(["state"])
        rows = self.env.execute_query(
            SQL(
                "SELECT consent.point_id, consent.event, consent.at, consent.channels,"
                " consent.level, consent.written_channels, consent.bare_channels,"
                " consent.expires_at, consent.company, consent.seller,"
                " certificate.state FROM mortgage_consent consent"
                " LEFT JOIN mortgage_consent_certificate certificate"
                " ON certificate.id = consent.certificate_id"
                " WHERE consent.point_id = ANY(%s)",
                list(point_ids),
            )
        )
        found = {}
        for point_id, *row in rows:
            found.setdefault(point_id, []).append(_fact(*row))
        return found

    @api.model
    def _seller_names(self, company_ids):
        """Return ``{company id: names it is known by}``, its branches' included."""
        names = {company_id: set() for company_id in company_ids}
        # Not the ORM: all names of a lender in one query, whoever may read them.
        self.env["res.company"].flush_model(["name", "mortgage_trade_name"])
        self.env["mortgage.branch"].flush_model(["name", "trade_name", "company_id"])
        for company_id, *said in self.env.execute_query(
            SQL(
                "SELECT id, name, mortgage_trade_name FROM res_company"
                " WHERE id = ANY(%(ids)s) UNION ALL"
                " SELECT company_id, name, trade_name FROM mortgage_branch"
                " WHERE company_id = ANY(%(ids)s)",
                ids=list(company_ids),
            )
        ):
            names[company_id] |= {seller_key(name) for name in said if seller_key(name)}
        return {company_id: frozenset(own) for company_id, own in names.items()}


def _fact(
    event, at, channels, level, written, bare, expires_at, company, seller, state
):
    channels = tuple(channels.split())
    unweighed = channels if level == "pewc" else ()
    return Fact(
        event=event,
        at=at,
        channels=channels,
        level=level or "",
        written=tuple(written.split()) if written else unweighed,
        bare=tuple(bare.split()) if bare else unweighed,
        expires_at=expires_at,
        company_id=company or 0,
        seller=seller or "",
        certificate=_proof(state),
    )


def _proof(state):
    """Return what a certificate's state means to a consent."""
    if state in (None, WAITING, RETAINED):
        return state or ""
    return LOST
