from odoo import api, models


class MortgageComplianceToday(models.AbstractModel):
    """Runs that the circuit breaker stopped."""

    _inherit = "mortgage.compliance.today"

    @api.model
    def _counts(self):
        return ["runs", *super()._counts()]

    def _count_runs(self):
        return self._count(
            "mortgage.send.run",
            self.env._("Stopped runs of messages"),
            [("state", "=", "stopped")],
            empty=self.env._("No run was stopped by itself."),
            oldest="stopped_at",
        )
