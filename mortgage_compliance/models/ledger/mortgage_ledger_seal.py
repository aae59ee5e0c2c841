from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class MortgageLedgerSeal(models.Model):
    """The chain over the ledger: one row per entry, in the order of sealing.

    A table of its own, so that writing an entry waits for nobody: what is committed is
    sealed by the minute, by one process, whoever came late.
    """

    _name = "mortgage.ledger.seal"
    _description = "Seal of a ledger entry"
    _log_access = False
    _order = "position desc"
    _rec_name = "position"

    position = fields.Integer(required=True, readonly=True)
    # A plain integer: the seal of an entry that somebody made away with tells of it.
    entry = fields.Integer(required=True, readonly=True)
    # 32 bytes each; SQL reads them as they are.
    leaf = fields.Binary(attachment=False, required=True, readonly=True)
    root = fields.Binary(attachment=False, required=True, readonly=True)
    at = fields.Datetime("Sealed", required=True, readonly=True)

    _position_uniq = models.Constraint("UNIQUE(position)", "One seal for one position.")
    _entry_uniq = models.Constraint("UNIQUE(entry)", "One seal for one entry.")

    def init(self):
        self.env["mortgage.ledger.entry"]._refuse_changes("mortgage_ledger_seal")
        # How far the sealer needs not look again. No model: nobody reads it, and the
        # sealer changes it each minute.
        self.env.cr.execute(
            SQL(
                "CREATE TABLE IF NOT EXISTS mortgage_ledger_floor (floor bigint NOT"
                " NULL, mark bigint NOT NULL, mark_xid bigint NOT NULL)"
            )
        )
        return super().init()

    # There is no way in or out through the ORM, so these never reach super().
    # pylint: disable=method-required-super

    @api.model_create_multi
    def create(self, vals_list):
        raise UserError(self.env._("Entries are sealed by the system, not by hand."))

    def write(self, vals):
        raise UserError(self.env._("Nobody changes a seal."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Nobody breaks a seal."))

    @api.model
    def _standing(self):
        """Return how far the chain is, as JSON: ``last_seal_at``, ``False`` before the
        first, and how many entries are ``unsealed``."""
        ((last_seal_at, unsealed),) = self.env.execute_query(
            SQL(
                """
                SELECT (SELECT at FROM mortgage_ledger_seal
                         ORDER BY position DESC LIMIT 1),
                       (SELECT count(*) FROM mortgage_ledger_entry entry
                         WHERE %s)
                """,
                self._waiting(self._floor()),
            )
        )
        return {
            "last_seal_at": fields.Datetime.to_string(last_seal_at),
            "unsealed": unsealed,
        }

    @api.model
    def _waiting_since(self, moment):
        """Return how many entries from before ``moment`` have no seal yet."""
        return self.env.execute_query(
            SQL(
                "SELECT count(*) FROM mortgage_ledger_entry entry"
                " WHERE %s AND entry.at < %s",
                self._waiting(self._floor()),
                moment,
            )
        )[0][0]

    @api.model
    def _floor(self):
        """Return the id up to which every entry there can be has its seal."""
        rows = self.env.execute_query(SQL("SELECT floor FROM mortgage_ledger_floor"))
        return rows[0][0] if rows else 0

    @api.model
    def _waiting(self, after):
        """Return the condition on ``entry`` for entries past ``after`` without seal."""
        # The second bound keeps the seals looked through as few as the entries.
        return SQL(
            "entry.id > %(after)s AND NOT EXISTS (SELECT FROM mortgage_ledger_seal seal"
            " WHERE seal.entry = entry.id AND seal.entry > %(after)s)",
            after=after,
        )
