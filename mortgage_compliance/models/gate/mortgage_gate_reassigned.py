from datetime import timedelta, timezone

from odoo import api, models

from .mortgage_gate_dnc import PHONE


class MortgageGateReassigned(models.AbstractModel):
    """A number that was given to somebody else is not called or texted; where nobody
    asked lately, that is said."""

    _inherit = "mortgage.gate.checks"

    @api.model
    def _check_reassigned(self, cases, book):
        asked = [case for case in cases if case.channel in PHONE and case.point_id]
        answers = self.env["mortgage.reassigned.check"]._latest(
            {case.point_id for case in asked}
        )
        stopped = {}
        for case in asked:
            if case.point_id not in answers:
                # The readiness list says that nobody asks; every text need not.
                continue
            rule = book.require("reassigned.number", case.company_id, case.at)
            if not rule.covers(case):
                continue
            case.rules.append(rule.id)
            answer, at = answers[case.point_id]
            age = case.at - at.replace(tzinfo=timezone.utc)
            if answer == "yes":
                # A consent given since says that the number has a new, willing owner.
                if case.levels.get(case.channel):
                    continue
                stopped[case.position] = self._block(
                    case, rule, self.env._("The number was given to somebody else")
                )
            elif answer == "no_data" or age > timedelta(hours=rule.period_hours):
                words = self.env._(
                    "Whether the number is still the borrower's is not known: ask"
                )
                case.warnings.append(self._warning(rule, words))
        return stopped
