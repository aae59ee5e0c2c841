from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from odoo.addons.mortgage_compliance.tools.footer import away_line

from .cadence_common import CadenceCase


@tagged("post_install", "-at_install")
class TestCover(CadenceCase):
    """Maria is away from Monday, March 2 to Friday, March 6; Frank covers."""

    def _away(self, user=None, cover=None, first="2026-03-02 00:00"):
        user = user or self.maria
        user._mortgage_make_resources()
        return self.env["resource.calendar.leaves"].create(
            {
                "name": "Vacation",
                "resource_id": user._mortgage_resource().id,
                "calendar_id": False,
                "date_from": self._utc(first),
                "date_to": self._utc("2026-03-07 00:00"),
                "mortgage_cover_id": (cover or self.frank).id,
            }
        )

    def _worker(self, local, lead=None):
        lead = lead or self.lead
        with self.at(local):
            return lead._mortgage_workers()[lead.id]

    def test_the_cover_acts_while_the_owner_is_away(self):
        self._away()
        self.assertEqual(self._worker("2026-03-01 23:59"), self.maria)
        self.assertEqual(self._worker("2026-03-02 00:00"), self.frank)
        self.assertEqual(self._worker("2026-03-06 23:59"), self.frank)
        self.assertEqual(self._worker("2026-03-07 00:00"), self.maria)

    def test_nobody_covers_where_he_has_no_license_or_is_away_himself(self):
        self._away(cover=self.cora)
        self.assertEqual(self._worker("2026-03-03 12:00"), self.maria)
        leave = self.env["resource.calendar.leaves"].search([], limit=1)
        self.assertIn("TX", leave.mortgage_cover_warning)
        colorado = self._lead("Cole", "CO", user_id=self.maria.id)
        self.assertEqual(self._worker("2026-03-03 12:00", colorado), self.cora)
        self._away(user=self.cora, cover=self.frank)
        self.assertEqual(self._worker("2026-03-03 12:00", colorado), self.maria)

    def test_the_cover_sees_and_works_the_leads_meanwhile_only(self):
        self._away()
        self._enrolled("2026-02-27 12:00")
        seen = self.lead.with_user(self.frank)
        with self.at("2026-03-03 12:00"):
            self.env.invalidate_all()
            self.assertEqual(seen.search([("id", "=", seen.id)]), seen)
            seen.write({"credit_band": "700"})
            self.assertTrue(seen.enrollment_ids)
            self.assertTrue(seen.touch_ids)
            self.assertTrue(seen.partner_id.mortgage_point_ids.mapped("value"))
        for outside in ("2026-03-01 12:00", "2026-03-07 00:01"):
            with self.at(outside):
                self.env.invalidate_all()
                self.assertFalse(seen.search([("id", "=", seen.id)]))
                with self.assertRaises(AccessError):
                    seen.write({"credit_band": "710"})

    def test_the_cover_sees_loans_and_what_stands_on_the_contact_meanwhile(self):
        self._away()
        loan = self.env["mortgage.loan"].create(
            {"los": "x", "loan_number": "1", "lead_id": self.lead.id}
        )
        condition = self.env["mortgage.condition"].create(
            {"loan_id": loan.id, "name": "Two pay stubs"}
        )
        message = self.env["mortgage.touch"].create(
            {
                "res_model": "res.partner",
                "res_id": self.lead.partner_id.id,
                "partner_id": self.lead.partner_id.id,
                "channel": "email",
                "kind": "transactional",
            }
        )
        for record in (loan, condition, message):
            seen = record.with_user(self.frank)
            found = [("id", "=", record.id)]
            with self.subTest(record._name):
                with self.at("2026-03-03 12:00"):
                    self.assertEqual(seen.search(found), seen)
                with self.at("2026-03-07 00:01"):
                    self.assertFalse(seen.search(found))

    def test_an_lo_plans_own_days_off_with_a_cover(self):
        action = self.maria.with_user(self.maria).action_mortgage_days_off()
        resource_id = action["context"]["default_resource_id"]
        leaves = self.env["resource.calendar.leaves"].with_user(self.maria)
        leave = leaves.create(
            {
                "name": "Wedding",
                "resource_id": resource_id,
                "date_from": fields.Datetime.now(),
                "date_to": fields.Datetime.now() + timedelta(days=1),
                "mortgage_cover_id": self.frank.id,
            }
        )
        self.assertFalse(leave.mortgage_cover_warning)
        for nobody in (self.maria, self.processor):
            with self.assertRaisesRegex(ValidationError, "Covered by"):
                leave.mortgage_cover_id = nobody
        with self.assertRaises(AccessError):
            leave.with_user(self.cora).write({"mortgage_cover_id": self.cora.id})

    def test_own_days_off_do_not_become_somebody_elses(self):
        for user in self.maria | self.cora:
            user._mortgage_make_resources()
        leaves = self.env["resource.calendar.leaves"].with_user(self.cora)
        leave = leaves.create(
            {
                "resource_id": self.cora._mortgage_resource().id,
                "date_from": fields.Datetime.now() - timedelta(hours=1),
                "date_to": fields.Datetime.now() + timedelta(days=300),
            }
        )
        with self.assertRaises(AccessError):
            leave.write(
                {
                    "resource_id": self.maria._mortgage_resource().id,
                    "mortgage_cover_id": self.cora.id,
                }
            )

    def test_a_vacation_that_begins_at_night_rings_for_nobody(self):
        self._works(self.frank, "0 1 2 3 4", 9, 18)
        self.team.mortgage_on_call_ids = self.cora
        self._enrolled("2026-02-27 12:00")
        with self.at("2026-02-27 12:01"):
            self._run_dispatcher()
        with self.at("2026-02-28 12:00"):
            self._away()
        told = [
            ("message_type", "=", "user_notification"),
            ("partner_ids", "in", (self.cora | self.frank).partner_id.ids),
        ]
        before = self.env["mail.message"].search_count(told)
        with self.at("2026-03-02 00:01"):
            self.env["res.users"]._cron_mortgage_cover()
        self.assertEqual(self._call_task().user_id, self.frank)
        self.assertEqual(self.env["mail.message"].search_count(told), before)

    def test_open_tasks_go_to_the_cover_and_come_back(self):
        self._enrolled("2026-02-27 12:00")
        with self.at("2026-02-27 12:01"):
            self._run_dispatcher()
        task = self._call_task()
        self.assertEqual(task.user_id, self.maria)
        self._works(self.frank, "0 1 2 3 4", 9, 18)
        with self.at("2026-02-28 12:00"):
            self._away()
        self.assertEqual(task.user_id, self.maria)
        with self.at("2026-03-02 00:01"):
            self.env["res.users"]._cron_mortgage_cover()
        self.assertEqual(task.user_id, self.frank)
        self.assertEqual(self._local(task.mortgage_due_at)[:10], "2026-03-02")
        self.assertIn("Frank", task.note)
        with self.at("2026-03-07 00:01"):
            self.env["res.users"]._cron_mortgage_cover()
        self.assertEqual(task.user_id, self.maria)

    def test_alarms_replies_and_calls_go_to_the_cover(self):
        self._works(self.frank, "0 1 2 3 4", 9, 18)
        with self.at("2026-03-02 08:00"):
            self._away()
        self._enrolled("2026-03-03 12:00")
        with self.at("2026-03-03 12:01"):
            self._run_dispatcher()
            self.assertEqual(self._call_task().user_id, self.frank)
            self.lead._mortgage_on_reply("sms", "Can we talk?", self.lead.touch_ids)
            answer = self._tasks("activity_type_answer")
            self.assertEqual(answer.user_id, self.frank)
            self.assertEqual(self._local(answer.mortgage_due_at), "2026-03-03 12:16")
        rung = self.env["mail.message"].search(
            [("model", "=", "crm.lead"), ("res_id", "=", self.lead.id)]
        )
        self.assertIn(self.frank.partner_id, rung.partner_ids)
        self.assertNotIn(self.maria.partner_id, rung.partner_ids)

    def test_messages_say_who_is_there(self):
        self._away()
        pair = (self.maria.id, self.company.id)
        senders = self.env["mortgage.template"]
        with self.at("2026-03-03 12:00"):
            sender = senders._sender_values([pair])[pair]
        self.assertEqual(
            away_line("email", sender, "en"),
            "I am away through Friday, March 6. Frank Hall, NMLS #1234102,"
            " (512) 555-0199 looks after you until I am back.",
        )
        self.assertEqual(
            away_line("sms", sender, "en"),
            "I am away through Mar 6; Frank Hall (512) 555-0199 is here for you.",
        )
        self.assertIn("viernes 6 de marzo", away_line("email", sender, "es"))
        self.assertEqual(away_line("call", sender), "")
        with self.at("2026-03-09 12:00"):
            self.assertEqual(
                away_line("email", senders._sender_values([pair])[pair]), ""
            )

    def test_the_mail_that_leaves_carries_the_line(self):
        self._away()
        self._enrolled("2026-03-03 12:00")
        with self.at("2026-03-03 12:01"):
            self._run_dispatcher()
        mail = self.env["mail.mail"].search(
            [("mortgage_touch_id.lead_id", "=", self.lead.id)]
        )
        self.assertIn("away through Friday, March 6. Frank Hall", mail.body_html)

    def test_routing_passes_over_who_is_on_vacation_but_not_for_an_afternoon(self):
        self.maria._mortgage_make_resources()
        now = fields.Datetime.now()
        leave = self.env["resource.calendar.leaves"].create(
            {
                "resource_id": self.maria._mortgage_resource().id,
                "date_from": now - timedelta(hours=1),
                "date_to": now + timedelta(days=3),
            }
        )
        lead = self._lead("Lee Park")
        decision = lead._mortgage_route()[lead.id]
        self.assertEqual(lead.user_id, self.frank)
        reasons = {row["user_id"]: row["reason"] for row in decision.candidates}
        self.assertEqual(reasons[self.maria.id], "on vacation")
        leave.date_to = now + timedelta(hours=3)
        lead = self._lead("Kim Vo")
        decision = lead._mortgage_route()[lead.id]
        row = next(r for r in decision.candidates if r["user_id"] == self.maria.id)
        self.assertTrue(row["eligible"])
