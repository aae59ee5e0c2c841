from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .crm_lead_after_call import ASKED_SCOPE
from .crm_lead_effects import ASKED_SCOPES
from .mail_activity import CALL_TYPE


class CrmLead(models.Model):
    """Logging a call with one tap."""

    _inherit = "crm.lead"

    @api.model
    def mortgage_log_call(
        self,
        lead_id,
        outcome,
        note="",
        activity_id=False,
        callback_at=False,
        asked=False,
        scope="all",
    ):
        """Say how a call to a lead went; return what may come next.

        ``outcome`` is one of reached, no_answer, left_voicemail, callback (with
        ``callback_at``, UTC; at an hour when nobody may call, the borrower must have
        ``asked`` for it), wrong_number, do_not_call. It closes the call task
        ``activity_id`` or else the next one due; a call made without one is recorded
        all the same. ``scope`` is what a borrower who asked not to be contacted means:
        phone (calls and texts), email or all.
        """
        if scope not in ASKED_SCOPES:
            raise ValidationError(
                self.env._(
                    "scope: give one of: %(known)s.", known=", ".join(ASKED_SCOPES)
                )
            )
        lead = self._mortgage_lead_to_call(lead_id, "write")
        self.env["mail.activity"]._mortgage_check_outcome(outcome)
        task = lead._mortgage_task_to_log(activity_id)
        task.with_context(**{ASKED_SCOPE: scope}).action_mortgage_call_done(
            outcome, note or "", callback_at, asked
        )
        return {
            "outcome": outcome,
            "next_stage": outcome == "reached" and lead._mortgage_next_stage(),
        }

    @api.model
    def mortgage_promise_call(self, lead_id, callback_at, asked=False):
        """Plan a call to a lead for a time that was agreed on (UTC).

        At an hour when nobody may call, the borrower must have ``asked`` for it.
        """
        lead = self._mortgage_lead_to_call(lead_id, "write")
        moment = lead._mortgage_promise_moment("callback_at", callback_at, asked)
        lead._mortgage_promise_calls({lead.id: moment})
        return True

    def _mortgage_task_to_log(self, activity_id):
        if activity_id:
            given = self.env["mail.activity"].browse(activity_id).exists()
            call_type = self.env.ref(CALL_TYPE)
            if not given or (given.activity_type_id == call_type and not given.active):
                raise ValidationError(
                    self.env._("activity_id: this call is logged already.")
                )
        return self._mortgage_open_call(activity_id) or self._mortgage_call_by_hand()

    def _mortgage_call_by_hand(self):
        """Return a call task for a call that no task asked for."""
        lead = self.sudo()
        facts = lead._mortgage_contact_facts()[lead.id]
        touch = self.env["mortgage.touch"]._plan(
            [lead._mortgage_hand_call_vals(facts, self.env.user)]
        )
        task = self.env["mail.activity"]._mortgage_create_tasks(
            [
                {
                    "lead": lead,
                    "type": CALL_TYPE,
                    "user": self.env.user,
                    "touch": touch,
                    "due_at": fields.Datetime.now(),
                    "summary": self.env._(
                        "Call: %(name)s", name=lead.partner_id.name or lead.name
                    ),
                }
            ]
        )
        return task.with_env(self.env)

    def _mortgage_next_stage(self):
        """Return the stage after a conversation, if the lead is not there yet."""
        stage = self._mortgage_stage("stage_prequalified")
        lead = self.sudo()
        if (
            lead.team_id not in stage.team_ids
            or lead.stage_id.sequence >= stage.sequence
        ):
            return False
        return {"id": stage.id, "name": stage.name}

    def action_mortgage_call(self):
        """Open the call panel of this lead."""
        self.ensure_one()
        self._mortgage_lead_to_call(self.id, "read")
        return {
            "type": "ir.actions.client",
            "tag": "mortgage_call",
            "params": {"lead_id": self.id},
        }
