from odoo import models

from .mortgage_loan_example import RULE


class MortgageTouch(models.Model):
    _inherit = "mortgage.touch"

    def _words_verdicts(self, composed):
        """Hold those whose words wait for an example of a loan, too."""
        waiting = {
            touch: composed[touch.id].waits
            for touch in self
            if composed[touch.id].waits
        }
        found = super()._words_verdicts(composed)
        return found | self._verdicts_by_row("hold", RULE, waiting)
