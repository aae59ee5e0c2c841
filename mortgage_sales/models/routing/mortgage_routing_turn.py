from collections import Counter
from contextlib import contextmanager

from odoo import api, fields, models, modules
from odoo.tools import SQL

from ...tools.rotation import choose

# One lock for all pools: a cap counts a person's leads over every pool he is in.
LOCK = 0x6D6F7274


class MortgageRoutingTurn(models.Model):
    """Who had the last turn in which pool; a pool is a team.

    Turns are given out on a connection of their own and committed at once, as numbers
    of a sequence are: two inquiries never wait for each other's transaction, and one
    that is aborted has used up a turn. Plain integers, because the lead's transaction
    may hold teams and users that this connection cannot see yet.
    """

    _name = "mortgage.routing.turn"
    _description = "Turn in a routing pool"
    _log_access = False
    _order = "pool_id, last_turn"
    _rec_name = "user_id"

    pool_id = fields.Integer("Team", required=True, readonly=True)
    user_id = fields.Integer("Loan officer", required=True, readonly=True)
    last_turn = fields.Integer(required=True, readonly=True)
    turns = fields.Integer("Turns so far", required=True, readonly=True)

    _pool_user_uniq = models.Constraint(
        "UNIQUE(pool_id, user_id)", "One row for one person in a pool."
    )

    @api.model
    def _reserve(self, requests, caps):
        """Give a turn for each ``(pool, eligible user ids)`` and return the choices.

        ``caps`` is ``{user id: active leads at most}`` of those who have a cap.
        """
        pools = {pool for pool, eligible in requests if eligible}
        if not pools:
            return choose(requests, {}, {})
        with self._alone() as cr:
            turns = self._read_turns(cr, pools)
            room = self.env["mortgage.routing.load"]._room(cr, caps)
            choices = choose(requests, turns, room)
            given = [
                (pool, choice.user_id)
                for (pool, _eligible), choice in zip(requests, choices, strict=True)
                if choice.user_id
            ]
            if given:
                self._write_turns(cr, turns, given)
                self.env["mortgage.routing.load"]._add(
                    cr, [(user_id, 1) for _pool, user_id in given]
                )
        return choices

    @api.model
    def _foresee(self, requests, caps):
        """Return the choices that ``_reserve`` would make now; nobody gets a turn."""
        turns = self._read_turns(
            self.env.cr, {pool for pool, eligible in requests if eligible}
        )
        room = self.env["mortgage.routing.load"]._room_now(self.env.cr, caps)
        return choose(requests, turns, room)

    @contextmanager
    def _alone(self):
        """Yield a cursor that sees all that was reserved, while nobody else reserves.

        The lock belongs to the session: taken inside a transaction, it would be waited
        for with a snapshot that is old by the time it is had.
        """
        if modules.module.current_test:
            # A test has one transaction and takes it back; another connection would
            # not see its people and would leave its turns behind.
            self.env.flush_all()
            yield self.env.cr
            self.invalidate_model(flush=False)
            self.env["mortgage.routing.load"].invalidate_model(flush=False)
            return
        with self.env.registry.cursor() as cr:
            cr.execute(SQL("SELECT pg_advisory_lock(%s)", LOCK))
            try:
                # pylint: disable=invalid-commit
                cr.commit()  # refreshes the snapshot: see above
                yield cr
                # pylint: disable=invalid-commit
                cr.commit()  # before the lock is given up: the next one must see it
            finally:
                cr.rollback()
                cr.execute(SQL("SELECT pg_advisory_unlock(%s)", LOCK))

    def _read_turns(self, cr, pools):
        # Not the ORM, here and below: the rows belong to another connection.
        cr.execute(
            SQL(
                "SELECT pool_id, user_id, last_turn FROM mortgage_routing_turn"
                " WHERE pool_id = ANY(%s)",
                list(pools),
            )
        )
        return {(pool, user_id): turn for pool, user_id, turn in cr.fetchall()}

    def _write_turns(self, cr, turns, given):
        counts = Counter(given)
        rows = SQL(", ").join(
            SQL("(%s, %s, %s, %s)", *key, turns[key], counts[key])
            for key in sorted(counts)
        )
        cr.execute(
            SQL(
                "INSERT INTO mortgage_routing_turn AS mine"
                " (pool_id, user_id, last_turn, turns) VALUES %s"
                " ON CONFLICT (pool_id, user_id) DO UPDATE SET"
                " last_turn = EXCLUDED.last_turn, turns = mine.turns + EXCLUDED.turns",
                rows,
            )
        )
