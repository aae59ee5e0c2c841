from odoo import fields, models
from odoo.tools import SQL

from ...tools.email import canonical
from ...tools.phone import e164
from ...tools.readers import CONTACT_READERS
from ...tools.relationship import Relationship


class ResPartner(models.Model):
    _inherit = "res.partner"

    mortgage_point_ids = fields.Many2many(
        "mortgage.contact.point",
        "mortgage_contact_point_partner_rel",
        "partner_id",
        "point_id",
        string="Contact points",
        copy=False,
        groups=CONTACT_READERS,
    )

    def _mortgage_relationships(self):
        """Hook: return ``{partner id: Relationship}`` for each of ``self``.

        A constant number of queries for any batch.
        """
        return {
            partner_id: Relationship(household=(partner_id,)) for partner_id in self.ids
        }

    def _mortgage_sync_points(self):
        """Make these people's email and phone contact points of theirs.

        Returns ``{partner id: [point ids]}``, those of the present email and phone
        first, older ones after them: a number given up still carries its opt-out.
        """
        pairs = {partner.id: partner._mortgage_point_pairs() for partner in self}
        found = self.env["mortgage.contact.point"]._upsert(
            pair for own in pairs.values() for pair in own
        )
        present = {
            partner_id: [found[pair] for pair in own]
            for partner_id, own in pairs.items()
        }
        self._mortgage_link_points(present)
        return {
            partner.id: present[partner.id]
            + [
                point_id
                for point_id in partner.sudo().mortgage_point_ids.ids
                if point_id not in present[partner.id]
            ]
            for partner in self
        }

    def _mortgage_link_points(self, points):
        """Link ``{partner id: [point ids]}`` on top of what is linked already."""
        links = [
            SQL("(%s, %s)", partner_id, point_id)
            for partner_id, point_ids in sorted(points.items())
            for point_id in point_ids
        ]
        if not links:
            return
        self.flush_model(["mortgage_point_ids"])
        # Not the ORM: one statement for all of them, and two transactions may link the
        # same person.
        self.env.cr.execute(
            SQL(
                "INSERT INTO mortgage_contact_point_partner_rel (partner_id, point_id)"
                " VALUES %s ON CONFLICT DO NOTHING",
                SQL(", ").join(links),
            )
        )
        self.invalidate_recordset(["mortgage_point_ids"])
        self.env["mortgage.contact.point"].invalidate_model(["partner_ids"])

    def _mortgage_point_pairs(self):
        """Return the ``(kind, value)`` of this person's present email and phone."""
        self.ensure_one()
        email = canonical(self.email)
        phone = e164(self.phone, self.country_id.code or "US")
        return [pair for pair in (("email", email), ("phone", phone)) if pair[1]]
