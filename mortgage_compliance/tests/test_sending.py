from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ComplianceCase


@tagged("post_install", "-at_install")
class TestSending(ComplianceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sending = cls.env["mortgage.sending"]
        cls.other = cls.env["res.company"].create({"name": "Other Lending"})
        cls.companies = cls.company | cls.other

    def _refusals(self):
        return self.sending._refusals(self.companies.ids)

    def _touch(self, minutes=-5, **values):
        now = fields.Datetime.now()
        return self.env["mortgage.touch"].create(
            {
                "res_model": "res.partner",
                "res_id": self.maria.partner_id.id,
                "channel": "email",
                "kind": "marketing",
                "company_id": self.company.id,
                "due_at": now + timedelta(minutes=minutes),
                "ready_at": now + timedelta(minutes=minutes),
                **values,
            }
        )

    def test_a_bound_database_may_send(self):
        self.assertEqual(self._refusals(), {self.company.id: "", self.other.id: ""})

    def test_another_name_uuid_or_server_may_not_send(self):
        identity = self.sending._identity()
        parts = identity.split(" ")
        self.assertEqual(len(parts), 4)
        self.assertEqual(parts[1], self.env.cr.dbname)
        parameters = self.env["ir.config_parameter"]
        for changed in range(4):
            wrong = [*parts]
            wrong[changed] = "x"
            with self.subTest(part=changed):
                parameters.set_param(
                    "mortgage_compliance.sending_bound_to", " ".join(wrong)
                )
                self.assertFalse(self.sending._is_bound())
                self.assertTrue(all(self._refusals().values()))
        parameters.set_param("mortgage_compliance.sending_bound_to", False)
        self.assertFalse(self.sending._is_bound())
        self.sending._bind()
        self.assertTrue(self.sending._is_bound())

    def test_stop_names_its_reason_and_its_company_only(self):
        self.company.with_user(self.manager).action_mortgage_stop("Wrong rate")
        refusals = self._refusals()
        self.assertIn("Wrong rate", refusals[self.company.id])
        self.assertFalse(refusals[self.other.id])
        self.company.with_user(self.compliance).action_mortgage_resume()
        self.assertFalse(self._refusals()[self.company.id])
        entries = self.env["mortgage.ledger.entry"].search(
            [("event", "in", ("stop", "resume")), ("company", "=", self.company.id)]
        )
        self.assertEqual(entries.mapped("event"), ["resume", "stop"])
        self.assertEqual(
            entries.mapped("actor_uid"), [self.compliance.id, self.manager.id]
        )
        self.assertIn("Wrong rate", entries[-1].payload)

    def test_stop_wants_a_reason(self):
        with self.assertRaises(UserError):
            self.company.with_user(self.manager).action_mortgage_stop("  ")

    def test_who_may_not_stop(self):
        for user in (self.maria, self.outsider, self.portal, self.integration):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.company.with_user(user).action_mortgage_stop("Mine")
        with self.assertRaises(AccessError):
            self.other.with_user(self.manager).action_mortgage_stop("Not mine")

    def test_refusals_cost_the_same_for_one_and_for_many(self):
        self.env.flush_all()
        ids = (
            self.env["res.company"]
            .create([{"name": f"Lending {number}"} for number in range(10)])
            .ids
        )
        self.sending._refusals(ids[:1])
        for size in (1, 10):
            with self.subTest(size=size), self.assertQueryCount(4):
                self.sending._refusals(ids[:size])

    def test_resuming_spreads_what_is_overdue(self):
        self.env["ir.config_parameter"].set_param(
            "mortgage_compliance.resume_per_minute", "2"
        )
        self.company.action_mortgage_stop("Test")
        touches = [self._touch(minutes=-number) for number in range(5, 0, -1)]
        future = self._touch(minutes=60)
        later = future.ready_at
        sent = self._touch(state="sent")
        was = sent.ready_at
        now = fields.Datetime.now()
        self.company.action_mortgage_resume()
        minutes = [
            round((touch.ready_at - now).total_seconds() / 60) for touch in touches
        ]
        self.assertEqual(minutes, [0, 0, 1, 1, 2])
        self.assertEqual(future.ready_at, later)
        self.assertEqual(sent.ready_at, was)

    def test_banner(self):
        def banner(user):
            return self.sending.with_user(user).banner()

        self.assertFalse(banner(self.maria))
        self.company.action_mortgage_stop("Wrong rate")
        self.assertIn("Wrong rate", banner(self.maria))
        self.assertFalse(banner(self.outsider))
        self.assertFalse(banner(self.portal))
        self.env["ir.config_parameter"].set_param(
            "mortgage_compliance.sending_bound_to", "elsewhere"
        )
        self.assertIn("copy", banner(self.compliance))

    def test_only_an_administrator_allows_sending_from_a_copy(self):
        self.env["ir.config_parameter"].set_param(
            "mortgage_compliance.sending_bound_to", "elsewhere"
        )
        switch = self.env["mortgage.sending.switch"]
        for user in (self.manager, self.compliance):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                switch.with_user(user).create({}).action_bind()
        overdue = [self._touch() for _number in range(40)]
        mine = switch.with_user(self.mortgage_admin).create({})
        self.assertFalse(mine.is_bound)
        self.assertIn("40 messages", mine.effect)
        mine.action_bind()
        self.assertTrue(self.sending._is_bound())
        self.assertEqual(len({touch.ready_at for touch in overdue}), 2)

    def test_the_switch_of_a_manager(self):
        switch = self.env["mortgage.sending.switch"].with_user(self.manager)
        mine = switch.create({"reason": "Wrong rate"})
        mine.action_stop()
        self.assertTrue(mine.is_stopped)
        self.assertEqual(mine.stop_reason, "Wrong rate")
        mine.action_resume()
        mine.invalidate_recordset()
        self.assertFalse(mine.is_stopped)
