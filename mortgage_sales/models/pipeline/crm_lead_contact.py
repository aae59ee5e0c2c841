from odoo import api, fields, models
from odoo.fields import Domain

from ...tools import loan_words
from .mortgage_party import HOUSEHOLD_ROLES


class CrmLead(models.Model):
    """What a lead tells the gate, the library and whoever brings an answer."""

    _inherit = "crm.lead"

    mortgage_point_ids = fields.Many2many(
        related="partner_id.mortgage_point_ids", string="Contact points"
    )

    def _mortgage_in_scope(self):
        return self.filtered(
            lambda lead: (
                lead.sudo().team_id.is_mortgage and lead.sudo().team_id.mortgage_active
            )
        )

    def _mortgage_contact_facts(self):
        return {lead.id: lead._mortgage_facts() for lead in self.sudo()}

    def _mortgage_facts(self):
        residence = self.state_id if self.state_id.country_id.code == "US" else None
        states = [residence and residence.code, self.property_state]
        return {
            "partner_id": self.partner_id.id,
            "points": self._mortgage_points_preferred_first().ids,
            "states": tuple(dict.fromkeys(filter(None, states))),
            "zips": tuple(dict.fromkeys(filter(None, [self.zip, self.property_zip]))),
            "property_state": self.property_state or "",
            "user_id": self.user_id.id,
            "company_id": self.company_id.id or self.env.company.id,
            "team_id": self.team_id.id,
            "lang": self._mortgage_lang(),
            "tz_hint": self.partner_id.tz or "",
            "loan": {"purpose": self.loan_purpose, "product": self.product},
        }

    def _mortgage_points_preferred_first(self):
        """Return the borrower's points, those of the present email and phone first."""
        present = self.partner_id._mortgage_point_pairs() if self.partner_id else []
        points = self.partner_id.mortgage_point_ids
        return points.sorted(
            lambda point: ((point.kind, point.value) not in present, point.id)
        )

    def _mortgage_lang(self):
        return (
            self.partner_id.mortgage_lang
            or loan_words.language_code(self.language)
            or self.partner_id.lang
            or "en_US"
        )

    def _message_compute_subject(self):
        """Name the loan, not the borrower, to whom the mail goes."""
        if not self.is_mortgage:
            return super()._message_compute_subject()
        return loan_words.about(self.loan_purpose, self._mortgage_lang())

    def _mortgage_merge_values(self):
        values = super()._mortgage_merge_values()
        for lead in self.sudo():
            name = lead.partner_id.name or lead.contact_name or ""
            place = [lead.property_city, lead.property_state]
            values[lead.id] |= {
                "borrower_name": name,
                "borrower_first_name": name.split()[0] if name.split() else "",
                "purpose_words": loan_words.purpose_words(
                    lead.loan_purpose, lead._mortgage_lang()
                ),
                "property_place": ", ".join(filter(None, place)),
            }
        return values

    @api.model
    def _mortgage_find_by_points(self, points):
        """Return the open leads whose borrower or co-borrower has one of ``points``,
        newest first."""
        mine = Domain("partner_id.mortgage_point_ids", "in", points.ids)
        household = Domain(
            "party_ids",
            "any",
            Domain("role", "in", HOUSEHOLD_ROLES)
            & Domain("partner_id.mortgage_point_ids", "in", points.ids),
        )
        leads = self.sudo().search(
            Domain("is_mortgage", "=", True)
            & Domain("won_status", "=", "pending")
            & (mine | household),
            order="create_date desc, id desc",
        )
        return leads.sudo(self.env.su)
