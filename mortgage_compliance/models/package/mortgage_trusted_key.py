import base64

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools import package

CHANGED_LATER = {"name", "valid_to"}


class MortgageTrustedKey(models.Model):
    """A system whose packages of templates may come in, on a compliance officer's word.

    Who trusted it has compared the fingerprint with the people over there.
    """

    _name = "mortgage.trusted.key"
    _description = "Trusted system"
    _order = "valid_from desc, id desc"

    name = fields.Char("System", required=True)
    public_key = fields.Char("Its key", required=True, help="Shown there on export.")
    fingerprint = fields.Char(compute="_compute_fingerprint", store=True)
    trusted_by_id = fields.Many2one(
        "res.users",
        "Trusted by",
        required=True,
        readonly=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    valid_from = fields.Datetime(
        "From", required=True, default=fields.Datetime.now, readonly=True
    )
    valid_to = fields.Datetime("Until", help="Empty for no end.")

    _key_uniq = models.Constraint("UNIQUE(public_key)", "This key is trusted already.")

    @api.depends("public_key")
    def _compute_fingerprint(self):
        for trusted in self:
            try:
                key = package.public_key(trusted.public_key)
            except ValueError:
                trusted.fingerprint = False
            else:
                trusted.fingerprint = package.fingerprint(key)

    @api.constrains("public_key")
    def _check_key(self):
        for trusted in self:
            if not trusted.fingerprint:
                raise ValidationError(
                    self.env._(
                        "That is no key. Copy it from “Export templates” of the other"
                        " system: 44 characters that end with =."
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            key = "".join((vals.get("public_key") or "").split())
            vals.update(
                public_key=key,
                trusted_by_id=self.env.uid,
                valid_from=fields.Datetime.now(),
            )
        records = super().create(vals_list)
        records._tell_ledger("trusted")
        return records

    def write(self, vals):
        if vals.keys() - CHANGED_LATER:
            raise UserError(
                self.env._("Only its name and its end can change: trust a new key.")
            )
        result = super().write(vals)
        self._tell_ledger("changed")
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was trusted stays on record: set its end."))

    @api.model
    def _of(self, key):
        """Return the row of a raw ``key``, whether it still counts or not."""
        text = base64.b64encode(key).decode()
        return self.sudo().search([("public_key", "=", text)], limit=1)

    def _counts_now(self):
        now = fields.Datetime.now()
        return self.valid_from <= now and (not self.valid_to or now < self.valid_to)

    def _tell_ledger(self, what):
        self.env["mortgage.ledger.entry"].sudo()._append(
            [
                {
                    "event": "rule_change",
                    "res_model": self._name,
                    "res_id": trusted.id,
                    "payload": {
                        "what": what,
                        "name": trusted.name,
                        "fingerprint": trusted.fingerprint,
                        "valid_to": trusted.valid_to,
                    },
                }
                for trusted in self
            ]
        )
