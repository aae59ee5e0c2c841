import json

from odoo import fields, models


class MortgageTouch(models.Model):
    """Which words of the sender's own went out, for whoever has to prove it."""

    _inherit = "mortgage.touch"

    own_words_used = fields.Char(
        "LO's own words",
        readonly=True,
        copy=False,
        help="Which of the sender's approved words stood in the message: the name of"
        " the place and the hash in the ledger entry of their approval.",
    )

    def _with_content(self, composed):
        touches = super()._with_content(composed)
        for touch in touches:
            used = composed[touch.id].own_words if touch.id in composed else {}
            told = json.dumps(used, sort_keys=True) if used else False
            if touch.own_words_used != told:
                touch.own_words_used = told
        return touches

    def _ledger_values(self, event, payload, content=None):
        if event == "handover" and self.own_words_used:
            payload = {**payload, "own_words": json.loads(self.own_words_used)}
        return super()._ledger_values(event, payload, content)
