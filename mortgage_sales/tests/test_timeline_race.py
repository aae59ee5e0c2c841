from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api, fields
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger


class TestRace(BaseCase):
    """A person and the dispatcher reach for the same contact at once.

    The contact is committed: only so do two cursors see it.
    """

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["mortgage.sending"]._bind()
            partner = env["res.partner"].create({"name": "Dana Race"})
            touch = env["mortgage.touch"].create(
                {
                    "res_model": "res.partner",
                    "res_id": partner.id,
                    "partner_id": partner.id,
                    "channel": "letter",
                    "kind": "transactional",
                    "ready_at": fields.Datetime.now(),
                    # Before whatever else the database holds.
                    "priority": -1,
                }
            )
            self.ids = touch.id, partner.id
        # Last of all, when no cursor holds it any more.
        self.addCleanup(self._forget)
        self.person, self.dispatcher = self._cursor(), self._cursor()

    def _forget(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["mortgage.touch"].browse(self.ids[0]).unlink()
            env["res.partner"].browse(self.ids[1]).unlink()

    def _cursor(self):
        cr = self.registry.cursor()
        self.addCleanup(cr.close)
        self.addCleanup(cr.rollback)
        return api.Environment(cr, SUPERUSER_ID, {})["mortgage.touch"]

    def _claimed(self):
        return self.dispatcher._claim([]).ids

    def test_what_the_dispatcher_has_is_being_sent(self):
        self.assertIn(self.ids[0], self._claimed())
        touch = self.person.browse(self.ids[0])
        for act in (touch.action_mortgage_skip, touch.action_mortgage_send_now):
            with self.assertRaisesRegex(UserError, "It is being sent right now"):
                act()

    def test_what_a_person_has_the_dispatcher_passes_over(self):
        self.person.browse(self.ids[0]).action_mortgage_skip()
        self.person.env.flush_all()
        self.assertNotIn(self.ids[0], self._claimed())
        self.dispatcher.env.cr.rollback()
        self.person.env.cr.commit()
        self.assertNotIn(self.ids[0], self._claimed())

    def test_what_left_meanwhile_is_looked_at_again(self):
        touch = self.person.browse(self.ids[0])
        self.assertEqual(touch.state, "planned")
        self.dispatcher.browse(self._claimed()).filtered(
            lambda claimed: claimed.id == self.ids[0]
        ).state = "sent"
        self.dispatcher.env.flush_all()
        self.dispatcher.env.cr.commit()
        # Odoo tries the request again, which then sees that it has left.
        with (
            self.assertRaises(SerializationFailure),
            mute_logger("odoo.sql_db"),
        ):
            touch.action_mortgage_skip()
        self.person.env.cr.rollback()
        self.person.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "It has left already"):
            touch.action_mortgage_skip()
