from odoo.tests import tagged

from .cadence_common import CadenceCase


@tagged("post_install", "-at_install")
class TestBreakerLeads(CadenceCase):
    """Runs of messages to leads, whose own LO is known."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leads = cls.env["crm.lead"].union(
            *(
                cls._lead(
                    f"Borrower {index}",
                    partner=cls._borrower(
                        f"Borrower {index}",
                        f"b{index}@example.com",
                        f"+1713555{1000 + index}",
                    ),
                    user_id=cls.maria.id if index % 2 else cls.frank.id,
                    property_zip="77002",
                )
                for index in range(12)
            )
        )

    def _started(self):
        with self.at("2026-03-03 12:00"):
            self.env["mortgage.cadence"].enroll(self.plan.id, self.leads.ids)
            self._run_engine()
        return self.env["mortgage.touch"].search(
            [
                ("lead_id", "in", self.leads.ids),
                ("channel", "=", "email"),
                ("state", "=", "planned"),
            ]
        )

    def _first_of_each(self):
        emails = self._started()
        step = emails.sorted("due_at")[:1].step_id
        return emails.filtered(lambda touch: touch.step_id == step)

    def test_each_lo_writes_to_their_own_borrowers_in_one_run(self):
        emails = self._first_of_each()
        self.assertEqual(len(emails), 12)
        self.assertEqual(emails._within_runs(), emails)
        self.assertEqual(len(emails.run_id), 1)
        self.assertFalse(emails.filtered("run_flaw"))

    def test_a_run_swapped_from_the_start_sends_nothing(self):
        emails = self._first_of_each()
        emails.user_id = self.cora
        self.assertFalse(emails._within_runs())
        self.assertEqual(set(emails.mapped("state")), {"held"})
        self.assertEqual(emails.run_id.rule_id.code, "breaker.sender")

    def test_leads_that_get_another_lo_are_written_to_by_that_lo(self):
        emails = self._first_of_each()
        self.leads.user_id = self.maria
        self.assertEqual(emails.user_id, self.maria)
        self.assertEqual(emails._within_runs(), emails)

    def test_leads_started_together_are_the_audience(self):
        emails = self._first_of_each()
        audience = emails.audience_id
        self.assertEqual(audience.partners, sorted(self.leads.partner_id.ids))
        stranger = self._borrower("Sam Ito", "sam@example.com", "+17135559999")
        emails[:5].partner_id = stranger
        self.assertFalse(emails._within_runs())
        self.assertEqual(emails.run_id.rule_id.code, "breaker.audience")

    def test_a_lead_that_starts_alone_has_no_audience(self):
        with self.at("2026-03-03 12:00"):
            self.env["mortgage.cadence"].enroll(self.plan.id, self.lead.ids)
        self.assertFalse(self.lead._mortgage_running_plans().audience_id)
