from odoo import fields, models

# Somebody spoke with the borrower, who need not be answered in another way any more.
SPOKEN = ("reached", "callback", "do_not_call")
# In the context: what a borrower who asked not to be contacted means by it.
ASKED_SCOPE = "mortgage_asked_scope"


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
        if outcome == "do_not_call":
            self._mortgage_asked_to_stop(points)
            return
        called = touches.point_id or points.filtered(
            lambda point: point.kind == "phone"
        )
        self.env["mortgage.suppression"]._suppress(called.ids, "phone", "wrong_number")

    def _mortgage_asked_to_stop(self, points):
        """The borrower said in a call what must end; it ends in this transaction, on
        every address that the person has and every lead that is open."""
        scope = self.env.context.get(ASKED_SCOPE) or "all"
        people = points._of_the_same_people()
        asked = people.filtered(lambda point: point.kind == scope)
        (people if scope == "all" else asked)._opt_out(
            scope, "internal_dnc", self.env._("Said in a call")
        )
        reason = self.env._("The borrower asked not to be contacted")
        self._mortgage_running_plans()._stop(reason)
