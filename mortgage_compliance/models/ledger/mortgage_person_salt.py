import hashlib
import hmac
import secrets

from odoo import api, fields, models
from odoo.fields import NO_ACCESS
from odoo.tools import SQL


class MortgagePersonSalt(models.Model):
    """The secret that ties a ledger entry to a contact point.

    Entries hold only an HMAC under this salt. Deleting the salt makes the person's
    entries anonymous without touching one of them.
    """

    _name = "mortgage.person.salt"
    _description = "Salt of a contact point's ledger key"
    _log_access = False
    _rec_name = "point_id"

    # A plain integer: a contact point may be deleted while its entries stay.
    point_id = fields.Integer(required=True)
    salt = fields.Char(required=True, groups=NO_ACCESS)

    _point_uniq = models.Constraint("UNIQUE(point_id)", "One salt for one point.")

    @api.model
    def _keys(self, point_ids):
        """Return ``{point id: person key}``, making the salts that do not exist yet."""
        point_ids = sorted(set(filter(None, point_ids)))
        if not point_ids:
            return {}
        salts = self._read_salts(point_ids)
        missing = [point_id for point_id in point_ids if point_id not in salts]
        if missing:
            self._insert_salts(missing)
            salts = self._read_salts(point_ids)
        points = self.env["mortgage.contact.point"].sudo().browse(point_ids).exists()
        return {
            point.id: hmac.new(
                bytes.fromhex(salts[point.id]),
                f"{point.kind}:{point.value}".encode(),
                hashlib.sha256,
            ).hexdigest()
            for point in points
        }

    @api.model
    def _known_keys(self, point_ids):
        """Return the person keys of these points, making no salt that is not there."""
        salted = self.search([("point_id", "in", list(point_ids))])
        return list(self._keys(salted.mapped("point_id")).values())

    def _read_salts(self, point_ids):
        # Not the ORM: the column is closed to every group, and stays out of the cache.
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT point_id, salt FROM mortgage_person_salt"
                    " WHERE point_id = ANY(%s)",
                    point_ids,
                )
            )
        )

    def _insert_salts(self, point_ids):
        # Not the ORM: two transactions may meet the same new point. Sorted, so that
        # they wait for each other instead of deadlocking.
        rows = SQL(", ").join(
            SQL("(%s, %s)", point_id, secrets.token_hex(32)) for point_id in point_ids
        )
        self.env.cr.execute(
            SQL(
                "INSERT INTO mortgage_person_salt (point_id, salt) VALUES %s"
                " ON CONFLICT (point_id) DO NOTHING",
                rows,
            )
        )
