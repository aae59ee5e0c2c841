from odoo import api, models

from ...tools.verdict import Verdict


class MortgageGateTexting(models.AbstractModel):
    """Texts leave only of a company whose carriers approved them, and while its
    provider takes them."""

    _inherit = "mortgage.gate.checks"

    @api.model
    def _check_texting(self, cases, book):
        texts = [case for case in cases if case.channel == "sms"]
        companies = self.env["res.company"].sudo()
        companies = companies.browse({case.company_id for case in texts}).exists()
        refused = {
            company.id for company in companies if not company._mortgage_texts_allowed()
        }
        faults = {company.id: company.mortgage_texts_fault for company in companies}
        stopped = {}
        for case in texts:
            if case.company_id in refused:
                rule = book.require("texting.approved", case.company_id, case.at)
                reason = self._unapproved_words(case)
                stopped[case.position] = self._block(case, rule, reason)
            elif faults.get(case.company_id):
                rule = book.require("texting.account", case.company_id, case.at)
                stopped[case.position] = Verdict(
                    "hold",
                    rule.code,
                    rule.id,
                    reason=self.env._(
                        "Waits: the provider takes no texts of ours (%(why)s). An"
                        " administrator puts it right in Setup, Texts: registration.",
                        why=faults[case.company_id],
                    ),
                    citation=rule.source,
                )
        return stopped

    def _unapproved_words(self, case):
        if case.request.origin == "manual":
            return self.env._("Texts are not approved yet: call or email")
        return self.env._("Texting is not approved yet")
