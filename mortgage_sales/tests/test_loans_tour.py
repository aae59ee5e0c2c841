from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .loans_common import LoansCase


@tagged("post_install", "-at_install")
class TestLoansTour(HttpCase, LoansCase):
    def test_a_processor_moves_a_file_and_reads_what_is_in_danger(self):
        self._co_borrower(self.of_maria, "Rey Ortega")
        # Tomorrow where the processor is, which may still be today here.
        loan = self.loan.with_context(tz=self.processor.tz)
        tomorrow = fields.Date.context_today(loan) + timedelta(days=1)
        loan.write({"processor_id": self.processor.id, "lock_expires_on": tomorrow})
        self.start_tour("/odoo/mortgage-loans", "mortgage_loans", login="processor")
        self.assertEqual(self.loan.milestone_id, self._milestone("processing"))
        self.assertEqual(self.of_maria.stage_id, self._stage("in_process"))
