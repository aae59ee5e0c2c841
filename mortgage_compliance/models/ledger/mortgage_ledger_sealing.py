from contextlib import contextmanager
from dataclasses import dataclass

from psycopg2 import Binary, Error

from odoo import api, fields, models, modules
from odoo.tools import SQL

from ...tools import seal as chain

BATCH = 5000
# Key of the advisory lock of whoever seals.
SEALER = 0x6D6C73


@dataclass
class Window:
    """Where entries without seal can be: past ``floor``.

    A transaction that takes long may commit a lower id than those sealed already. So
    the floor rises only to a ``mark`` that was the highest id when all transactions
    then at work (those below ``mark_xid``) had not ended yet, and have now.
    """

    floor: int
    mark: int
    mark_xid: int
    position: int
    root: bytes
    # The floor once everything up to it is sealed.
    complete: int = 0

    def look(self, xmin, xmax, highest):
        """See which transactions are at work: those below ``xmin`` have all ended, and
        those from ``xmax`` on had not begun when ``highest`` was the highest id."""
        self.complete = self.floor
        # Restored on another cluster, the numbers of transactions begin anew.
        if xmin >= self.mark_xid or self.mark_xid > xmax:
            self.complete, self.mark, self.mark_xid = self.mark, highest, xmax


class MortgageLedgerSeal(models.Model):
    """Sealing: what is committed and has no seal gets one, batch by batch."""

    _inherit = "mortgage.ledger.seal"

    @api.model
    def _cron_seal(self):
        """Seal all that is committed, unless another process is at it."""
        with self._own_sealing() as is_ours:
            if is_ours:
                self._seal()

    @contextmanager
    def _own_sealing(self):
        """Be the one that seals, on any host; a commit does not end the lock."""
        (is_ours,) = self.env.execute_query(
            SQL("SELECT pg_try_advisory_lock(%s)", SEALER)
        )[0]
        try:
            # What the sealer before us committed must be seen.
            self._commit_batch(0, 0)
            yield is_ours
        except Error:
            # After an error in the database nothing can be unlocked before.
            self.env.cr.rollback()
            raise
        finally:
            if is_ours:
                self.env.cr.execute(SQL("SELECT pg_advisory_unlock(%s)", SEALER))

    @api.model
    def _seal(self):
        """Seal what waits until nothing does or the time is over; return how many."""
        window = self._window()
        after, sealed = window.floor, 0
        while True:
            rows = self._next_entries(after)
            self._insert_seals(window, rows)
            sealed += len(rows)
            is_last = len(rows) < BATCH
            after = window.complete if is_last else rows[-1][0]
            self._raise_floor(window, after)
            has_time = self._commit_batch(len(rows), int(not is_last))
            self._note_position(window)
            if is_last or not has_time:
                return sealed

    @api.model
    def _window(self):
        ((floor, mark, mark_xid, xmin, xmax, highest, position, root),) = (
            self.env.execute_query(
                SQL(
                    """
                    SELECT coalesce(done.floor, 0), coalesce(done.mark, 0),
                           coalesce(done.mark_xid, 0),
                           pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
                           pg_snapshot_xmax(pg_current_snapshot())::text::bigint,
                           coalesce((SELECT max(id) FROM mortgage_ledger_entry), 0),
                           greatest(last.position, number.last_value
                                    - (NOT number.is_called)::int),
                           last.root
                      FROM mortgage_ledger_seal_id_seq number
                      LEFT JOIN mortgage_ledger_floor done ON TRUE
                      LEFT JOIN (SELECT position, root FROM mortgage_ledger_seal
                                  ORDER BY position DESC LIMIT 1) last ON TRUE
                    """
                )
            )
        )
        root = bytes(root) if root else chain.NOTHING
        window = Window(floor, mark, mark_xid, position, root)
        window.look(xmin, xmax, highest)
        return window

    @api.model
    def _next_entries(self, after):
        return self.env.execute_query(
            SQL(
                "SELECT %s FROM mortgage_ledger_entry entry WHERE %s"
                " ORDER BY entry.id LIMIT %s",
                self._entry_columns(),
                self._waiting(after),
                BATCH,
            )
        )

    @api.model
    def _entry_columns(self):
        """Return the columns of ``entry`` that are hashed, in their order."""
        return SQL(", ").join(SQL.identifier("entry", name) for name in chain.FIELDS)

    @api.model
    def _insert_seals(self, window, rows):
        """Chain ``rows`` to what is sealed already, in one statement."""
        if not rows:
            return
        leaves, roots = [], []
        for row in rows:
            leaves.append(chain.leaf(row))
            window.root = chain.root(window.root, leaves[-1])
            roots.append(window.root)
        first = window.position + 1
        window.position += len(rows)
        positions = list(range(first, window.position + 1))
        # Not the ORM, which has no way in.
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO mortgage_ledger_seal (id, position, entry, leaf, root, at)
                SELECT position, position, entry, leaf, root, %s
                  FROM unnest(%s::int[], %s::int[], %s::bytea[], %s::bytea[])
                       sealed(position, entry, leaf, root)
                """,
                fields.Datetime.now(),
                positions,
                [row[0] for row in rows],
                list(map(Binary, leaves)),
                list(map(Binary, roots)),
            )
        )

    @api.model
    def _raise_floor(self, window, after):
        floor = min(window.complete, after)
        self.env.cr.execute(
            SQL(
                """
                WITH gone AS (DELETE FROM mortgage_ledger_floor)
                INSERT INTO mortgage_ledger_floor VALUES (%s, %s, %s)
                """,
                max(window.floor, floor),
                window.mark,
                window.mark_xid,
            )
        )

    @api.model
    def _note_position(self, window):
        """Remember in the sequence of the seals how far they were committed.

        It outlives seals that somebody takes off the end, whose positions stay empty.
        """
        if not modules.module.current_test:
            self.env.cr.execute(
                SQL("SELECT setval('mortgage_ledger_seal_id_seq', %s)", window.position)
            )

    @api.model
    def _commit_batch(self, sealed, remaining):
        """Commit and say whether there is time for more."""
        if modules.module.current_test:
            return True
        return bool(self.env["ir.cron"]._commit_progress(sealed, remaining=remaining))
