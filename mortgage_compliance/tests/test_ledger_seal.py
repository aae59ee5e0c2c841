from contextlib import closing
from datetime import datetime
from hashlib import sha256

from psycopg2 import Error

from odoo.exceptions import UserError
from odoo.tests import tagged, users
from odoo.tools import SQL, mute_logger

from ..models.ledger import mortgage_ledger_sealing
from ..models.ledger.mortgage_ledger_sealing import SEALER, Window
from ..tools import seal as chain
from .common import ComplianceCase


@tagged("post_install", "-at_install")
class TestLedgerSeal(ComplianceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ledger = cls.env["mortgage.ledger.entry"]
        cls.seals = cls.env["mortgage.ledger.seal"]
        cls.seals._seal()

    def _append(self, count=1, **values):
        return self.ledger._append([{"event": "verdict", **values}] * count)

    def _sealed(self, entry_ids):
        return [
            (position, bytes(leaf), bytes(root))
            for position, leaf, root in self.env.execute_query(
                SQL(
                    "SELECT position, leaf, root FROM mortgage_ledger_seal"
                    " WHERE entry = ANY(%s) ORDER BY position",
                    entry_ids,
                )
            )
        ]

    def test_record_is_a_json_array_that_anybody_can_write(self):
        at = datetime(2026, 11, 25, 8, 1, 2, 30)
        row = (7, at, 2, 1, "handover", None, None, 5, None, '{"a":"ñ"}', None)
        record = (
            '[7,"2026-11-25 08:01:02.000030",2,1,"handover",null,null,5,null,'
            '"{\\"a\\":\\"ñ\\"}",null]'
        ).encode()
        self.assertEqual(chain.record(row), record)
        self.assertEqual(chain.record(chain.values(row)), record)
        self.assertEqual(chain.leaf(row), sha256(record).digest())
        self.assertEqual(chain.root(b"a", b"b"), sha256(b"ab").digest())

    def test_each_entry_gets_one_seal_chained_to_the_one_before(self):
        first = self._append(3, payload={"words": "¿Qué tal?"})
        self.assertEqual(self.seals._seal(), 3)
        second = self._append(2)
        self.assertEqual(self.seals._seal(), 2)
        self.assertEqual(self.seals._seal(), 0)
        sealed = self._sealed(first + second)
        self.assertEqual(len(sealed), 5)
        rows = self.env.execute_query(
            SQL(
                "SELECT %s FROM mortgage_ledger_entry entry WHERE id = ANY(%s)"
                " ORDER BY id",
                self.seals._entry_columns(),
                first + second,
            )
        )
        self.assertEqual([leaf for _p, leaf, _r in sealed], list(map(chain.leaf, rows)))
        for before, after in zip(sealed, sealed[1:], strict=False):
            self.assertEqual(after[0], before[0] + 1)
            self.assertEqual(after[2], chain.root(before[2], after[1]))

    def test_an_entry_that_commits_late_with_a_lower_id_is_sealed_last(self):
        (late, early) = self._append(2)
        # As another transaction's entry: it is there, but not for us yet.
        for sql in (
            "ALTER TABLE mortgage_ledger_entry DISABLE TRIGGER USER",
            "CREATE TEMP TABLE unseen ON COMMIT DROP AS"
            " SELECT * FROM mortgage_ledger_entry WHERE id = %(late)s",
            "DELETE FROM mortgage_ledger_entry WHERE id = %(late)s",
        ):
            self.env.cr.execute(SQL(sql, late=late))
        self.seals._seal()
        self.env.cr.execute(
            SQL("INSERT INTO mortgage_ledger_entry SELECT * FROM unseen")
        )
        self.assertEqual(self.seals._seal(), 1)
        ((first, _l, _r),) = self._sealed([early])
        ((second, _l, _r),) = self._sealed([late])
        self.assertEqual(second, first + 1)

    def test_floor_waits_for_the_transactions_that_were_at_work(self):
        window = Window(0, 0, 0, 0, chain.NOTHING)
        window.look(xmin=50, xmax=60, highest=7)
        self.assertEqual(window.complete, 0, "nobody knows yet what was at work")
        window.look(xmin=59, xmax=70, highest=9)
        self.assertEqual(window.complete, 0, "59 may yet commit a lower id than 7")
        window.look(xmin=60, xmax=70, highest=9)
        self.assertEqual(window.complete, 7)
        self.assertEqual((window.mark, window.mark_xid), (9, 70))

    def test_floor_rises_after_a_restore_on_another_cluster(self):
        window = Window(5, 7, 90_000, 7, chain.NOTHING)
        window.look(xmin=500, xmax=500, highest=7)
        self.assertEqual(window.complete, 7)

    def test_many_batches_are_one_chain(self):
        self.patch(mortgage_ledger_sealing, "BATCH", 4)
        entries = self._append(10)
        self.assertEqual(self.seals._seal(), 10)
        sealed = self._sealed(entries)
        self.assertEqual(
            [position for position, _leaf, _root in sealed],
            list(range(sealed[0][0], sealed[0][0] + 10)),
        )

    def test_a_batch_costs_the_same_for_two_and_for_two_hundred(self):
        for size in (2, 200):
            self._append(size)
            with self.subTest(size=size), self.assertQueryCount(4):
                self.seals._seal()

    def test_one_seals_and_the_other_does_not_wait(self):
        (entry,) = self._append()
        with closing(self.registry.cursor()) as other:
            self.assertNotEqual(other._cnx, self.env.cr._cnx)
            other.execute("SELECT pg_advisory_lock(%s)", [SEALER])
            self.seals._cron_seal()
            self.assertFalse(self._sealed([entry]))
            other.execute("SELECT pg_advisory_unlock(%s)", [SEALER])
        self.seals._cron_seal()
        self.assertTrue(self._sealed([entry]))

    def test_postgresql_refuses_update_delete_and_truncate(self):
        self._append()
        self.seals._seal()
        for statement in (
            "UPDATE mortgage_ledger_seal SET leaf = root",
            "DELETE FROM mortgage_ledger_seal",
            "TRUNCATE mortgage_ledger_seal",
        ):
            with (
                self.subTest(statement),
                mute_logger("odoo.sql_db"),
                self.assertRaisesRegex(Error, "append-only"),
                self.env.cr.savepoint(flush=False),
            ):
                self.env.cr.execute(SQL(statement))

    @users("compliance")
    def test_nobody_seals_or_breaks_a_seal_by_hand(self):
        self._append()
        self.seals._seal()
        seal = self.env["mortgage.ledger.seal"].search([], limit=1)
        self.assertTrue(seal.root)
        for change in (
            lambda: seal.sudo().write({"entry": 1}),
            lambda: seal.sudo().unlink(),
            lambda: seal.sudo().create({"entry": 1}),
        ):
            with self.assertRaises(UserError):
                change()

    def test_standing_tells_what_waits(self):
        self.assertEqual(self.seals._standing()["unsealed"], 0)
        self._append(3)
        self.assertEqual(self.seals._standing()["unsealed"], 3)
        self.seals._seal()
        standing = self.seals._standing()
        self.assertEqual(standing["unsealed"], 0)
        self.assertTrue(standing["last_seal_at"])
