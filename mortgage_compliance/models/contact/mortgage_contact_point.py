from odoo import api, fields, models
from odoo.tools import SQL


class MortgageContactPoint(models.Model):
    """One email address or phone number of a borrower.

    It keys dedupe, consent and suppression, and says who is a borrower: whoever has no
    contact point is none of this addon's business.
    """

    _name = "mortgage.contact.point"
    _description = "Email or phone of a borrower"
    _rec_name = "value"

    kind = fields.Selection(
        [("email", "Email"), ("phone", "Phone")], required=True, readonly=True
    )
    value = fields.Char(required=True, readonly=True)
    partner_ids = fields.Many2many(
        "res.partner",
        "mortgage_contact_point_partner_rel",
        "point_id",
        "partner_id",
        string="Borrowers",
    )

    _value_uniq = models.Constraint(
        "UNIQUE(kind, value)", "This contact point exists already."
    )

    @api.model
    def _upsert(self, points):
        """Return ``{(kind, value): id}`` for ``points``, made where missing.

        ``value`` must be canonical (tools.phone, tools.email). One sorted statement, so
        that two transactions with the same person meet here: the later one fails with a
        serialization error, is retried by Odoo and then sees the other's work.
        """
        points = sorted(set(points))
        if not points:
            return {}
        rows = SQL(", ").join(SQL("(%s, %s)", kind, value) for kind, value in points)
        return {
            (kind, value): point_id
            for point_id, kind, value in self.env.execute_query(
                SQL(
                    "INSERT INTO mortgage_contact_point (kind, value) VALUES %s"
                    " ON CONFLICT (kind, value) DO UPDATE SET value = EXCLUDED.value"
                    " RETURNING id, kind, value",
                    rows,
                )
            )
        }

    @api.model
    def _owners(self, point_ids):
        """Return ``{point id: partner id}``, the first of those who share a point."""
        if not point_ids:
            return {}
        # Not the ORM: one look at the relation, without reading the partners.
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT point_id, min(partner_id)"
                    " FROM mortgage_contact_point_partner_rel"
                    " WHERE point_id = ANY(%s) GROUP BY point_id",
                    list(point_ids),
                )
            )
        )

    @api.model
    def _of_partners(self, partner_ids):
        """Return ``{partner id: [point ids]}``, in one look at the relation."""
        found = {}
        if partner_ids:
            rows = self.env.execute_query(
                SQL(
                    "SELECT partner_id, point_id"
                    " FROM mortgage_contact_point_partner_rel"
                    " WHERE partner_id = ANY(%s) ORDER BY point_id",
                    list(partner_ids),
                )
            )
            for partner_id, point_id in rows:
                found.setdefault(partner_id, []).append(point_id)
        return found
