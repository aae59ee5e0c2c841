from odoo import api, models


class MortgageComplianceToday(models.AbstractModel):
    _inherit = "mortgage.compliance.today"

    @api.model
    def _counts(self):
        return [*super()._counts(), "journal", "past_opt_out"]

    def _count_journal(self):
        return self._count(
            "mortgage.journal.message",
            self.env._("Filed, but of nobody known"),
            [("state", "=", "unmatched")],
            empty=self.env._("Every message from outside has its borrower."),
            oldest="at",
        )

    def _count_past_opt_out(self):
        return self._count(
            "mortgage.journal.message",
            self.env._("Written past an opt-out"),
            [("opted_out", "=", True)],
            empty=self.env._("Nobody wrote to a borrower who had opted out."),
            waits=False,
        )
