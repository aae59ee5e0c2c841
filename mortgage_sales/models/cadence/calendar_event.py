from odoo import api, models


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    @api.model_create_multi
    def create(self, vals_list):
        events = super().create(vals_list)
        events._mortgage_end_plans()
        return events

    def write(self, vals):
        result = super().write(vals)
        if vals.get("opportunity_id"):
            self._mortgage_end_plans()
        return result

    def _mortgage_end_plans(self):
        """An appointment is the next step that a follow-up plan works for."""
        leads = self.sudo().opportunity_id
        if not leads:
            return
        plans = leads._mortgage_running_plans()
        plans._stop(self.env._("Appointment made"))
        waiting = leads.filtered("mortgage_quiet_at")
        waiting.write({"mortgage_quiet_at": False})
