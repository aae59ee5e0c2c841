from odoo import fields, models
from odoo.exceptions import UserError

from .mail_activity import ANSWER_TYPE, CALL_TYPE, OUTCOMES

# What the contact itself ends as.
TOUCH_OUTCOMES = {
    "reached": "delivered",
    "no_answer": "sent",
    "left_voicemail": "sent",
    "callback": "delivered",
    "wrong_number": "failed",
    "do_not_call": "delivered",
}


class MailActivity(models.Model):
    """What the LO says about a call, and what follows from it."""

    _inherit = "mail.activity"

    def action_mortgage_call_done(
        self, outcome, note="", callback_at=False, asked=False
    ):
        """Close these call tasks with ``outcome``, one of OUTCOMES, and a note.

        ``callback_at`` (UTC) is when to call again; ``callback`` needs it. At an hour
        when nobody may call, the borrower must have ``asked`` for it.
        """
        self._mortgage_check_outcome(outcome)
        self.check_access("write")
        calls = self.filtered("active")._mortgage_of_type(CALL_TYPE)
        if not calls:
            raise UserError(self.env._("This is not an open call task."))
        values = {"mortgage_outcome": outcome}
        if outcome == "callback":
            values["mortgage_callback_at"] = self._mortgage_callback_moment(
                callback_at, asked
            )
        calls.write(values)
        said = calls._mortgage_outcome_words()[outcome]
        calls.action_feedback(feedback=f"{said}: {note}" if note else said)
        return True

    def _mortgage_check_outcome(self, outcome):
        if outcome not in dict(OUTCOMES):
            raise UserError(
                self.env._(
                    "outcome: choose one of %(outcomes)s.",
                    outcomes=", ".join(dict(OUTCOMES)),
                )
            )

    def _mortgage_callback_moment(self, callback_at, asked):
        """Return when to call again; refuse a moment at which nobody may call."""
        leads = self.env["crm.lead"].browse(set(self.mapped("res_id")))
        return leads._mortgage_promise_moment("callback_at", callback_at, asked)

    def _mortgage_outcome_words(self):
        field = self._fields["mortgage_outcome"]
        return dict(field._description_selection(self.env))

    def _mortgage_of_type(self, xml_id):
        """Return those of ``self`` that are of our type ``xml_id``."""
        # Not env.ref, which asks the database each time.
        ours = self.env["ir.model.data"]._xmlid_to_res_id(xml_id)
        return self.filtered(
            # Odoo lets people plan any type on any document.
            lambda task: (
                ours
                and task.activity_type_id.id == ours
                and task.res_model == "crm.lead"
            )
        )

    def _action_done(self, feedback=False, attachment_ids=None):
        calls = self._mortgage_of_type(CALL_TYPE)
        answers = self._mortgage_of_type(ANSWER_TYPE)
        calls._mortgage_read_feedback(feedback)
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        calls.sudo()._mortgage_after_calls()
        answered = self.env["crm.lead"].sudo().browse(answers.mapped("res_id")).exists()
        answered._mortgage_answered()
        (calls | answers).sudo()._mortgage_hush()
        return result

    def _mortgage_read_feedback(self, feedback):
        """Take the outcome from feedback that begins with its words, as the call panel
        writes it: whoever marks the call done in the chatter says the same."""
        said = (feedback or "").strip().casefold()
        silent = self.filtered(lambda task: not task.mortgage_outcome)
        for outcome, words in self._mortgage_outcome_words().items():
            # A promised call needs its time, which feedback does not have.
            if outcome != "callback" and said.startswith(words.casefold()):
                silent.write({"mortgage_outcome": outcome})
                return

    def _mortgage_after_calls(self):
        """Move the lead on by what was heard; a call marked done without saying how it
        went counts as an attempt."""
        self._mortgage_note_attempts()
        for outcome, calls in self.grouped("mortgage_outcome").items():
            touches = calls.mortgage_touch_id
            if touches:
                touches.call_outcome = outcome or "no_answer"
                touches._set_outcome(
                    TOUCH_OUTCOMES.get(outcome, "sent"),
                    note=self._mortgage_outcome_words().get(outcome, ""),
                )
            leads = self.env["crm.lead"].browse(calls.mapped("res_id")).exists()
            leads._mortgage_after_call(outcome, touches)
            if outcome == "callback":
                leads._mortgage_promise_calls(
                    {call.res_id: call.mortgage_callback_at for call in calls}
                )

    def _mortgage_note_attempts(self):
        """Each call counts as an attempt from now on, also one whose task somebody
        planned by hand, and uses up what its borrower asked for."""
        loose = self.filtered(lambda call: not call.mortgage_touch_id)
        leads = self.env["crm.lead"].browse(loose.mapped("res_id")).exists()
        known = {lead.id: lead for lead in leads.filtered("is_mortgage")}
        loose = loose.filtered(lambda call: call.res_id in known)
        facts = leads._mortgage_contact_facts() if loose else {}
        touches = self.env["mortgage.touch"]._plan(
            [
                known[call.res_id]._mortgage_hand_call_vals(
                    facts[call.res_id], call.user_id
                )
                for call in loose
            ]
        )
        for call, touch in zip(loose, touches, strict=True):
            call.mortgage_touch_id = touch
        made = self.mortgage_touch_id
        made.attempted_at = fields.Datetime.now()
        made._answer_requests()
