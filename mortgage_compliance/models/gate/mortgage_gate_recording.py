from odoo import api, models


class MortgageGateRecording(models.AbstractModel):
    """Where everybody on a call must agree to its recording, a call says so first."""

    _inherit = "mortgage.gate.checks"

    @api.model
    def _check_recording(self, cases, book):
        """Warn; it stops nothing."""
        for case in cases:
            rules = book.by_state("recording", case.company_id, case.at)
            for state in ("", *case.states):
                for rule in rules.get(state, ()):
                    if rule.covers(case):
                        case.rules.append(rule.id)
                        reason = self.env._("If the call is recorded, say so first")
                        case.warnings.append(self._warning(rule, reason))
        return {}
