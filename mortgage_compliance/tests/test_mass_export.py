import json

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.exporting.mortgage_export_watch import LIMIT
from .common import ComplianceCase

FIELDS = ["name", "email", "phone"]


@tagged("post_install", "-at_install")
class TestMassExport(ComplianceCase):
    """Who takes a list of borrowers out of Odoo is noted, and told when it is long."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param(LIMIT, "5")
        cls.frank.group_ids += cls.env.ref("base.group_allow_export")
        cls.borrowers = cls.env["res.partner"].union(
            *(
                cls._borrower(f"B{n}", f"b{n}@example.com", f"+1713555020{n}")
                for n in range(6)
            )
        )

    def _export(self, partners, user=None):
        records = partners.with_user(user or self.frank)
        with self.env.cr.savepoint():
            return records.export_data(FIELDS)["datas"]

    def _entries(self):
        return self.env["mortgage.ledger.entry"].search(
            [("event", "=", "mass_export")], order="id"
        )

    def _alarms(self):
        return self.env["mail.message"].search(
            [
                ("message_type", "=", "user_notification"),
                ("subject", "like", "exports a list of borrowers"),
            ]
        )

    def test_a_long_list_is_noted_and_compliance_is_told(self):
        self.assertEqual(len(self._export(self.borrowers)), 6)
        entry = self._entries()
        self.assertEqual(
            (entry.actor_uid, entry.res_model), (self.frank.id, "res.partner")
        )
        told = json.loads(entry.payload)
        self.assertEqual((told["records"], told["alarm"]), (6, True))
        self.assertEqual(told["fields"], FIELDS)
        self.assertNotIn("example.com", entry.payload)
        alarm = self._alarms()
        self.assertIn(self.compliance.partner_id, alarm.notified_partner_ids)
        self.assertIn("Frank Hall exported 6 records", alarm.body)

    def test_a_short_one_is_noted_alone(self):
        self._export(self.borrowers[:2])
        self.assertEqual(json.loads(self._entries().payload)["alarm"], False)
        self.assertFalse(self._alarms())

    def test_many_short_ones_are_a_long_one(self):
        for first in (0, 2, 4):
            self._export(self.borrowers[first : first + 2])
        told = [json.loads(entry.payload) for entry in self._entries()]
        self.assertEqual([one["in_a_day"] for one in told], [2, 4, 6])
        self.assertEqual([one["alarm"] for one in told], [False, False, True])
        self.assertEqual(len(self._alarms()), 1)

    def test_cards_that_are_no_borrowers_are_not_our_concern(self):
        others = self.env["res.partner"].create(
            [{"name": f"Vendor {n}"} for n in range(9)]
        )
        self._export(others)
        self.assertFalse(self._entries())

    def test_numbers_and_messages_are_lists_of_borrowers_too(self):
        points = self.env["mortgage.contact.point"].search(
            [("partner_ids", "in", self.borrowers.ids)]
        )
        self.compliance.group_ids += self.env.ref("base.group_allow_export")
        points.with_user(self.compliance).export_data(["value"])
        self.assertEqual(json.loads(self._entries().payload)["records"], 12)
        self.assertTrue(self._alarms())

    def test_without_the_right_to_export_nothing_is_taken_or_noted(self):
        with self.assertRaises(UserError):
            self._export(self.borrowers, self.maria)
        self.assertFalse(self._entries())
