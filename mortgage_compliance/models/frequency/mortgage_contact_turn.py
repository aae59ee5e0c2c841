from odoo import api, fields, models
from odoo.tools import SQL


class MortgageContactTurn(models.Model):
    """Whoever contacts a borrower takes a turn here, so that of two who do it at once
    the second counts the first.

    Each counts in the snapshot of its own transaction and cannot see the other. Both
    write this row before they hand over: the second then fails with a serialization
    failure, is tried again and counts anew. (A lock alone would let it go on with the
    old snapshot.)
    """

    _name = "mortgage.contact.turn"
    _description = "Turn to contact a borrower"
    _log_access = False

    partner_id = fields.Many2one("res.partner", required=True, ondelete="cascade")
    at = fields.Datetime(required=True)

    _partner_uniq = models.UniqueIndex("(partner_id)", "A borrower has one turn.")

    @api.model
    def _take(self, partner_ids):
        """Take the turn of each of these people, in the order of their ids."""
        turns = [
            SQL("(%s, %s)", partner_id, fields.Datetime.now())
            for partner_id in sorted(set(partner_ids))
        ]
        if not turns:
            return
        # Not the ORM: of two who make the same row at once none may fail for good.
        self.env.cr.execute(
            SQL(
                "INSERT INTO mortgage_contact_turn (partner_id, at) VALUES %s"
                " ON CONFLICT (partner_id) DO UPDATE SET at = EXCLUDED.at",
                SQL(", ").join(turns),
            )
        )
