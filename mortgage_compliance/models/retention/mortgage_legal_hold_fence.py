from odoo import api, models
from odoo.tools import SQL

from .mortgage_legal_hold import TERMS


class MortgageLegalHold(models.Model):
    """Between a hold and what deletes stands a fence: one row that whoever opens a hold
    writes on and whoever deletes reads under a lock.

    A deletion that began before the hold was committed then fails and begins anew, with
    the hold in sight; one that is at it lets the hold wait until its batch is over.
    """

    _inherit = "mortgage.legal.hold"

    def init(self):
        self.env.cr.execute(
            "CREATE TABLE IF NOT EXISTS mortgage_hold_fence (moved bigint NOT NULL);"
            "INSERT INTO mortgage_hold_fence SELECT 0"
            " WHERE NOT EXISTS (SELECT FROM mortgage_hold_fence)"
        )
        return super().init()

    @api.model_create_multi
    def create(self, vals_list):
        self._move_fence()
        return super().create(vals_list)

    def write(self, vals):
        if not vals.keys().isdisjoint(TERMS):
            self._move_fence()
        return super().write(vals)

    @api.model
    def _move_fence(self):
        self.env.cr.execute(SQL("UPDATE mortgage_hold_fence SET moved = moved + 1"))

    @api.model
    def _stand_at_fence(self):
        """Keep holds from being opened until this transaction ends; raises PostgreSQL's
        serialization failure where one was opened since it began."""
        self.env.cr.execute(SQL("SELECT moved FROM mortgage_hold_fence FOR SHARE"))
