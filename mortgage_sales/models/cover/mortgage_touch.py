from odoo import models


class MortgageTouch(models.Model):
    """A call is made by whoever works the lead on the day."""

    _inherit = "mortgage.touch"

    def _still_wanted(self):
        wanted = super()._still_wanted()
        calls = wanted.filtered(lambda touch: touch.channel == "call" and touch.lead_id)
        workers = calls.lead_id._mortgage_workers()
        for touch in calls:
            worker = workers[touch.lead_id.id]
            if touch.user_id == touch.lead_id.user_id != worker:
                touch.user_id = worker
        return wanted
