from odoo import models

FOREIGN = "numbers.foreign"


class MortgageTouch(models.Model):
    _inherit = "mortgage.touch"

    def _words_verdicts(self, composed):
        """Block those with somebody else's number in their words, or without the
        sender's, too."""
        refused = {
            touch: composed[touch.id].refused
            for touch in self
            if composed[touch.id].refused
        }
        found = super()._words_verdicts(composed)
        return found | self._verdicts_by_row("block", FOREIGN, refused)
