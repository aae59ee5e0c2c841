from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL

from .channel_common import ChannelCase


@tagged("post_install", "-at_install")
class TestExamScope(ChannelCase):
    """What is asked for in a sentence, and what fits it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.exports = cls.env["mortgage.exam.export"].with_user(cls.compliance)
        cls.lee = cls._borrower("Lee Park", "lee@example.com", "+17135550102")
        cls.sent = cls._past(cls.dana, "2026-10-01 13:01:00")
        cls.late = cls._past(cls.dana, "2026-11-16 06:00:00")
        cls.florida = cls._past(cls.lee, "2026-10-05 15:00:00", states="FL")
        cls.reply = cls._past(cls.lee, "2026-10-06 15:00:00", kind="reply")

    @classmethod
    def _past(cls, partner, sent_at, kind="marketing", states="TX", **values):
        point = partner.mortgage_point_ids.filtered(lambda p: p.kind == "phone")
        touch = cls._touch(
            "sms",
            **{"partner_id": partner.id, "point_id": point.id, "kind": kind, **values},
        )
        touch.write(
            {"state": "sent", "sent_at": sent_at, "borrower_states": states}
            | {"ready_at": False}
        )
        return touch

    def _export(self, *lines, user=None):
        return self.exports.with_user(user or self.compliance).create(
            {
                "purpose": "Texas exam 2026, J. Doe, matter 26-114",
                "scope_ids": [Command.create(line) for line in lines],
            }
        )

    def _found(self, export):
        rows = self.env.execute_query(
            SQL("SELECT id FROM (%s) asked", export.sudo()._touches_query())
        )
        return self.touches.browse(touch_id for (touch_id,) in rows)

    def _autumn(self, **values):
        return {
            "about": "period",
            "date_from": "2026-10-01",
            "date_to": "2026-11-15",
            **values,
        }

    def test_state_and_period_on_the_companys_clock(self):
        self.company.partner_id.tz = "America/Chicago"
        edge = self._past(self.dana, "2026-10-01 05:00:00")
        before = self._past(self.dana, "2026-10-01 04:59:59")
        last = self._past(self.dana, "2026-11-16 05:59:59")
        found = self._found(self._export(self._autumn(states="TX", kind="marketing")))
        self.assertEqual(found, self.sent | edge | last)
        self.assertNotIn(before, found)

    def test_sentences_are_joined_by_or_and_nothing_counts_twice(self):
        export = self._export(
            self._autumn(states="TX", kind="marketing"),
            {"about": "borrower", "partner_ids": [Command.set(self.dana.ids)]},
        )
        self.assertEqual(self._found(export), self.sent | self.late)
        self.assertIn("2 messages and calls to 1 people", export.preview)
        self.assertEqual(
            export.scope_text,
            "All marketing messages and calls, to borrowers in Texas,"
            " Oct 1, 2026 – Nov 15, 2026; Everything, to Dana Ruiz",
        )

    def test_borrower_by_number_or_address(self):
        export = self._export({"about": "borrower", "addresses": "(713) 555-0102"})
        self.assertEqual(self._found(export), self.florida | self.reply)
        with self.assertRaisesRegex(UserError, "No borrower is known at “nobody@"):
            self._export({"about": "borrower", "addresses": "nobody@example.com"})

    def test_number_shared_by_two_brings_in_only_the_one_asked_for(self):
        shared = self.dana.mortgage_point_ids.filtered(lambda p: p.kind == "phone")
        shared.partner_ids = [Command.link(self.lee.id)]
        ask = {"about": "borrower", "partner_ids": [Command.set(self.lee.ids)]}
        self.assertEqual(self._found(self._export(ask)), self.florida | self.reply)

    def test_narrowed_by_channel_officer_and_template(self):
        other = self._past(self.dana, "2026-10-02 15:00:00", user_id=self.frank.id)
        asked = self._autumn(
            channel="sms",
            user_ids=[Command.set(self.frank.ids)],
            template_ids=[Command.set(self.sms_words.template_id.ids)],
        )
        self.assertEqual(self._found(self._export(asked)), other)
        self.assertFalse(self._found(self._export({**asked, "channel": "email"})))

    def test_state_of_what_was_never_judged_is_the_cards(self):
        self.dana.state_id = self.env.ref("base.state_us_44")
        self.sent.borrower_states = False
        found = self._found(self._export(self._autumn(states="Texas")))
        self.assertIn(self.sent, found)

    def test_what_is_only_planned_has_not_happened(self):
        self._touch("sms", kind="marketing", due_at="2026-10-03 15:00:00")
        self.assertEqual(
            self._found(self._export(self._autumn(states="TX", kind="marketing"))),
            self.sent,
        )

    def test_states_are_written_as_people_do(self):
        scope = self._export(self._autumn(states="texas, fl")).scope_ids
        self.assertEqual(scope.states, "TX FL")
        with self.assertRaisesRegex(ValidationError, "Atlantis"):
            self._export(self._autumn(states="Atlantis"))

    def test_sentence_says_what_it_lacks(self):
        with self.assertRaisesRegex(ValidationError, "Name the borrower"):
            self._export({"about": "borrower"})
        with self.assertRaisesRegex(ValidationError, "first and the last day"):
            self._export({"about": "period", "date_from": "2026-10-01"})

    def test_action_begins_with_the_borrower_it_was_opened_from(self):
        asked = self.exports.with_context(default_partner_id=self.dana.id)
        export = asked.create(
            {"purpose": "Complaint", **asked.default_get(["scope_ids"])}
        )
        self.assertEqual(export.scope_ids.partner_ids, self.dana)
        self.assertEqual(export.scope_ids.about, "borrower")

    def test_ledger_tells_who_asked_for_what_without_a_name(self):
        export = self._export(
            {"about": "borrower", "partner_ids": [Command.set(self.dana.ids)]}
        )
        entry = self.env["mortgage.ledger.entry"].search(
            [("event", "=", "exam_export"), ("res_id", "=", export.id)]
        )
        self.assertEqual(entry.actor_uid, self.compliance.id)
        self.assertIn('"act":"created"', entry.payload)
        self.assertNotIn("Dana", entry.payload)

    def test_nobody_but_compliance_makes_or_sees_one(self):
        export = self._export(self._autumn())
        for user in (
            *(self.mortgage_admin, self.manager, self.maria, self.assistant),
            *(self.processor, self.marketing, self.integration, self.outsider),
            *(self.portal, self.env.ref("base.user_admin")),
        ):
            with self.subTest(user.login):
                with self.assertRaises(AccessError):
                    self._export(self._autumn(), user=user)
                with self.assertRaises(AccessError):
                    export.with_user(user).read(["purpose"])
                with self.assertRaises(AccessError):
                    export.scope_ids.with_user(user).read(["states"])

    def test_how_far_it_is_nobody_writes_by_hand(self):
        export = self._export(self._autumn())
        with self.assertRaisesRegex(UserError, "by hand"):
            export.write({"state": "done"})
        with self.assertRaisesRegex(UserError, "by hand"):
            export.write({"sha256": "0" * 64})
        made = self.exports.create({"purpose": "X", "state": "done"})
        self.assertEqual(made.state, "draft")
        export.sudo().state = "done"
        with self.assertRaisesRegex(UserError, "Duplicate it"):
            export.purpose = "Something else"
        with self.assertRaisesRegex(UserError, "Duplicate it"):
            export.scope_ids.states = "FL"
        with self.assertRaisesRegex(UserError, "Duplicate it"):
            export.scope_ids.unlink()
        with self.assertRaisesRegex(UserError, "stays on record"):
            export.unlink()
        self.assertEqual(export.copy().scope_ids.date_to, export.scope_ids.date_to)
