import json
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tests import tagged

from ..models.retention import mortgage_purge
from .test_ledger_check import LedgerCase

OLD, YOUNG = "2018-03-01 12:00:00", "2025-03-01 12:00:00"
NIGHT = "2026-11-26 07:40:00"


@tagged("post_install", "-at_install")
class TestPurge(LedgerCase):
    """What goes at the end of its retention, what stays, and what is told of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.runs = cls.env["mortgage.purge"]
        cls.archive = cls.env["mortgage.archive"]
        cls.dana = cls._borrower()
        cls.omar = cls._borrower("Omar Ray", "omar@example.com", "+17135550102")
        points = cls.env["mortgage.contact.point"].search([("kind", "=", "phone")])
        cls.phones = {
            partner: points.filtered(lambda p, who=partner: who in p.partner_ids)
            for partner in (cls.dana, cls.omar)
        }
        cls.old = cls._archived(OLD, cls.dana)
        cls.old_of_omar = cls._archived(OLD, cls.omar)
        cls.young = cls._archived(YOUNG, cls.dana)

    @classmethod
    def _archived(cls, at, partner, record_class="message_marketing"):
        with freeze_time(at):
            cls.ledger._append(
                [
                    {
                        "event": "handover",
                        "point_id": cls.phones[partner].id,
                        "content": f"{partner.name} {at} {record_class}".encode(),
                        "retention_class": record_class,
                    }
                ]
            )
        return cls.archive.search([], order="id desc", limit=1)

    def _purge(self, is_dry_run=False):
        with freeze_time(NIGHT):
            run = self.runs._begin(is_dry_run)
            run._go_on()
        return run

    def _switch_on(self):
        self.env["ir.config_parameter"].set_param(mortgage_purge.SWITCH, "True")

    def test_what_is_past_its_date_goes_and_its_entry_names_it(self):
        self._switch_on()
        gone = {self.old.sha256, self.old_of_omar.sha256}
        run = self._purge()
        self.assertEqual((run.state, run.gone_count, run.held_count), ("done", 2, 0))
        self.assertFalse((self.old + self.old_of_omar).exists())
        self.assertTrue(self.young.exists())
        entry = self.ledger.search([("event", "=", "purge")], limit=1)
        self.assertEqual((entry.res_model, entry.res_id), (run._name, run.id))
        told = json.loads(entry.payload)
        self.assertEqual(set(told["sha256"]), gone)
        self.assertEqual(told["rule"], "retention.message_marketing")
        self.assertEqual(told["before"], "2019-11-26")
        self.assertNotIn("Dana", entry.payload)
        self.assertIn("2 gone", run.words)

    def test_the_chain_is_intact_after_it(self):
        self._switch_on()
        self._purge()
        self.seals._seal()
        self.assertEqual(self._check().state, "intact")

    def test_a_dry_run_takes_nothing(self):
        run = self._purge(is_dry_run=True)
        self.assertEqual((run.state, run.gone_count), ("done", 2))
        self.assertTrue((self.old + self.old_of_omar).exists())
        self.assertFalse(self.ledger.search([("event", "=", "purge")]))

    def test_a_legal_hold_keeps_what_it_covers(self):
        self._switch_on()
        self.env["mortgage.legal.hold"].create(
            {
                "name": "Matter 26-114",
                "reason": "Counsel asked",
                "partner_ids": self.dana.ids,
            }
        )
        run = self._purge()
        self.assertEqual((run.gone_count, run.held_count), (1, 1))
        self.assertTrue(self.old.exists())
        self.assertFalse(self.old_of_omar.exists())
        self.assertIn("1 kept by a legal hold", run.words)

    def test_a_company_hold_keeps_everything(self):
        self._switch_on()
        self.env["mortgage.legal.hold"].create(
            {"name": "Exam", "reason": "Notice received", "scope": "company"}
        )
        self.assertEqual(self._purge().gone_count, 0)
        self.assertTrue((self.old + self.old_of_omar).exists())

    def test_suppressions_and_consents_stay(self):
        kept = self._archived(OLD, self.dana, "suppression")
        kept += self._archived(OLD, self.dana, "consent_evidence")
        self._switch_on()
        run = self._purge()
        self.assertEqual(len(kept.exists()), 2)
        # Nobody said that the relationship with her ended.
        self.assertIn("1 stay: what their period counts from has not come", run.words)

    def _touched(self, partner, at, **values):
        return self.env["mortgage.touch"].create(
            {
                "res_model": "res.partner",
                "res_id": partner.id,
                "point_id": self.phones[partner].id,
                "channel": "sms",
                "kind": "marketing",
                "state": "sent",
                "sent_at": at,
                "ready_at": False,
                **values,
            }
        )

    def test_a_relationship_ends_with_the_last_contact(self):
        ended = self._archived(OLD, self.dana, "consent_evidence")
        going_on = self._archived(OLD, self.omar, "consent_evidence")
        self._touched(self.dana, "2018-06-01 12:00:00")
        self._touched(self.omar, YOUNG)
        self._switch_on()
        self._purge()
        self.assertFalse(ended.exists())
        self.assertTrue(going_on.exists())

    def test_approved_words_count_from_the_last_message(self):
        author, approver = self.marketing, self.compliance
        versions = self.env["mortgage.template.version"]
        for number in range(3):
            template = self.env["mortgage.template"].create(
                {
                    "name": f"Old {number}",
                    "code": f"old_{number}",
                    "channel": "email",
                    "kind": "transactional",
                }
            )
            version = versions.with_user(author).create(
                {"template_id": template.id, "subject": "Hi", "body": f"{number}"}
            )
            version.action_submit()
            version.with_user(approver).action_approve()
            versions |= version.sudo()
        used, unused, approved = versions
        (used | unused).with_user(approver).action_retire()
        with freeze_time(OLD):
            self.ledger._append(
                [
                    {
                        "event": "approval",
                        "content": version._content(),
                        # Of this class nothing younger stands before it.
                        "retention_class": "complaint",
                    }
                    for version in versions
                ]
            )
        kept = self.archive.search([("retention_class", "=", "complaint")])
        of = {
            version: kept.filtered(
                lambda body, one=version: body.sha256 == one.content_sha256
            )
            for version in versions
        }
        self._touched(self.dana, YOUNG, template_version_id=used.id)
        self._switch_on()
        self._purge()
        self.assertTrue(of[used].exists() and of[approved].exists())
        self.assertFalse(of[unused].exists())

    def test_the_copies_in_odoo_go_with_the_message(self):
        message = self.dana.message_post(body="We have a rate for you, Dana")
        touch = self._touched(self.dana, OLD, message_id=message.id, note="Say hello")
        answer = self.env["mortgage.inbound.message"].create(
            {
                "at": OLD,
                "channel": "sms",
                "external_id": "SM1",
                "company_id": self.env.company.id,
                "body": "Call me at five",
                "point_id": self.phones[self.dana].id,
            }
        )
        other = answer.copy({"external_id": "SM2", "body": "Another matter"})
        filed = self.env["mortgage.journal.message"].create(
            {
                "at": OLD,
                "way": "copy",
                "direction": "out",
                "channel": "email",
                "external_id": "j1",
                "company_id": self.env.company.id,
                "body": "From my phone",
                "parties": "dana@example.com",
            }
        )
        with freeze_time(OLD):
            entries = self.ledger._append(
                [
                    {
                        "event": "handover",
                        "touch_id": touch.id,
                        "content": b"We have a rate",
                        "retention_class": "message_servicing",
                    },
                    {
                        "event": "reply",
                        "point_id": answer.point_id.id,
                        "content": answer.body.encode(),
                        "retention_class": "inbound_message",
                    },
                    {
                        "event": "journal",
                        "res_id": filed.id,
                        "content": b"From: Maria",
                        "retention_class": "journal",
                    },
                ]
            )
        filed.ledger_id = entries[2]
        self._switch_on()
        self._purge()
        self.assertIn("Removed at the end", message.body)
        self.assertNotIn("rate", message.body)
        self.assertFalse(touch.note)
        self.assertFalse(answer.body)
        self.assertEqual(other.body, "Another matter")
        self.assertFalse(filed.body or filed.parties)

    def test_the_last_contact_may_begin_the_period(self):
        with freeze_time(YOUNG):
            self.env["mortgage.retention.rule"].search(
                [("record_class", "=", "message_servicing")]
            ).write({"trigger": "last_contact"})
        serviced = self._archived(OLD, self.dana, "message_servicing")
        other = self._archived(OLD, self.omar, "message_servicing")
        self.env["mortgage.touch"].create(
            {
                "res_model": "res.partner",
                "res_id": self.dana.id,
                "point_id": self.phones[self.dana].id,
                "channel": "sms",
                "kind": "servicing",
                "state": "sent",
                "sent_at": YOUNG,
                "ready_at": False,
            }
        )
        self._switch_on()
        self._purge()
        self.assertTrue(serviced.exists())
        self.assertFalse(other.exists())

    def test_small_batches_take_the_same_and_name_each(self):
        self._switch_on()
        with patch.object(mortgage_purge, "BATCH", 1):
            run = self._purge()
        self.assertEqual(run.gone_count, 2)
        self.assertEqual(len(self.ledger.search([("event", "=", "purge")])), 2)

    def test_queries_do_not_grow_with_the_messages(self):
        self._switch_on()
        for number in range(40):
            self._archived(f"2018-04-01 12:00:{number:02}", self.dana, "message_reply")
        with freeze_time(NIGHT):
            run = self.runs._begin()
            run.write({"company": self.env.company.id, "record_class": "message_reply"})
            before = self.env.cr.sql_log_count
            run._batch()
            self.assertLess(self.env.cr.sql_log_count - before, 30)
        self.assertEqual(run.gone_count, 40)

    def test_off_nothing_goes_at_night_and_on_once(self):
        with freeze_time(NIGHT):
            self.runs._cron_purge()
            self.assertTrue(self.old.exists())
            self.assertFalse(self.runs.search([]))
            self._switch_on()
            self.runs._cron_purge()
            self.runs._cron_purge()
        self.assertFalse(self.old.exists())
        self.assertEqual(len(self.runs.search([])), 1)

    def test_switched_off_meanwhile_it_stops(self):
        run = self._purge()
        self.assertEqual((run.state, run.gone_count), ("stopped", 0))
        self.assertTrue(self.old.exists())

    def test_compliance_alone_asks_for_a_dry_run(self):
        # As the button above the list does, which sends no ids.
        call_kw(self.runs.with_user(self.compliance), "action_dry_run", [[]], {})
        run = self.runs.search([])
        self.assertTrue(run.is_dry_run)
        for user in (self.maria, self.manager):
            with self.assertRaises(AccessError):
                self.runs.with_user(user).action_dry_run()
        for change in ({"is_dry_run": False}, {"gone_count": 0}):
            with self.assertRaises(AccessError):
                run.with_user(self.compliance).write(change)
