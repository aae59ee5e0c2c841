from odoo import api, models

from ...tools import nmls
from .mortgage_touch import FOREIGN


class MortgageGateNumbers(models.AbstractModel):
    """Warns who writes somebody else's number to a borrower."""

    _inherit = "mortgage.gate.checks"

    @api.model
    def _check_numbers(self, cases, book):
        written = [case for case in cases if case.request.words]
        if not written:
            return {}
        keys = [(case.request.user_id, case.company_id) for case in written]
        senders = self.env["mortgage.sender"]._sender_values(keys)
        owns = [nmls.own(senders[key]) for key in keys]
        others = self.env["mortgage.sender"]._others_numbers(
            [(case.request.words, own) for case, own in zip(written, owns, strict=True)]
        )
        stopped = {}
        for case, own, known in zip(written, owns, others, strict=True):
            foreign = {
                **dict.fromkeys(nmls.labelled(case.request.words) - own),
                **known,
            }
            if foreign:
                rule = book.require(FOREIGN, case.company_id, case.at)
                stopped[case.position] = self._block(
                    case,
                    rule,
                    self.env._(
                        "This number is not the sender's: %(numbers)s",
                        numbers=", ".join(
                            f"{number} ({holder})" if holder else number
                            for number, holder in sorted(foreign.items())
                        ),
                    ),
                )
        return stopped
