from odoo import fields, models


class MortgageEnrollment(models.Model):
    """A plan waits while the borrower expects a call at a time that was agreed on."""

    _inherit = "mortgage.enrollment"

    promised_call_id = fields.Many2one(
        "mortgage.touch",
        "Waits for the promised call",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    def _wait_for_call(self, touch, reason):
        """Hold these plans back until the promised call ``touch`` was made."""
        self._pause(reason)
        self.write({"promised_call_id": touch.id, "stop_reason": reason})

    def _pause(self, reason):
        result = super()._pause(reason)
        # Whoever pauses a plan that waits for a call wants it to wait beyond that.
        waiting = self.filtered("promised_call_id")
        waiting.write({"promised_call_id": False, "stop_reason": reason})
        return result

    def _resume(self):
        result = super()._resume()
        self.filtered("promised_call_id").write({"promised_call_id": False})
        return result
