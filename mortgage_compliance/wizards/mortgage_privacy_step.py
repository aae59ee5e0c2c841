from odoo import fields, models


class MortgagePrivacyStep(models.TransientModel):
    """Asks what was said or done as a privacy request goes a step further."""

    _name = "mortgage.privacy.step"
    _description = "Step of a privacy request"

    request_id = fields.Many2one(
        "mortgage.privacy.request", required=True, ondelete="cascade"
    )
    step = fields.Selection(
        [
            ("verify", "Verify"),
            ("extend", "Extend"),
            ("answer", "Answer"),
            ("refuse", "Refuse"),
        ],
        required=True,
        readonly=True,
    )
    words = fields.Text("What was said or done", required=True)

    def action_take(self):
        """Take the step."""
        self.ensure_one()
        steps = {
            "verify": self.request_id._verify,
            "extend": self.request_id._extend,
            "answer": self.request_id._answer,
            "refuse": self.request_id._refuse,
        }
        steps[self.step](self.words)
        return {"type": "ir.actions.act_window_close"}
