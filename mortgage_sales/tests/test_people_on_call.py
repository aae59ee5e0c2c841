from datetime import date, datetime, timedelta
from unittest import TestCase
from zoneinfo import ZoneInfo

from odoo import Command
from odoo.exceptions import AccessError, ValidationError

from odoo.addons.mortgage_sales.tests.cadence_common import CadenceCase
from odoo.addons.mortgage_sales.tools.roster import turn_at

CENTRAL = ZoneInfo("America/Chicago")


def central(text):
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=CENTRAL)


class TestTurns(TestCase):
    def test_a_dated_turn_lasts_from_its_first_minute_to_its_last(self):
        start, end = central("2026-03-06 18:00"), central("2026-03-09 08:00")
        for at, expected in [
            ("2026-03-06 17:59", None),
            ("2026-03-06 18:00", (start, end)),
            ("2026-03-09 07:59", (start, end)),
            ("2026-03-09 08:00", None),
            ("2026-03-13 18:00", None),
        ]:
            self.assertEqual(turn_at(start, end, central(at)), expected, at)

    def test_a_weekly_turn_keeps_its_hours_when_the_clocks_change(self):
        start, end = central("2026-02-06 18:00"), central("2026-02-09 08:00")
        for at, ends in [
            ("2026-02-06 17:59", None),
            ("2026-02-08 12:00", "2026-02-09 08:00"),
            ("2026-02-12 12:00", None),
            # Summer time begins on March 8.
            ("2026-03-09 07:59", "2026-03-09 08:00"),
            ("2026-03-09 08:00", None),
            ("2026-03-13 18:00", "2026-03-16 08:00"),
            ("2026-03-20 18:00", None),
        ]:
            turn = turn_at(start, end, central(at), date(2026, 3, 13))
            self.assertEqual(turn and turn[1], ends and central(ends), at)

    def test_a_turn_of_a_whole_week_is_followed_by_the_next(self):
        start = central("2026-03-02 08:00")
        end = start + timedelta(weeks=1)
        turn = turn_at(start, end, central("2026-03-16 07:59"), date.max)
        self.assertEqual(turn[0], central("2026-03-09 08:00"))


class TestOnCall(CadenceCase):
    def _turn(self, user, start, end, **values):
        return self.env["mortgage.on.call"].create(
            {
                "team_id": self.team.id,
                "user_id": user.id,
                "date_from": self._utc(start),
                "date_to": self._utc(end),
                "tz": "America/Chicago",
                **values,
            }
        )

    def _rung(self):
        """Let a lead of Maria's come at night and return who is alerted."""
        lead = self._lead("Lee Park", user_id=self.maria.id)
        self._enrolled("2026-03-03 21:47", leads=lead)
        with self.at("2026-03-03 21:47"):
            self._run_dispatcher()
        return (
            self.env["mail.message"]
            .search(
                [
                    ("message_type", "=", "user_notification"),
                    ("model", "=", "crm.lead"),
                    ("res_id", "=", lead.id),
                ]
            )
            .partner_ids
        )

    def test_the_alarm_rings_whose_turn_it_is(self):
        self.team.mortgage_on_call_ids = [Command.set(self.cora.ids)]
        self._turn(self.frank, "2026-03-03 18:00", "2026-03-04 08:00")
        self._turn(self.manager, "2026-03-04 18:00", "2026-03-05 08:00")
        self.assertEqual(self._rung(), self.frank.partner_id)

    def test_with_no_turn_it_rings_who_is_always_on_call(self):
        self.team.mortgage_on_call_ids = [Command.set(self.cora.ids)]
        self._turn(self.frank, "2026-03-04 18:00", "2026-03-05 08:00")
        self.assertEqual(self._rung(), self.cora.partner_id)

    def test_with_nobody_on_call_it_rings_the_owner(self):
        self.assertEqual(self._rung(), self.maria.partner_id)

    def test_who_left_is_not_called_and_weekly_turns_come_again(self):
        self._turn(
            self.cora, "2026-03-03 18:00", "2026-03-04 08:00"
        ).user_id.active = False
        self._turn(self.frank, "2026-02-24 18:00", "2026-02-25 08:00", weekly=True)
        [(user, until)] = self.env["mortgage.on.call"]._now(
            self.team, self._utc("2026-03-03 21:47")
        )[self.team.id]
        self.assertEqual(user, self.frank)
        self.assertEqual(self._local(until), "2026-03-04 08:00")

    def test_a_weekly_turn_of_more_than_a_week_is_refused(self):
        with self.assertRaises(ValidationError):
            self._turn(self.frank, "2026-03-01 08:00", "2026-03-09 08:00", weekly=True)

    def test_managers_edit_their_teams_roster_and_lo_read_it(self):
        turn = self._turn(self.frank, "2026-03-03 18:00", "2026-03-04 08:00")
        elsewhere = turn.copy(
            {
                "team_id": self.env["crm.team"]
                .create(
                    {
                        "name": "Other",
                        "is_mortgage": True,
                        "company_id": self.company.id,
                    }
                )
                .id
            }
        )
        turns = turn | elsewhere
        for user, readable, writable in [
            (self.maria, turn, turn.browse()),
            (self.assistant, turn.browse(), turn.browse()),
            (self.manager, turn, turn),
            (self.mortgage_admin, turns, turns),
            (self.compliance, turns, turn.browse()),
        ]:
            theirs = turns.with_user(user)
            self.assertEqual(theirs._filtered_access("read").sudo(), readable)
            self.assertEqual(theirs._filtered_access("write").sudo(), writable)
        self.assistant.mortgage_lo_ids = self.maria
        mine = turns.with_user(self.assistant)._filtered_access("read")
        self.assertEqual(mine.sudo(), turn)
        for user in (self.processor, self.marketing, self.integration, self.portal):
            with self.assertRaises(AccessError):
                turn.with_user(user).read(["user_id"])
