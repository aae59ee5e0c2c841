from odoo import api, fields, models


class MortgageAnchorCheck(models.TransientModel):
    """Says whether the record still passes through an anchor line."""

    _name = "mortgage.anchor.check"
    _description = "Check of an anchor line"

    line = fields.Text("Anchor line")
    is_passed = fields.Boolean(compute="_compute_answer")
    answer = fields.Text(compute="_compute_answer")

    @api.depends("line")
    def _compute_answer(self):
        anchors = self.env["mortgage.ledger.anchor"]
        for check in self:
            check.is_passed, check.answer = (
                anchors._judge_line(check.line) if check.line else (False, "")
            )
