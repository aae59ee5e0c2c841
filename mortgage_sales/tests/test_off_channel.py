from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import SalesCase


@tagged("post_install", "-at_install")
class TestOffChannel(SalesCase):
    """Whom somebody talks to while nothing that was said is on record."""

    def setUp(self):
        super().setUp()
        self.lead = self._lead("Dana Ruiz", user_id=self.maria.id)

    def _rows(self, user=None):
        self.env.flush_all()
        rows = self.env["mortgage.off.channel"].with_user(user or self.compliance)
        rows.invalidate_model()
        return rows.search([("lead_id", "=", self.lead.id)])

    def _touch(self, channel, at, **values):
        return self.env["mortgage.touch"].create(
            {
                "res_model": "crm.lead",
                "res_id": self.lead.id,
                "partner_id": self.lead.partner_id.id,
                "channel": channel,
                "kind": "reply",
                "origin": "manual",
                "state": "sent",
                "sent_at": at,
                "company_id": self.company.id,
                **values,
            }
        )

    def test_a_lead_on_which_nothing_happens_is_not_in_it(self):
        self.assertFalse(self._rows())

    def test_a_call_without_a_word_on_record_is_in_it(self):
        self._touch("call", "2030-01-10 12:00:00")
        row = self._rows()
        self.assertEqual(str(row.called_at), "2030-01-10 12:00:00")
        self.assertEqual(row.life_at, row.called_at)
        self.assertFalse(row.words_at)
        self.assertEqual(row.action_open_lead()["res_id"], self.lead.id)

    def test_a_move_through_the_stages_or_an_appointment_is_a_sign_too(self):
        moved = fields.Datetime.add(self.lead.create_date, days=2)
        self.lead.date_last_stage_update = moved
        self.assertEqual(self._rows().moved_at, moved)
        self.lead.date_last_stage_update = self.lead.create_date
        self.assertFalse(self._rows())
        self.env["calendar.event"].create(
            {
                "name": "Pre-approval",
                "start": "2026-01-05 15:00:00",
                "stop": "2026-01-05 15:30:00",
                "opportunity_id": self.lead.id,
            }
        )
        self.assertEqual(str(self._rows().met_at), "2026-01-05 15:00:00")

    def test_words_on_either_side_or_filed_from_outside_end_it(self):
        self._touch("call", "2030-01-10 12:00:00")
        point = self.lead.mortgage_point_ids[:1]
        inbound = {
            "channel": "sms",
            "company_id": self.company.id,
            "at": "2030-01-08 12:00:00",
            "point_id": point.id,
        }
        journal = {
            "way": "copy",
            "direction": "out",
            "channel": "email",
            "company_id": self.company.id,
            "partner_id": self.lead.partner_id.id,
            "at": "2030-01-08 12:00:00",
        }
        for number, (model, values) in enumerate(
            (
                ("mortgage.inbound.message", inbound),
                ("mortgage.journal.message", journal),
            )
        ):
            with self.subTest(model=model):
                self.assertTrue(self._rows())
                said = self.env[model].create({**values, "external_id": f"x{number}"})
                self.assertFalse(self._rows())
                said.unlink()
        self._touch("email", "2030-01-08 12:00:00")
        self.assertFalse(self._rows())

    def test_two_weeks_of_silence_before_the_call_count(self):
        self._touch("email", "2029-12-20 12:00:00")
        self._touch("call", "2030-01-10 12:00:00")
        self.assertEqual(self._rows().silent_days, 21)

    def test_automatic_messages_are_shown_and_do_not_hide_it(self):
        self._touch("call", "2030-01-10 12:00:00")
        self._touch("email", "2030-01-09 12:00:00", origin="automatic")
        row = self._rows()
        self.assertEqual(str(row.words_at), "2030-01-09 12:00:00")
        self.assertFalse(row.hand_at)
        self.assertEqual(row.silent_days, 1)

    def test_each_sees_the_own_or_the_teams(self):
        self._touch("call", "2030-01-10 12:00:00")
        self.assertTrue(self._rows(self.maria))
        self.assertFalse(self._rows(self.frank))
        self.lead.team_id.user_id = self.manager
        self.assertTrue(self._rows(self.manager))
        self.lead.team_id.user_id = self.frank
        self.assertFalse(self._rows(self.manager))
        for user in (self.marketing, self.processor, self.portal, self.integration):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._rows(user)
