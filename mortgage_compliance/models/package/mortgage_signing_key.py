import base64

from odoo import api, fields, models
from odoo.fields import NO_ACCESS
from odoo.tools import SQL

from ...tools import package


class MortgageSigningKey(models.Model):
    """The key with which this database signs the packages that leave it.

    No group reads this model and no field of it is open, so that neither RPC nor an
    export shows the private half; a system parameter would. It belongs to one database:
    a copy, a restore or a move finds no key of its own and makes another one, which
    nobody trusts yet.
    """

    _name = "mortgage.signing.key"
    _description = "Key that signs packages"
    _log_access = False
    _rec_name = "public_key"

    bound_to = fields.Char(required=True, groups=NO_ACCESS)
    public_key = fields.Char(required=True, groups=NO_ACCESS)
    private_key = fields.Char(required=True, groups=NO_ACCESS)
    serial = fields.Integer(required=True, groups=NO_ACCESS)

    _bound_uniq = models.Constraint("UNIQUE(bound_to)", "One key for one database.")

    @api.model
    def _public(self):
        """Return this database's raw public key, made when it is first asked for."""
        return base64.b64decode(self._row()[0])

    @api.model
    def _sign(self, values):
        """Return ``values`` as a signed file, with the next number of this signer."""
        # Not the ORM: the number is taken under the row's lock, one after the other.
        _public, private = self._row()
        ((serial,),) = self.env.execute_query(
            SQL(
                "UPDATE mortgage_signing_key SET serial = serial + 1"
                " WHERE bound_to = %s RETURNING serial",
                self._bound_to(),
            )
        )
        return package.write({**values, "serial": serial}, base64.b64decode(private))

    def _row(self):
        # Not the ORM: the columns are closed to every group and stay out of the cache.
        found = self._read_row()
        if not found:
            private, public = package.new_key()
            self.env.cr.execute(
                SQL(
                    "INSERT INTO mortgage_signing_key"
                    " (bound_to, public_key, private_key, serial)"
                    " VALUES (%s, %s, %s, 0) ON CONFLICT (bound_to) DO NOTHING",
                    self._bound_to(),
                    base64.b64encode(public).decode(),
                    base64.b64encode(private).decode(),
                )
            )
            found = self._read_row()
        return found[0]

    def _read_row(self):
        return self.env.execute_query(
            SQL(
                "SELECT public_key, private_key FROM mortgage_signing_key"
                " WHERE bound_to = %s",
                self._bound_to(),
            )
        )

    def _bound_to(self):
        return self.env["mortgage.sending"]._identity()
