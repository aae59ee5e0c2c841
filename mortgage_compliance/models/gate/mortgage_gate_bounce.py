from odoo import api, models

from ...tools.verdict import Verdict


class MortgageGateChecks(models.AbstractModel):
    _inherit = "mortgage.gate.checks"

    @api.model
    def _check_bounce(self, cases, book):
        """Hold emails to an address that takes none until a person has seen to it."""
        stopped = {}
        for case in cases:
            if case.channel != "email":
                continue
            if not any(stop["reason"] == "bouncing" for stop in case.stops):
                continue
            rule = book.require("bounce.soft", case.company_id, case.at)
            stopped[case.position] = Verdict(
                "hold",
                rule.code,
                rule.id,
                reason=self.env._(
                    "Waits: the last emails to this address came back. Ask for another"
                    " address, or lift “Emails keep coming back” under Do not contact"
                ),
                citation=rule.source,
            )
        return stopped
