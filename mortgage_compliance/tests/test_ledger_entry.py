import hashlib
import json

from psycopg2 import Error

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL, mute_logger


@tagged("post_install", "-at_install")
class TestLedgerEntry(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ledger = cls.env["mortgage.ledger.entry"]
        points = cls.env["mortgage.contact.point"]._upsert(
            [("email", "dana@example.com"), ("phone", "+17135550101")]
        )
        cls.email_id = points["email", "dana@example.com"]
        cls.phone_id = points["phone", "+17135550101"]

    def _append(self, **values):
        return self.ledger.browse(
            self.ledger._append([{"event": "handover", **values}])
        )

    def test_entry_keeps_hash_and_archive_keeps_the_bytes(self):
        entry = self._append(
            point_id=self.email_id, touch_id=7, content=b"Subject: Hi\n\nHello Dana"
        )
        sha256 = hashlib.sha256(b"Subject: Hi\n\nHello Dana").hexdigest()
        self.assertEqual(entry.content_sha256, sha256)
        archived = self.env["mortgage.archive"].search([("sha256", "=", sha256)])
        self.assertEqual(archived.touch_id, 7)
        self.assertEqual(archived.text, "Subject: Hi\n\nHello Dana")

    def test_person_key_is_stable_and_does_not_show_the_address(self):
        first, second = (
            self._append(point_id=self.email_id),
            self._append(point_id=self.email_id),
        )
        other = self._append(point_id=self.phone_id)
        self.assertEqual(first.person_key, second.person_key)
        self.assertNotEqual(first.person_key, other.person_key)
        self.assertEqual(len(first.person_key), 64)

    def test_payload_is_canonical(self):
        entry = self._append(payload={"b": 1, "a": "ñ"})
        self.assertEqual(entry.payload, '{"a":"ñ","b":1,"schema":1}')
        self.assertEqual(json.loads(entry.payload)["schema"], 1)

    def test_ids_come_back_in_order(self):
        ids = self.ledger._append(
            [{"event": event} for event in ("verdict", "hold", "block")]
        )
        events = self.ledger.browse(ids).mapped("event")
        self.assertEqual(events, ["verdict", "hold", "block"])

    def test_one_append_costs_the_same_for_two_and_for_twenty(self):
        entries = [{"event": "verdict", "point_id": self.email_id}]
        self.ledger._append(entries)
        for size in (2, 20):
            self.env.invalidate_all()
            with self.subTest(size=size), self.assertQueryCount(4):
                self.ledger._append(entries * size)

    def test_unknown_event_is_refused(self):
        with self.assertRaises(ValueError):
            self.ledger._append([{"event": "gossip"}])

    def test_nobody_edits_through_odoo(self):
        entry = self._append()
        with self.assertRaises(UserError):
            entry.write({"event": "block"})
        with self.assertRaises(UserError):
            entry.unlink()
        with self.assertRaises(UserError):
            self.ledger.create({"event": "block"})

    def test_postgresql_refuses_update_delete_and_truncate(self):
        self._append()
        for statement in (
            "UPDATE mortgage_ledger_entry SET event = 'block'",
            "DELETE FROM mortgage_ledger_entry",
            "TRUNCATE mortgage_ledger_entry",
        ):
            with (
                self.subTest(statement),
                mute_logger("odoo.sql_db"),
                self.assertRaisesRegex(Error, "append-only"),
                self.env.cr.savepoint(flush=False),
            ):
                self.env.cr.execute(SQL(statement))

    def test_deleting_a_partner_or_a_contact_point_leaves_the_ledger(self):
        partner = self.env["res.partner"].create({"name": "Dana"})
        entry = self._append(
            res_model="res.partner", res_id=partner.id, point_id=self.email_id
        )
        partner.unlink()
        self.env["mortgage.contact.point"].browse(self.email_id).unlink()
        self.assertTrue(entry.exists())
