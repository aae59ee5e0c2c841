from odoo import fields, models
from odoo.exceptions import UserError

from .mail_activity import ANSWER_TYPE, CALL_TYPE, OUTCOMES

# What the contact itself ends as.
TOUCH_OUTCOMES = {
    "reached": "delivered",
    "no_answer": "sent",
    "left_voicemail": "sent",
    "wrong_number": "failed",
    "do_not_call": "delivered",
}


class MailActivity(models.Model):
    """What the LO says about a call, and what follows from it."""

    _inherit = "mail.activity"

    def action_mortgage_call_done(self, outcome, note=""):
        """Close these call tasks with ``outcome``, one of OUTCOMES, and a note."""
        if outcome not in dict(OUTCOMES):
            raise UserError(
                self.env._(
                    "outcome: choose one of %(outcomes)s.",
                    outcomes=", ".join(dict(OUTCOMES)),
                )
            )
        self.check_access("write")
        calls = self.filtered("active")._mortgage_of_type(CALL_TYPE)
        if not calls:
            raise UserError(self.env._("This is not an open call task."))
        said = dict(OUTCOMES)[outcome]
        calls.write({"mortgage_outcome": outcome})
        calls.action_feedback(feedback=f"{said}: {note}" if note else said)
        return True

    def action_mortgage_log_call(self):
        """Ask how the call went."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("How did it go?"),
            "res_model": "mortgage.call.outcome",
            "view_mode": "form",
            "target": "new",
            "context": {"default_activity_id": self.id},
        }

    def _mortgage_of_type(self, xml_id):
        """Return those of ``self`` that are of our type ``xml_id``."""
        ours = self.env.ref(xml_id, raise_if_not_found=False)
        return self.filtered(lambda task: ours and task.activity_type_id == ours)

    def _action_done(self, feedback=False, attachment_ids=None):
        calls = self._mortgage_of_type(CALL_TYPE)
        answers = self._mortgage_of_type(ANSWER_TYPE)
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        calls.sudo()._mortgage_after_calls()
        answered = self.env["crm.lead"].sudo().browse(answers.mapped("res_id")).exists()
        answered._mortgage_answered()
        return result

    def _mortgage_after_calls(self):
        """Move the lead on by what was heard; a call marked done without saying how it
        went counts as an attempt."""
        for outcome, calls in self.grouped("mortgage_outcome").items():
            touches = calls.mortgage_touch_id
            if touches:
                touches._set_outcome(
                    TOUCH_OUTCOMES.get(outcome, "sent"),
                    note=dict(OUTCOMES).get(outcome, ""),
                )
            leads = self.env["crm.lead"].browse(calls.mapped("res_id")).exists()
            leads._mortgage_after_call(outcome, touches)


class CrmLead(models.Model):
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
        if outcome == "reached":
            self._mortgage_running_plans()._stop(self.env._("Reached by phone"))
        elif outcome in ("wrong_number", "do_not_call"):
            self._mortgage_suppress_after_call(outcome, touches)

    def _mortgage_suppress_after_call(self, outcome, touches):
        facts = self._mortgage_contact_facts()
        points = self.env["mortgage.contact.point"].browse(
            {point_id for lead in self for point_id in facts[lead.id]["points"]}
        )
        suppression = self.env["mortgage.suppression"]
        if outcome == "do_not_call":
            suppression._suppress(points.ids, "all", "internal_dnc")
            self._mortgage_running_plans()._stop(
                self.env._("The borrower asked not to be contacted")
            )
            return
        called = touches.point_id or points.filtered(
            lambda point: point.kind == "phone"
        )
        suppression._suppress(called.ids, "phone", "wrong_number")
