from datetime import timedelta

from odoo import fields, models


class MortgageBreakerTrial(models.TransientModel):
    """Shows what the rules would have stopped in a period."""

    _name = "mortgage.breaker.trial"
    _description = "Trial of the circuit breaker"

    date_from = fields.Date(
        "From",
        required=True,
        default=lambda self: fields.Date.context_today(self) - timedelta(days=30),
    )
    date_to = fields.Date("Through", required=True, default=fields.Date.context_today)
    line_ids = fields.One2many("mortgage.breaker.trial.line", "trial_id", readonly=True)
    is_tried = fields.Boolean()

    def action_try(self):
        """Replay the period; nothing is sent or held by it."""
        self.ensure_one()
        rows = self.env["mortgage.breaker.rule"].simulate(
            fields.Date.to_string(self.date_from), fields.Date.to_string(self.date_to)
        )
        self.line_ids.unlink()
        self.write({"is_tried": True, "line_ids": [(0, 0, row) for row in rows]})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Try the rules"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
