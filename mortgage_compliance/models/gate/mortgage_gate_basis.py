from odoo import api, models

from ...tools.verdict import Verdict


class MortgageGateBasis(models.AbstractModel):
    """Marketing by text or machine to bought leads waits for compliance's signature."""

    _inherit = "mortgage.gate.checks"

    @api.model
    def _check_basis(self, cases, book):
        stopped = {}
        for case in cases:
            source = case.relationship.unsigned_source
            rule = source and book.find("consent.basis", case.company_id, case.at)
            if not rule or not rule.covers(case):
                continue
            case.rules.append(rule.id)
            stopped[case.position] = Verdict(
                "hold",
                rule.code,
                rule.id,
                reason=self._basis_words(case, source),
                citation=rule.source,
            )
        return stopped

    def _basis_words(self, case, source):
        if case.channel == "sms":
            return self.env._(
                "Marketing texts to leads of %(seller)s wait: compliance has not signed"
                " off its consent basis",
                seller=source,
            )
        return self.env._(
            "Dialed marketing calls to leads of %(seller)s wait: compliance has not"
            " signed off its consent basis",
            seller=source,
        )
