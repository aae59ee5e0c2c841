from datetime import datetime, timezone

from odoo import api, fields, models
from odoo.tools import format_date

from ...tools.readers import CONSENT_READERS
from ...tools.relationship import business_relationship


class MortgageContactPoint(models.Model):
    """What a person agreed to, beside the business relationship with the lender."""

    _inherit = "mortgage.contact.point"

    consent_ids = fields.One2many(
        "mortgage.consent", "point_id", "Consents", groups=CONSENT_READERS
    )
    suppression_ids = fields.One2many(
        "mortgage.suppression", "point_id", "Opt-outs", groups=CONSENT_READERS
    )
    relationship_text = fields.Char(
        "Business relationship", compute="_compute_relationship_text"
    )

    @api.depends("partner_ids")
    @api.depends_context("company")
    def _compute_relationship_text(self):
        words = self.sudo().partner_ids._mortgage_relationship_words()
        for point in self:
            told = [words[partner.id] for partner in point.sudo().partner_ids]
            point.relationship_text = max(told, key=bool, default="")


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _mortgage_relationship_words(self):
        """Return ``{partner id: words}`` on the established business relationship with
        this company: what makes it and how long; empty where there is none."""
        book = self.env["mortgage.contact.policy"]._rulebook()
        now, company_id = datetime.now(timezone.utc), self.env.company.id
        months = [
            book.require(code, company_id, now).number
            for code in ("ebr.transaction", "ebr.inquiry")
        ]
        known = self._mortgage_relationships()
        return {
            partner_id: self._mortgage_relationship_told(
                known[partner_id],
                business_relationship(known[partner_id], now, *months),
            )
            for partner_id in self.ids
        }

    def _mortgage_relationship_told(self, relationship, until):
        if not until:
            return ""
        made = [
            (relationship.closed_at, self.env._("loan funded %s")),
            (relationship.applied_at, self.env._("applied %s")),
            (relationship.inquired_at, self.env._("asked us %s")),
        ]
        return self.env._(
            "Business relationship until %(until)s (%(made)s)",
            until=format_date(self.env, until.date()),
            made=", ".join(
                words % format_date(self.env, moment.date())
                for moment, words in made
                if moment
            ),
        )
