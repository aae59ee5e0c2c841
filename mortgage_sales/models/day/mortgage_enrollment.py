from odoo import fields, models


class MortgageEnrollment(models.Model):
    """Plans that an LO paused all at once: only these go on all at once again."""

    _inherit = "mortgage.enrollment"

    paused_with_all = fields.Boolean(
        "Paused together", readonly=True, help="By an LO, with all other plans."
    )

    def _pause_with_all(self, reason):
        """Pause running plans so that ``_resume`` of the lot finds them."""
        running = self.filtered(lambda plan: plan.state == "active")
        running._pause(reason)
        running.paused_with_all = True
        return running

    def _pause(self, reason):
        result = super()._pause(reason)
        # A borrower who answers meanwhile is not written to because all go on.
        waiting = self.filtered("paused_with_all")
        waiting.write({"paused_with_all": False, "stop_reason": reason})
        return result

    def _resume(self):
        result = super()._resume()
        self.filtered("paused_with_all").paused_with_all = False
        return result
