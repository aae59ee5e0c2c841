from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api, fields
from odoo.modules.registry import Registry
from odoo.tests import BaseCase
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger


class TestFrequencyRace(BaseCase):
    """Two dispatchers have one marketing email each for the same borrower, and one a
    day is allowed.

    The contacts are committed: only so do two cursors see them.
    """

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        # The ledger keeps what a test commits for ever; what an email needs besides is
        # another test's business.
        for model, method, result in (
            ("mortgage.ledger.entry", "_append", []),
            ("mortgage.gate", "_check_content", {}),
        ):
            self.startPatcher(
                patch.object(
                    self.registry[model], method, lambda *_args, result=result: result
                )
            )
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            partner = env["res.partner"].create(
                {"name": "Dana Race", "email": "dana.race@example.com"}
            )
            pair = "email", "dana.race@example.com"
            point_id = env["mortgage.contact.point"]._upsert([pair])[pair]
            touches = env["mortgage.touch"].create(
                [
                    {
                        "res_model": "res.partner",
                        "res_id": partner.id,
                        "partner_id": partner.id,
                        "point_id": point_id,
                        "channel": "email",
                        "kind": "marketing",
                        "origin": "manual",
                        "ready_at": False,
                    }
                    for _number in range(2)
                ]
            )
            self.ids = touches.ids, partner.id, point_id
        # Last of all, when no cursor holds them any more.
        self.addCleanup(self._forget)
        self.first, self.second = (self._cursor(touch_id) for touch_id in self.ids[0])

    def _forget(self):
        touch_ids, partner_id, point_id = self.ids
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["mortgage.touch"].browse(touch_ids).unlink()
            env["res.partner"].browse(partner_id).unlink()
            env["mortgage.contact.point"].browse(point_id).unlink()

    def _cursor(self, touch_id):
        cr = self.registry.cursor()
        self.addCleanup(cr.close)
        self.addCleanup(cr.rollback)
        env = api.Environment(cr, SUPERUSER_ID, {})
        return env["mortgage.touch"].browse(touch_id)

    def _send(self, touch):
        """Do as the dispatcher does, and return whether it may go."""
        if not touch._judged():
            return False
        touch.write({"state": "queued", "queued_at": fields.Datetime.now()})
        touch.env.flush_all()
        return True

    def test_the_second_of_two_at_once_counts_the_first(self):
        # Both have seen the world before either sent anything.
        self.assertEqual(self.second.state, "planned")
        self.assertTrue(self._send(self.first))
        self.first.env.cr.commit()
        with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
            self._send(self.second)
        # The dispatcher tries such a batch again.
        self.second.env.cr.rollback()
        self.second.env.invalidate_all()
        self.assertFalse(self._send(self.second))
        self.assertEqual(
            (self.second.state, self.second.rule_code), ("held", "cap.email.day")
        )

    def test_who_gives_up_lets_the_other_go(self):
        self.assertEqual(self.second.state, "planned")
        self.assertTrue(self._send(self.first))
        self.first.env.cr.rollback()
        self.assertTrue(self._send(self.second))
