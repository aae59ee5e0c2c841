from odoo import Command, fields
from odoo.exceptions import AccessError

from .cadence_common import CadenceCase


class TestBoard(CadenceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._works(cls.frank, "0 1 2 3 4", 13, 20)
        cls.other_team = cls.env["crm.team"].create(
            {
                "name": "Elsewhere",
                "is_mortgage": True,
                "company_id": cls.company.id,
                "user_id": cls.mortgage_admin.id,
            }
        )

    def _show(self, user=None, team=None, local="2026-03-03 12:30"):
        board = self.env["mortgage.board"].with_user(user or self.manager)
        with self.at(local):
            return board.show(team.id if team else False)

    def _column(self, board, user):
        [column] = [c for c in board["officers"] if c["user_id"] == user.id]
        return column

    def test_who_sees_which_teams(self):
        mine = [{"id": self.team.id, "name": self.team.name}]
        self.assertEqual(self._show()["teams"], mine)
        self.assertTrue(self._show()["may_edit"])
        for user, may_edit in ((self.mortgage_admin, True), (self.compliance, False)):
            board = self._show(user)
            ids = {team["id"] for team in board["teams"]}
            self.assertLessEqual({self.team.id, self.other_team.id}, ids)
            self.assertEqual(board["may_edit"], may_edit)
            self.assertEqual(self._show(user, self.team)["team_ids"], self.team.ids)
        with self.assertRaises(AccessError):
            self._show(team=self.other_team)
        for user in (
            self.maria, self.assistant, self.processor, self.marketing,
            self.integration, self.outsider, self.portal,
        ):  # fmt: skip
            with self.assertRaises(AccessError):
                self._show(user)
            with self.assertRaises(AccessError):
                self.env["mortgage.board"].with_user(user).leads(self.maria.id)

    def test_unassigned_leads_say_why_and_since_when(self):
        lead = self._lead("Kim Vo", "FL")
        self.frank.mortgage_paused = True
        lead._mortgage_route()
        [card] = self._show()["unassigned"]["rows"]
        self.assertEqual(card["lead_id"], lead.id)
        self.assertIn("no Florida license (2), paused (1)", card["why"])
        self.assertEqual(
            card["arrived_at"], fields.Datetime.to_string(lead.create_date)
        )
        lead.with_context(mortgage_routing=True).routing_waits = False
        self.assertIn(
            "Taken from its owner", self._show()["unassigned"]["rows"][0]["why"]
        )

    def test_held_inquiries_say_why(self):
        inquiry = self.env["mortgage.inquiry"].create(
            {
                "source_id": self.source.id,
                "external_id": "1",
                "person_name": "Lee Park",
                "state": "held",
                "reasons": '[{"text": "Neither an email nor a phone number."}]',
            }
        )
        for user in (self.manager, self.compliance):
            held = self._show(user)["held"]
            self.assertEqual(held["count"], 1)
            [row] = held["rows"]
            self.assertEqual(row["inquiry_id"], inquiry.id)
            self.assertIn("Neither", row["why"])

    def test_a_lead_its_owner_would_pass_on_waits_until_handed_over(self):
        self.assertFalse(self._show()["asked"]["rows"])
        self._enrolled("2026-03-03 12:00")
        with self.at("2026-03-03 12:01"):
            self._run_dispatcher()
            self._call_task().with_user(self.maria).action_mortgage_pass_on("A VA loan")
        for user in (self.manager, self.compliance):
            asked = self._show(user)["asked"]
            self.assertEqual(asked["count"], 1)
            [row] = asked["rows"]
            self.assertEqual(row["user_id"], self.maria.id)
            self.assertIn("asks to hand over", row["why"])
            self.assertIn("A VA loan", row["why"])
        self.lead.with_user(self.manager).user_id = self.frank
        self.assertFalse(self._show()["asked"]["rows"])

    def test_a_column_says_who_is_in_and_how_full(self):
        self.maria.mortgage_lead_cap = 25
        board = self._show()
        maria, frank = self._column(board, self.maria), self._column(board, self.frank)
        self.assertEqual(maria["presence"], {"code": "on", "words": "in hours"})
        self.assertEqual(
            frank["presence"], {"code": "off", "words": "off until 1:00 PM"}
        )
        self.assertEqual((maria["active"], maria["cap"]), (1, 25))
        self.assertEqual(maria["states"], ["TX"])
        self.assertEqual(frank["states"], ["FL", "TX"])
        self.maria.mortgage_taking_leads = False
        column = self._column(self._show(), self.maria)
        self.assertEqual(column["presence"]["code"], "not_taking")

    def test_days_off_are_a_vacation(self):
        self.maria._mortgage_make_resources()
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Sea",
                "resource_id": self.maria._mortgage_resource().id,
                "calendar_id": False,
                "date_from": self._utc("2026-03-02 00:00"),
                "date_to": self._utc("2026-03-08 23:59"),
            }
        )
        column = self._column(self._show(), self.maria)
        self.assertEqual(column["presence"]["code"], "away")
        self.assertIn("on vacation until", column["presence"]["words"])

    def test_clocks_run_before_and_after_they_are_due(self):
        self._enrolled("2026-03-03 12:00")
        with self.at("2026-03-03 12:00"):
            self._run_dispatcher()
        for local, late, soon in [
            ("2026-03-03 12:01", 0, 1),
            ("2026-03-03 12:06", 1, 0),
        ]:
            clocks = self._column(self._show(local=local), self.maria)["clocks"]
            self.assertEqual((clocks["late"], clocks["soon"]), (late, soon), local)
            [row] = clocks["rows"]
            self.assertEqual(row["lead_id"], self.lead.id)
            self.assertTrue(row["is_first"])
            self.assertEqual(row["name"], "Dana Ruiz")

    def test_a_clock_of_an_owner_who_is_off_stands_apart(self):
        self._enrolled("2026-03-03 17:57")
        with self.at("2026-03-03 17:57"):
            self._run_dispatcher()
        self.assertFalse(self._show(local="2026-03-03 17:58")["unattended"]["rows"])
        unattended = self._show(local="2026-03-03 18:05")["unattended"]
        self.assertEqual(unattended["count"], 1)
        [row] = unattended["rows"]
        self.assertEqual(row["owner"], "Maria Gomez")
        self.assertIn("off until", row["presence"])

    def test_todays_response(self):
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = %s WHERE id = %s",
            (self._utc("2026-03-03 12:00"), self.lead.id),
        )
        self.env.invalidate_all()
        self._enrolled("2026-03-03 12:00")
        with self.at("2026-03-03 12:00"):
            self._run_dispatcher()
        with self.at("2026-03-03 12:04"):
            self._call_task().action_mortgage_call_done("reached")
        today = self._column(self._show(), self.maria)["today"]
        self.assertEqual(today, {"leads": 1, "talked": 1, "minutes": 4})

    def test_a_column_unfolds_its_leads(self):
        found = self.env["mortgage.board"].with_user(self.manager).leads(self.maria.id)
        self.assertEqual(found["count"], 1)
        self.assertEqual(found["rows"][0]["lead_id"], self.lead.id)

    def test_who_is_on_call(self):
        self.team.mortgage_on_call_ids = [Command.set(self.cora.ids)]
        self.env["mortgage.on.call"].create(
            {
                "team_id": self.team.id,
                "user_id": self.frank.id,
                "date_from": self._utc("2026-03-03 12:00"),
                "date_to": self._utc("2026-03-04 08:00"),
            }
        )
        [on_call] = self._show()["on_call"]
        self.assertEqual(on_call["people"][0]["name"], "Frank Hall")
        self.assertEqual(on_call["always"], ["Cora Diaz"])

    def test_a_manager_pauses_and_caps_on_the_board(self):
        self.maria.with_user(self.manager).write(
            {"mortgage_paused": True, "mortgage_lead_cap": 30}
        )
        column = self._column(self._show(), self.maria)
        self.assertTrue(column["paused"])
        self.assertEqual(column["cap"], 30)

    def test_costs_do_not_grow(self):
        def cost(number):
            leads = self.env["crm.lead"].union(
                *(self._lead(f"{number}-{n}", "FL") for n in range(number)),
            )
            leads._mortgage_route()
            owned = self.env["crm.lead"].union(
                *(
                    self._lead(f"{number}-{n}", user_id=self.maria.id)
                    for n in range(number)
                ),
            )
            self._enrolled("2026-03-03 12:00", leads=owned)
            with self.at("2026-03-03 12:00"):
                self._run_dispatcher()
            self.team.member_ids += self.env["res.users"].union(
                *(
                    self._person(f"lo{number}{n}", "group_lo", f"LO {n}")
                    for n in range(number)
                )
            )
            self.env.flush_all()
            # New users empty what is cached of groups and companies.
            self._show()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._show()
            return self.env.cr.sql_log_count - before

        self.frank.mortgage_paused = True
        cost(1)
        self.assertEqual(cost(3), cost(9))
