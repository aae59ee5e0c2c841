from datetime import datetime, timedelta
from functools import partial

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger

from .loans_common import LoansCase

CARD = {
    name: {}
    for name in (
        *("surnames", "next_date_words", "milestone_age", "lock_words"),
        *("open_condition_count", "danger_reason", "partner_id", "milestone_share"),
    )
}


class TestLoanFile(LoansCase):
    def test_a_file_takes_borrower_lo_and_team_from_its_lead(self):
        self.assertEqual(self.loan.partner_id, self.of_maria.partner_id)
        self.assertEqual(self.loan.user_id, self.maria)
        self.assertEqual(self.loan.team_id, self.team)
        self.assertEqual(self.loan.name, "24-1001")
        self.assertEqual(self.of_maria.loan_count, 1)

    def test_a_file_of_a_past_client_needs_no_lead(self):
        partner = self._borrower("Old Client", "old@example.com", "+17135550188")
        loan = self.env["mortgage.loan"].create(
            {"loan_number": "19-7", "partner_id": partner.id, "user_id": self.cora.id}
        )
        self.assertEqual(loan.team_id, self.team)
        self.assertEqual(loan.milestone_id, self._milestone("application"))

    def test_its_lead_is_set_once_and_follows_a_merge(self):
        with self.assertRaisesRegex(UserError, "stays with it"):
            self.loan.lead_id = self.of_frank
        with self.assertRaises(UserError):
            self.loan.lead_id = False
        self.loan.lead_id = self.of_maria
        twin = self._lead("Dana Ruiz", partner=self.of_maria.partner_id)
        loan = self._loan("24-1003", twin)
        (self.of_maria | twin)._merge_opportunity(auto_unlink=True)
        kept = (self.of_maria | twin).exists()
        self.assertEqual(len(kept), 1)
        self.assertEqual((loan | self.loan).lead_id, kept)

    def test_moving_a_file_moves_its_lead_forward_and_never_back(self):
        self.assertEqual(self.of_maria.stage_id, self._stage("application"))
        self.loan.milestone_id = self._milestone("underwriting")
        self.assertEqual(self.of_maria.stage_id, self._stage("in_process"))
        self.loan.milestone_id = self._milestone("application")
        self.assertEqual(self.of_maria.stage_id, self._stage("in_process"))
        self.loan.milestone_id = self._milestone("funded")
        self.assertEqual(self.of_maria.won_status, "won")
        self.assertEqual(self.loan.state, "funded")
        self.assertEqual(self.loan.funded_on, self.today)

    def test_a_lost_lead_stays_lost(self):
        self.of_maria.action_set_lost()
        self.loan.milestone_id = self._milestone("funded")
        self.assertEqual(self.of_maria.won_status, "lost")

    def test_a_file_dragged_to_funded_by_mistake_goes_back(self):
        self.loan.milestone_id = self._milestone("funded")
        self.loan.milestone_id = self._milestone("docs_out")
        self.assertEqual(self.loan.state, "active")
        self.assertFalse(self.loan.funded_on)

    def test_the_age_counts_from_the_move_and_the_lead_tells_of_it(self):
        self.loan.milestone_since = datetime(2026, 9, 1, 15)
        since = self.other_loan.milestone_since
        self.other_loan.milestone_id = self.other_loan.milestone_id
        self.assertEqual(self.other_loan.milestone_since, since)
        self.loan.milestone_id = self._milestone("processing")
        self.assertGreater(self.loan.milestone_since, datetime(2026, 9, 1, 15))
        self.assertIn("Application → Processing", self.of_maria.message_ids[0].body)

    def test_what_cannot_be_is_refused_with_words(self):
        cases = [
            ({"lock_on": self.today, "lock_expires_on": self._in(-1)}, "before it"),
            ({"state": "funded", "funded_on": self._in(1)}, "in the past"),
            ({"funded_on": self.today}, "Only a funded"),
            ({"loan_number": "123-45-6789"}, "Social Security"),
            ({"property_state": "Texas"}, "two letters"),
        ]
        for number, (values, words) in enumerate(cases):
            loan = self._loan(f"24-{number}", self.of_maria)
            with self.subTest(**values), self.assertRaisesRegex(ValidationError, words):
                loan.write(values)
            loan.unlink()
        for values in ({"rate": 61.25}, {"amount": -1}, {"loan_number": "24-1002"}):
            with (
                self.subTest(**values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.loan.write(values)
                self.loan.flush_recordset()

    def test_a_condition_keeps_no_account_number(self):
        condition = self.env["mortgage.condition"].create(
            {"loan_id": self.loan.id, "name": "Statement of account 123456789012"}
        )
        self.assertNotIn("123456789012", condition.name)
        condition.name = "SSN card of 123-45-6789"
        self.assertNotIn("6789", condition.name)

    def test_a_company_may_have_a_milestone_of_its_own(self):
        own = self._milestone("underwriting").copy(
            {"company_id": self.company.id, "name": "Desk review"}
        )
        found = self.env["mortgage.milestone"]._of_company(self.company)
        self.assertIn(own, found)
        self.assertNotIn(self._milestone("underwriting"), found)
        self.assertEqual(len(found), 7)
        loan = self._loan("24-9", self.of_maria, "docs_out")
        Loan = self.env["mortgage.loan"].with_context(read_group_expand=True)
        columns = Loan.web_read_group(
            [("id", "=", loan.id)], ["milestone_id"], ["__count"]
        )
        names = [column["milestone_id"][1] for column in columns["groups"]]
        self.assertEqual(names[:3], ["Application", "Processing", "Desk review"])


@freeze_time("2026-12-01 18:00:00")
class TestDanger(LoansCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.from_string("2026-12-01")
        cls.maria.tz = "America/Chicago"

    def _danger(self, user=None):
        loans = self.env["mortgage.loan"].with_user(user or self.mortgage_admin)
        return loans._in_danger([("id", "in", (self.loan | self.other_loan).ids)])

    def test_next_hard_date_in_words(self):
        cases = [
            ({"closing_on": self._in(10)}, "CD must be received by Tue Dec 8"),
            ({"closing_on": self._in(7)}, "CD must be received by Fri"),
            (
                {"closing_on": self._in(3), "cd_received_on": self._in(-1)},
                "Closing Fri",
            ),
            ({"lock_expires_on": self._in(1)}, "Lock expires tomorrow"),
            ({"lock_expires_on": self._in(-1)}, "Lock expired Mon Nov 30"),
            ({"application_on": self.today}, "Loan Estimate due Fri"),
            ({}, False),
        ]
        for number, (values, words) in enumerate(cases):
            loan = self._loan(f"w{number}", self.of_maria, **values)
            with self.subTest(**values):
                self.assertEqual(loan.next_date_words, words)

    def test_ranked_with_reasons_in_words(self):
        self._co_borrower(self.of_maria, "Rey Ortega")
        self.loan.write(
            {
                "lock_expires_on": self._in(2),
                "milestone_id": self._milestone("docs_out").id,
            }
        )
        self.other_loan.write(
            {
                "milestone_id": self._milestone("underwriting").id,
                "milestone_since": datetime(2026, 11, 23, 18),
            }
        )
        first, second = self._danger()
        self.assertEqual(first["loan_id"], self.loan.id)
        self.assertEqual(first["lead_id"], self.of_maria.id)
        self.assertEqual(first["name"], "Ruiz/Ortega")
        self.assertEqual(first["reason"], "lock expires in 2 days")
        self.assertEqual([first["rank"], second["rank"]], [1, 2])
        self.assertEqual(second["reason"], "5 business days in Underwriting, 3 allowed")
        self.loan.closing_on = self._in(7)
        reasons = self._danger()[0]["reasons"]
        self.assertIn("closing Tue Dec 8, CD not received", reasons)

    def test_the_lender_sets_how_early_it_warns(self):
        self.loan.lock_expires_on = self._in(9)
        self.assertFalse(self._danger())
        self.company.mortgage_lock_days = 10
        self.assertEqual(len(self._danger()), 1)

    def test_the_filter_finds_and_orders_the_same_loans(self):
        self.loan.lock_expires_on = self._in(3)
        self.other_loan.lock_expires_on = self._in(1)
        Loan = self.env["mortgage.loan"].with_user(self.manager)
        found = Loan.search([("in_danger", "=", True)], order="danger_rank")
        self.assertEqual(found.ids, [self.other_loan.id, self.loan.id])
        self.assertEqual(
            [row["loan_id"] for row in Loan._in_danger([], limit=1)],
            [self.other_loan.id],
        )
        self.assertFalse(Loan.search([("in_danger", "=", False)]) & found)
        self.assertEqual(found[0].danger_reason, "lock expires tomorrow")
        self.other_loan.milestone_id = self._milestone("funded")
        self.assertNotIn(self.other_loan, Loan.search([("in_danger", "=", True)]))

    def test_an_lo_gets_own_loans_only(self):
        (self.loan | self.other_loan).lock_expires_on = self._in(1)
        self.assertEqual(
            [row["loan_id"] for row in self._danger(self.maria)], [self.loan.id]
        )

    def test_queries_do_not_grow_with_the_files(self):
        counts = []
        for size in (5, 30):
            for number in range(size):
                lead = self._lead(f"B {number}", user_id=self.maria.id)
                self._co_borrower(lead, "Ann Other")
                loan = self._loan(
                    f"q{size}-{number}",
                    lead,
                    lock_expires_on=self._in(1),
                    closing_on=self._in(6),
                )
                loan.condition_ids = [
                    Command.create({"name": "Pay stub", "due_on": self._in(-1)})
                ]
            Loan = self.env["mortgage.loan"].with_user(self.maria)
            endangered = [("in_danger", "=", True)]
            for work in (
                partial(Loan._in_danger, []),
                partial(Loan.web_search_read, endangered, CARD, order="danger_rank"),
            ):
                self.env.flush_all()
                self.env.invalidate_all()
                work()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                work()
                counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[:2], counts[2:])


class TestWhoWorksOnLoans(LoansCase):
    def _sees(self, user):
        both = self.loan | self.other_loan
        Loan = self.env["mortgage.loan"].with_user(user)
        return Loan.search([("id", "in", both.ids)])

    def test_who_sees_which_file(self):
        both = self.loan | self.other_loan
        for user, loans in (
            (self.maria, self.loan),
            (self.frank, self.other_loan),
            (self.assistant, both.browse()),
            (self.manager, both),
            (self.mortgage_admin, both),
            (self.processor, both),
            (self.compliance, both),
            (self.integration, both),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(self._sees(user).sudo(), loans)
        self.maria.mortgage_assistant_ids = self.assistant
        self.assertEqual(self._sees(self.assistant).sudo(), self.loan)
        for user in (self.marketing, self.outsider, self.portal):
            with self.assertRaises(AccessError):
                self._sees(user)

    def test_the_leads_owner_sees_a_file_that_names_another_lo(self):
        self.loan.user_id = self.cora
        self.assertEqual(self._sees(self.maria).sudo(), self.loan)
        self.assertEqual(self._sees(self.cora).sudo(), self.loan)

    def test_a_processor_sees_done_files_only_if_they_were_hers(self):
        (self.loan | self.other_loan).milestone_id = self._milestone("funded")
        self.loan.processor_id = self.processor
        self.assertEqual(self._sees(self.processor).sudo(), self.loan)

    def test_other_companies_files_are_hidden(self):
        other = self.env["res.company"].create({"name": "Other Lender"})
        self.env["mortgage.loan"].create(
            {
                "loan_number": "x",
                "company_id": other.id,
                "partner_id": self.env["res.partner"].create({"name": "Else"}).id,
            }
        )
        Loan = self.env["mortgage.loan"].with_user(self.compliance)
        self.assertFalse(Loan.search([("company_id", "=", other.id)]))

    def test_a_processor_moves_files_and_conditions_but_changes_no_terms(self):
        loan = self.loan.with_user(self.processor)
        loan.milestone_id = self._milestone("processing")
        loan.write({"closing_on": self._in(20), "processor_id": self.processor.id})
        loan.condition_ids = [Command.create({"name": "Pay stub"})]
        loan.condition_ids.state = "cleared"
        with self.assertRaisesRegex(AccessError, "Note rate"):
            loan.rate = 5.5
        loan.milestone_id = self._milestone("funded")
        self.assertEqual(self.of_maria.won_status, "won")

    def test_los_read_their_files_and_move_none(self):
        for user in (self.maria, self.manager, self.compliance, self.integration):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.loan.with_user(user).milestone_id = self._milestone("processing")

    def test_an_administrator_changes_everything(self):
        self.loan.with_user(self.mortgage_admin).write({"rate": 5.5})
        milestone = self._milestone("underwriting").with_user(self.mortgage_admin)
        milestone.allowed_days = 2
        with self.assertRaises(AccessError):
            milestone.with_user(self.processor).allowed_days = 9

    def test_every_role_opens_the_views(self):
        for user in (
            *(self.maria, self.assistant, self.manager, self.mortgage_admin),
            *(self.processor, self.compliance),
        ):
            Loan = self.env["mortgage.loan"].with_user(user)
            views = Loan.get_views(
                [(False, "kanban"), (False, "list"), (False, "form")]
            )
            kanban = views["views"]["kanban"]["arch"]
            may_drag = user in (self.processor, self.mortgage_admin)
            with self.subTest(user=user.login):
                self.assertEqual('readonly="1"' not in kanban, may_drag)
            action = self.of_maria.with_user(user)
            if user not in (self.assistant,):
                self.assertEqual(action.action_mortgage_loans()["res_id"], self.loan.id)

    def test_days_ago(self):
        self.loan.milestone_since = fields.Datetime.now() - timedelta(days=30)
        self.assertTrue(self.loan.is_stalled)
        self.assertIn("3 allowed", self.loan.milestone_age)
        self.assertEqual(self.loan.milestone_share, 100)
