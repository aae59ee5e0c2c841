from dataclasses import replace
from datetime import timezone

from odoo import api, fields, models

from ..calls.crm_lead_call import CALL_MINUTES
from ..calls.mail_activity import OUTCOMES
from .mortgage_enrollment import AHEAD


class MortgageTouch(models.Model):
    """Contacts about a lead, and those that a follow-up plan makes."""

    _inherit = "mortgage.touch"

    lead_id = fields.Many2one("crm.lead", index="btree_not_null", ondelete="set null")
    enrollment_id = fields.Many2one(
        "mortgage.enrollment", "Plan", index="btree_not_null", ondelete="set null"
    )
    step_id = fields.Many2one("mortgage.cadence.step", ondelete="set null")
    occurrence = fields.Integer(default=1)
    call_outcome = fields.Selection(OUTCOMES, "How the call went", readonly=True)
    outlook = fields.Char("What will happen", compute="_compute_outlook")

    _occurrence_uniq = models.Constraint(
        "UNIQUE(enrollment_id, step_id, occurrence)",
        "This step is planned already.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("res_model") == "crm.lead":
                vals.setdefault("lead_id", vals.get("res_id"))
        return super().create(vals_list)

    @api.depends("state", "reason", "hold_until", "due_at")
    def _compute_outlook(self):
        """Say in words what became of a contact, or what the gate says of a coming one
        as things stand."""
        ahead = self.filtered(lambda touch: touch.state == "planned" and touch.ready_at)
        spoken = dict(zip(ahead, ahead.sudo()._foreseen(), strict=True))
        states = dict(self._fields["state"]._description_selection(self.env))
        for touch in self:
            verdict = spoken.get(touch)
            if verdict and verdict.allowed:
                touch.outlook = self.env._("Can go")
            elif verdict:
                touch.outlook = verdict.reason
            else:
                touch.outlook = touch.reason or states.get(touch.state, "")

    def _foreseen(self):
        """Return what the gate says of each of ``self`` at its own moment, as things
        stand. Copies are asked about, for asking names the contact point."""
        copies = self.browse().concat(
            *(touch.new(origin=touch) if touch._origin else touch for touch in self)
        )
        requests = [
            replace(request, at=touch.due_at.replace(tzinfo=timezone.utc))
            for request, touch in zip(copies._requests(), self, strict=True)
        ]
        return self.env["mortgage.gate"]._judge(requests)

    @api.model
    def _before_claim(self):
        return super()._before_claim() + self.env["mortgage.enrollment"]._plan_due()

    def _still_wanted(self):
        wanted = super()._still_wanted()
        planned = wanted.filtered("enrollment_id")
        reasons = planned._called_off()
        skipped = self.browse(touch.id for touch in reasons)
        for reason, touches in skipped.grouped(reasons.get).items():
            touches._skip(reason)
        (planned - skipped)._take_current_versions()
        return wanted - skipped

    def _paused(self):
        return super()._paused() | self.filtered(
            lambda touch: touch.enrollment_id.state == "paused"
        )

    def _called_off(self):
        """Return ``{touch: why its plan no longer wants it}``."""
        leads = self.lead_id
        in_scope = leads._mortgage_in_scope()
        reasons = {}
        for touch in self:
            lead, plan = touch.lead_id, touch.enrollment_id
            if plan.state != "active":
                reasons[touch] = plan.stop_reason or self.env._("The plan is over")
            elif not lead.active or lead.won_status != "pending":
                reasons[touch] = self.env._("The lead is closed")
            elif lead not in in_scope:
                reasons[touch] = self.env._("Follow-up is off for the lead's team")
            elif unmet := touch._unmet_condition():
                reasons[touch] = unmet
        return reasons

    def _unmet_condition(self):
        """Return why the step's condition does not hold, empty where it does."""
        lead, plan, condition = self.lead_id, self.enrollment_id, self.step_id.condition
        talked, answered = lead.mortgage_talked_at, lead.mortgage_replied_at
        if condition != "always" and talked and talked >= plan.started_at:
            return self.env._("Somebody has talked to the borrower")
        if condition == "no_answer" and answered and answered >= plan.counted_from:
            return self.env._("The borrower has answered")
        return ""

    def _take_current_versions(self):
        """Bring contacts up to the words approved today: they were planned days ago."""
        with_words = self.filtered("step_id.template_id")
        facts = with_words.lead_id._mortgage_contact_facts()
        templates = {touch: touch._step_template() for touch in with_words}
        current = self.env["mortgage.template"]._current_versions(
            self.env["mortgage.template"].union(*templates.values()),
            {lead_facts["lang"] for lead_facts in facts.values()},
        )

        def version_id(touch):
            key = (templates[touch].id, facts[touch.lead_id.id]["lang"])
            return current[key].id if key in current else False

        for version, touches in with_words.grouped(version_id).items():
            outdated = touches.filtered(
                lambda touch, version=version: touch.template_version_id.id != version
            )
            outdated.write({"template_version_id": version})

    def _step_template(self):
        """Hook: return the template whose words the contact takes."""
        return self.step_id.template_id

    def _call_minutes(self):
        """Return in how many minutes the call is to be made; a promised one is made
        at its time."""
        if self.step_id:
            return self.step_id.within_minutes
        return 0 if self.origin == "manual" else CALL_MINUTES

    def _preview_row(self, verdict):
        """Return the contact as plain values, with what the gate said of it."""
        return {
            "due_at": fields.Datetime.to_string(self.due_at),
            "step": self.step_id.name,
            "occurrence": self.occurrence,
            "channel": self.channel,
            "kind": self.kind,
            "template": self.step_id.template_id.code or False,
            "condition": self.step_id.condition,
            "verdict": verdict.verdict,
            "hold_until": bool(verdict.hold_until)
            and fields.Datetime.to_string(verdict.hold_until.replace(tzinfo=None)),
            "rule": verdict.rule or False,
            "reason": verdict.reason or False,
            "citation": verdict.citation or False,
            "warnings": list(verdict.warnings),
        }

    @api.model
    def _follow_owner(self, leads):
        """Contacts still ahead go out in the name of the lead's owner of today, who
        also makes the calls that wait."""
        ahead = self.search(
            [
                ("lead_id", "in", leads.ids),
                ("state", "in", (*AHEAD, "due")),
                "|",
                ("origin", "=", "automatic"),
                ("channel", "=", "call"),
            ]
        )
        for owner, touches in ahead.grouped(
            lambda touch: touch.lead_id.user_id
        ).items():
            changed = touches.filtered(
                lambda touch, owner=owner: touch.user_id != owner
            )
            changed.write({"user_id": owner.id})
            # What waited for the former owner's license may go in the new name.
            changed.filtered(
                lambda touch: (
                    touch.state == "held"
                    and (touch.rule_code or "").startswith("license.")
                )
            )._let_go()
