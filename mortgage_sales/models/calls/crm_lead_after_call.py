from odoo import fields, models

# Somebody spoke with the borrower, who need not be answered in another way any more.
SPOKEN = ("reached", "callback", "do_not_call")


class CrmLead(models.Model):
    """What the outcome of a call does to the lead and its follow-up plan."""

    _inherit = "crm.lead"

    def _mortgage_after_call(self, outcome, touches):
        """What ``outcome`` of a call does to these leads and their plans."""
        if outcome in ("reached", "do_not_call"):
            self.write(
                {
                    "mortgage_talked_at": fields.Datetime.now(),
                    "mortgage_quiet_at": False,
                }
            )
        self._mortgage_stage_at_least(
            "stage_contacted" if outcome == "reached" else "stage_attempting"
        )
        if outcome in SPOKEN:
            self._mortgage_close_answer_tasks()
        elif outcome == "left_voicemail":
            self._mortgage_answered()
        if outcome == "reached":
            self._mortgage_running_plans()._stop(self.env._("Reached by phone"))
        elif outcome != "callback":
            self._mortgage_go_on_after(touches)
        if outcome in ("wrong_number", "do_not_call"):
            self._mortgage_suppress_after_call(outcome, touches)

    def _mortgage_go_on_after(self, touches):
        """A promised call was made and nobody talked: the plan goes on."""
        waiting = self.env["mortgage.enrollment"].search(
            [("promised_call_id", "in", touches.ids), ("state", "=", "paused")]
        )
        waiting._resume()

    def _mortgage_suppress_after_call(self, outcome, touches):
        facts = self._mortgage_contact_facts()
        points = self.env["mortgage.contact.point"].browse(
            {point_id for lead in self for point_id in facts[lead.id]["points"]}
        )
        suppression = self.env["mortgage.suppression"]
        if outcome == "do_not_call":
            reason = self.env._("The borrower asked not to be contacted")
            suppression._suppress(points.ids, "all", "internal_dnc")
            self._mortgage_running_plans()._stop(reason)
            self._mortgage_waiting_calls()._mortgage_call_off(reason)
            return
        called = touches.point_id or points.filtered(
            lambda point: point.kind == "phone"
        )
        suppression._suppress(called.ids, "phone", "wrong_number")
