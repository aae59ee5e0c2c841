from odoo import models

FOREIGN = "numbers.foreign"


class MortgageTouch(models.Model):
    _inherit = "mortgage.touch"

    def _with_content(self, composed):
        """Block the touches with somebody else's number in their final text, or without
        the sender's, and return those of the others that may go."""
        refused = self.filtered(
            lambda touch: touch.id in composed and composed[touch.id].refused
        )
        for touch in refused:
            touch.write(
                {
                    "state": "blocked",
                    "ready_at": False,
                    "rule_code": FOREIGN,
                    "reason": composed[touch.id].refused,
                }
            )
        self.env["mortgage.ledger.entry"]._append(
            [
                touch._ledger_values("block", {"rule": FOREIGN, "reason": touch.reason})
                for touch in refused
            ]
        )
        return super(MortgageTouch, self - refused)._with_content(composed)
