from odoo import api, fields, models

from odoo.addons.mortgage_compliance.tools.email import canonical
from odoo.addons.mortgage_compliance.tools.phone import e164
from odoo.addons.mortgage_compliance.tools.readers import PARTY_READERS

BORROWER_FIELDS = {"partner_id", "team_id"}


class CrmLead(models.Model):
    """A mortgage lead always has its borrower, and the borrower's email and phone are
    contact points."""

    _inherit = "crm.lead"

    party_ids = fields.One2many(
        "mortgage.party", "lead_id", "Other people", groups=PARTY_READERS
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            # The quick form of the pipeline asks for the borrower only.
            if not vals.get("name") and vals.get("contact_name"):
                vals["name"] = vals["contact_name"]
        leads = super().create(vals_list)
        leads.filtered("is_mortgage")._mortgage_keep_borrower()
        return leads

    def write(self, vals):
        result = super().write(vals)
        finding = self.env.context.get("mortgage_finding_borrower")
        if BORROWER_FIELDS & vals.keys() and not finding:
            self.filtered("is_mortgage")._mortgage_keep_borrower()
        return result

    def _merge_dependences(self, opportunities):
        """Keep the co-borrowers, agents and others of the leads that go, each once."""
        known = {(party.partner_id, party.role) for party in self.sudo().party_ids}
        for party in opportunities.sudo().party_ids:
            if (party.partner_id, party.role) not in known:
                known.add((party.partner_id, party.role))
                party.lead_id = self
        return super()._merge_dependences(opportunities)

    def _mortgage_keep_borrower(self):
        """Give leads without a borrower one, and make every borrower reachable by the
        contact points of email and phone."""
        if not self:
            return
        leads = self.sudo()
        leads.filtered(lambda lead: not lead.partner_id)._mortgage_find_borrower()
        leads.partner_id._mortgage_sync_points()

    def _mortgage_find_borrower(self):
        """Take the borrower whose email or phone is on the lead, or make one."""
        people = self.grouped(lambda lead: lead._mortgage_person_key() or lead.id)
        known = self._mortgage_known_borrowers(people)
        new = {key: leads[0] for key, leads in people.items() if key not in known}
        partners = self.env["res.partner"].create(
            [
                lead._prepare_customer_values(lead.contact_name or lead.name)
                for lead in new.values()
            ]
        )
        known |= dict(zip(new, partners, strict=True))
        for key, leads in people.items():
            leads.with_context(mortgage_finding_borrower=True)._mortgage_take_borrower(
                known[key]
            )

    def _mortgage_take_borrower(self, partner):
        """Link ``partner``; a number that was just given stays the one to call."""
        given = {lead: lead.phone for lead in self if lead.phone}
        self.partner_id = partner
        for lead, phone in given.items():
            if lead.phone != phone:
                lead.phone = phone

    def _mortgage_person_key(self):
        """Return the contact point that names the borrower: the email, or the phone of
        somebody without one. Households share phones."""
        email = canonical(self.email_from)
        phone = e164(self.phone, self.country_id.code or "US")
        return (email and ("email", email)) or (phone and ("phone", phone))

    def _mortgage_known_borrowers(self, keys):
        """Return ``{(kind, value): partner}`` of those ``keys`` that are somebody's."""
        values = [key[1] for key in keys if isinstance(key, tuple)]
        points = self.env["mortgage.contact.point"].search(
            [("value", "in", values), ("partner_ids", "!=", False)]
        )
        return {(point.kind, point.value): point.partner_ids[0] for point in points}
