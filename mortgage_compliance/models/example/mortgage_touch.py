from odoo import models

from .mortgage_loan_example import RULE


class MortgageTouch(models.Model):
    _inherit = "mortgage.touch"

    def _with_content(self, composed):
        """Hold the touches whose words wait for an example of a loan, and return those
        of the others that may go."""
        waiting = self.filtered(
            lambda touch: touch.id in composed and composed[touch.id].waits
        )
        for touch in waiting:
            touch.write(
                {
                    "state": "held",
                    "ready_at": False,
                    "hold_until": False,
                    "rule_code": RULE,
                    "reason": composed[touch.id].waits,
                }
            )
        self.env["mortgage.ledger.entry"]._append(
            [
                touch._ledger_values("hold", {"rule": RULE, "reason": touch.reason})
                for touch in waiting
            ]
        )
        return super(MortgageTouch, self - waiting)._with_content(composed)
