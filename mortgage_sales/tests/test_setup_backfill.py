from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .cadence_common import CadenceCase


@tagged("post_install", "-at_install")
class TestBackfill(CadenceCase):
    """Existing leads become mortgage leads: seen before, silently, once, undone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stage_open, cls.stage_won = cls.env["crm.stage"].create(
            [
                {"name": "Proposition", "sequence": 3},
                {"name": "Won", "sequence": 70, "is_won": True},
            ]
        )
        cls.plain = cls.env["crm.team"].create(
            {"name": "Ordinary", "company_id": cls.company.id}
        )
        cls.old = cls._old(6)

    @classmethod
    def _old(cls, number, prefix="old"):
        return cls.env["crm.lead"].create(
            [
                {
                    "name": f"Lead {one}",
                    "contact_name": f"Person {one}",
                    "email_from": f"{prefix}{one}@example.com",
                    "phone": f"+1713555{one + 200:04d}",
                    "team_id": cls.plain.id,
                    "user_id": cls.maria.id,
                    "stage_id": cls.stage_open.id,
                    "type": "opportunity",
                }
                for one in range(number)
            ]
        )

    def _run(self, leads=None, **values):
        ids = (leads or self.old).ids
        return (
            self.env["mortgage.backfill"]
            .with_user(self.mortgage_admin)
            .create(
                {
                    "team_id": self.team.id,
                    "lead_domain": f"[('id', 'in', {ids})]",
                    **values,
                }
            )
        )

    def _go_on(self):
        """What the cron does, whose commits a test does not allow."""
        with patch.object(self.env.registry["ir.cron"], "_commit_progress"):
            self.env["mortgage.backfill"]._cron_go_on()

    def test_the_preview_writes_no_lead(self):
        run = self._run()
        before = self.old.read()
        partners = self.env["res.partner"].search_count([])
        points = self.env["mortgage.contact.point"].search_count([])
        run.action_preview()
        self.old.invalidate_recordset()
        self.assertEqual(self.old.read(), before)
        self.assertEqual(self.env["res.partner"].search_count([]), partners)
        self.assertEqual(self.env["mortgage.contact.point"].search_count([]), points)
        self.assertEqual(run.total, 6)
        self.assertEqual(run.stage_ids.mapped("lead_count"), [6])
        self.assertEqual(
            run.stage_ids.target_id, self.env.ref("mortgage_sales.stage_prequalified")
        )

    def test_the_preview_counts_what_needs_a_look(self):
        self.old[1].email_from = self.old[0].email_from
        self.old[2].write({"email_from": False, "phone": False})
        self.old[3].user_id = False
        self.old[4].property_state = "CO"
        self.env["mortgage.consent"].record(
            [{"email": self.old[5].email_from, "level": "pec"}]
        )
        run = self._run()
        addresses = run._addresses(self.old)
        self.assertEqual(run._count_duplicates(self.old, addresses), 2)
        self.assertEqual(run._count_without_consent(addresses), 5)
        self.assertEqual(run._count_unlicensed(self.old), 1)
        run.action_preview()
        for words in ("no consent on record", "neither email nor phone", "no owner"):
            self.assertIn(words, run.preview)

    def test_it_brings_in_silently(self):
        activities = self.env["mail.activity"].search_count([])
        touches = self.env["mortgage.touch"].search_count([])
        mails = self.env["mail.mail"].search_count([])
        messages = self.env["mail.message"].search_count([])
        run = self._run()
        run.action_preview()
        run.action_start()
        self._run_dispatcher()
        self.assertEqual(self.old.team_id, self.team)
        self.assertEqual(self.old.user_id, self.maria)
        self.assertEqual(
            self.old.stage_id, self.env.ref("mortgage_sales.stage_prequalified")
        )
        self.assertEqual(len(self.old.partner_id.mortgage_point_ids), 12)
        self.assertEqual(self.env["mail.activity"].search_count([]), activities)
        self.assertEqual(self.env["mortgage.touch"].search_count([]), touches)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self.assertEqual(self.env["sms.sms"].search_count([]), 0)
        self.assertFalse(self.old.sudo().enrollment_ids)
        told = self.env["mail.message"].search(
            [("model", "=", "crm.lead"), ("res_id", "in", self.old.ids)]
        )
        self.assertFalse(told.notification_ids)
        self.assertLessEqual(
            self.env["mail.message"].search_count([]) - messages, 6, "partners' own"
        )

    def test_a_second_run_finds_nothing_new(self):
        run = self._run()
        run.action_preview()
        run.action_start()
        self._go_on()
        self.assertEqual(run.state, "done")
        self.assertEqual(run.done_count, 6)
        again = self._run()
        again.action_preview()
        self.assertEqual(again.total, 0)
        self.assertIn("No lead fits", again.preview)

    def test_undo_gives_back_who_was_not_worked_on(self):
        run = self._run()
        run.action_preview()
        run.action_start()
        self._go_on()
        self.plan._enroll(self.old[0])
        run.action_undo()
        self._go_on()
        self.assertEqual(run.state, "undone")
        self.assertEqual(self.old[0].team_id, self.team)
        self.assertEqual(self.old[1:].team_id, self.plain)
        self.assertEqual(self.old[1:].stage_id, self.stage_open)

    def test_won_leads_are_funded(self):
        self.old[0].stage_id = self.stage_won
        run = self._run()
        run.action_preview()
        target = run.stage_ids.filtered(lambda line: line.stage_id == self.stage_won)
        self.assertEqual(target.target_id, self.env.ref("mortgage_sales.stage_funded"))

    def test_one_that_cannot_is_noted_and_the_others_come(self):
        broken = self.old[2]
        original = type(self.env["crm.lead"]).write

        def write(leads, vals):
            if "team_id" in vals and broken in leads:
                raise ValueError("no good")
            return original(leads, vals)

        self.patch(type(self.env["crm.lead"]), "write", write)
        run = self._run()
        run.action_preview()
        with self.assertLogs("odoo.addons.mortgage_sales", "ERROR"):
            run.action_start()
        self._go_on()
        self.assertEqual((run.done_count, run.failed_count), (5, 1))
        self.assertEqual(run.state, "done")

    def test_it_starts_after_its_preview_only_and_once(self):
        run = self._run()
        with self.assertRaises(UserError):
            run.action_start()
        run.action_preview()
        run.lead_domain = f"[('id', 'in', {self.old[:2].ids})]"
        with self.assertRaises(UserError):
            run.action_start()
        run.action_preview()
        run.action_start()
        with self.assertRaises(UserError):
            run.action_start()
        with self.assertRaises(UserError):
            run.unlink()
        with self.assertRaises(ValidationError):
            self._run(lead_domain="[('nonsense', '=', 1)]").action_preview()
        with self.assertRaises(ValidationError):
            self._run(team_id=self.plain.id)

    def test_administrators_only(self):
        run = self._run()
        run.with_user(self.compliance).read(["total"])
        for user in (self.maria, self.manager, self.compliance, self.integration):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    run.with_user(user).action_preview()
                with self.assertRaises(AccessError):
                    self.env["mortgage.backfill"].with_user(user).create({})

    def test_queries_do_not_grow_with_the_leads(self):
        self._old(3, "warm")
        small, large = self._old(20, "small"), self._old(80, "large")
        counts = []
        for leads in (self.old, small, large):
            run = self._run(leads)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            run.action_preview()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[1] + 2)

    def test_another_companys_team_takes_none(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        team = self.env["crm.team"].create(
            {"name": "Theirs", "is_mortgage": True, "company_id": elsewhere.id}
        )
        with self.assertRaisesRegex(ValidationError, "your own company"):
            self._run(team_id=team.id)

    def test_leads_of_another_company_stay(self):
        other = self.env["res.company"].create({"name": "Other Lending"})
        theirs = self.env["crm.lead"].create(
            {"name": "Theirs", "company_id": other.id, "team_id": False}
        )
        run = self._run(theirs)
        run.action_preview()
        self.assertEqual(run.total, 0)

    def test_the_preview_shows_what_it_counted_and_no_script(self):
        run = self._run()
        run.write({"preview": "<p onclick='x()'>1</p><img src=x onerror='x()'>"})
        self.assertNotIn("onerror", run.preview)
        self.assertNotIn("onclick", run.preview)

    def test_what_the_administrator_may_not_read_is_not_asked_for(self):
        run = self._run(lead_domain="[('partner_id.signup_type', '=like', 's%')]")
        with self.assertRaises(AccessError):
            run.action_preview()

    def test_a_lead_that_somebody_holds_does_not_keep_the_cron_busy(self):
        run = self._run()
        run.action_preview()
        run.sudo().state = "running"
        leads = self.env.registry["crm.lead"]
        with patch.object(leads, "try_lock_for_update", lambda self: self.browse()):
            self._go_on()
        self.assertEqual(run.state, "running")
