from zoneinfo import ZoneInfo

from odoo import api, fields, models

from odoo.addons.mortgage_compliance.tools.readers import LEAD_READERS

# Changes of a lead that may end its plans or hand them to another LO.
STEERING_FIELDS = {"active", "stage_id", "team_id", "user_id"}
# Where nothing tells where a borrower lives.
FALLBACK_ZONE = "America/New_York"


class CrmLead(models.Model):
    """What the life of a lead does to its follow-up plans."""

    _inherit = "crm.lead"

    enrollment_ids = fields.One2many(
        "mortgage.enrollment", "lead_id", "Follow-up plans", groups=LEAD_READERS
    )
    touch_ids = fields.One2many(
        "mortgage.touch", "lead_id", "Contacts", groups=LEAD_READERS
    )
    mortgage_plan_text = fields.Char(
        "Follow-up plan",
        compute="_compute_mortgage_plan_text",
        groups=LEAD_READERS,
    )
    mortgage_may_pause = fields.Boolean(
        compute="_compute_mortgage_plan_text", groups=LEAD_READERS
    )
    mortgage_may_resume = fields.Boolean(
        compute="_compute_mortgage_plan_text", groups=LEAD_READERS
    )

    @api.depends("enrollment_ids.state", "enrollment_ids.stop_reason")
    def _compute_mortgage_plan_text(self):
        running = self._mortgage_running_plans().grouped("lead_id")
        for lead in self:
            plans = running.get(lead, [])
            lead.mortgage_plan_text = ", ".join(
                self._mortgage_plan_line(plan) for plan in plans
            )
            lead.mortgage_may_pause = any(p.state == "active" for p in plans)
            lead.mortgage_may_resume = any(p.state == "paused" for p in plans)

    def _mortgage_plan_line(self, plan):
        name, day = plan.cadence_id.display_name, plan._day()
        if plan.state == "active":
            return self.env._("%(plan)s: day %(day)s", plan=name, day=day)
        return self.env._(
            "%(plan)s: paused on day %(day)s. %(reason)s",
            plan=name,
            day=day,
            reason=plan.stop_reason or "",
        ).strip()

    def write(self, vals):
        if not STEERING_FIELDS & vals.keys():
            return super().write(vals)
        # A lead may come to a mortgage team or leave one; the host's own cost nothing.
        leads = self.sudo()
        ours = leads.filtered("is_mortgage")
        owned = ours.filtered("user_id") if "user_id" in vals else ours.browse()
        result = super().write(vals)
        ours |= leads.filtered("is_mortgage")
        if ours:
            ours._mortgage_steer_plans(owned)
        return result

    def unlink(self):
        self.sudo()._mortgage_running_plans()._stop(self.env._("The lead was deleted"))
        return super().unlink()

    def action_set_lost(self, **additional_values):
        # Before the lead is archived: only here the reason is known.
        lost_reason_id = additional_values.get("lost_reason_id")
        if lost_reason_id:
            reason = self.env["crm.lost.reason"].browse(lost_reason_id)
            self.sudo()._mortgage_running_plans()._stop(
                self.env._("Lost: %(reason)s", reason=reason.name)
            )
        return super().action_set_lost(**additional_values)

    def action_mortgage_pause_plans(self):
        """Pause every running plan of these leads by hand."""
        self.enrollment_ids.filtered(lambda plan: plan.state == "active").action_pause()

    def action_mortgage_resume_plans(self):
        """Go on with the paused plans of these leads."""
        self.enrollment_ids.filtered(
            lambda plan: plan.state == "paused"
        ).action_resume()

    def action_mortgage_stop_plans(self):
        """End the plans of these leads by hand."""
        self.enrollment_ids.filtered(
            lambda plan: plan.state in ("active", "paused")
        ).action_stop()

    def _mortgage_running_plans(self):
        """Return the plans these leads are on, paused ones too."""
        return self.env["mortgage.enrollment"].search(
            [("lead_id", "in", self.ids), ("state", "in", ("active", "paused"))]
        )

    def _mortgage_steer_plans(self, owned):
        """End the plans of leads that are past them; hand the others to the owner.

        ``owned`` are leads that had one before, who may have tasks to hand over.
        """
        plans = self._mortgage_running_plans()
        handed = owned | plans.lead_id
        if handed:
            self.env["mortgage.touch"]._follow_owner(handed)
            self.env["mail.activity"]._mortgage_follow_owner(handed)
        if not plans:
            return
        reasons = plans.lead_id._mortgage_reasons_to_stop()
        for reason, ended in plans.grouped(lambda p: reasons.get(p.lead_id.id)).items():
            if reason:
                ended._stop(reason)

    def _mortgage_reasons_to_stop(self):
        """Return ``{lead id: why its plans end}`` of the leads that are past them."""
        in_scope = self._mortgage_in_scope()
        contacted = self._mortgage_stage("stage_contacted")
        reasons = {}
        for lead in self:
            stage = lead.stage_id
            if lead.won_status == "won":
                reasons[lead.id] = self.env._("Won")
            elif not lead.active:
                reasons[lead.id] = self.env._("Lost or archived")
            elif lead not in in_scope:
                reasons[lead.id] = self.env._("Follow-up is off for the lead's team")
            elif contacted and stage.sequence > contacted.sequence:
                reasons[lead.id] = self.env._("Moved to %(stage)s", stage=stage.name)
        return reasons

    @api.model
    def _mortgage_stage(self, name):
        """Return the shipped stage ``name``, empty where the lender deleted it."""
        stage = self.env.ref(f"mortgage_sales.{name}", raise_if_not_found=False)
        return stage or self.env["crm.stage"]

    def _mortgage_stage_at_least(self, name):
        """Move leads forward to the stage ``name``; never back."""
        stage = self._mortgage_stage(name)
        behind = self.filtered(
            lambda lead: (
                lead.stage_id.sequence < stage.sequence
                and lead.team_id in stage.team_ids
            )
        )
        if behind:
            behind.write({"stage_id": stage.id})

    def _mortgage_zones(self, facts):
        """Return ``{lead id: the zones the borrower may live in}``, likeliest first."""
        points = self.env["mortgage.contact.point"].browse(
            {
                point_id
                for lead_facts in facts.values()
                for point_id in lead_facts["points"]
            }
        )
        phones = {point.id: point.value for point in points if point.kind == "phone"}
        items = [
            (
                facts[lead.id]["states"],
                facts[lead.id]["zips"],
                next((phones[p] for p in facts[lead.id]["points"] if p in phones), ""),
            )
            for lead in self
        ]
        candidates = self.env["mortgage.zone"]._candidates(items)
        return {
            lead.id: [
                ZoneInfo(name) for name in zones or (lead.user_id.tz or FALLBACK_ZONE,)
            ]
            for lead, (_states, zones) in zip(self, candidates, strict=True)
        }

    def _merge_dependences(self, opportunities):
        """Keep the contacts and plans of the leads that go: a borrower who is followed
        stays followed, on each plan once."""
        tail = opportunities.sudo() - self.sudo()
        self.sudo()._mortgage_take_plans(tail)
        return super()._merge_dependences(opportunities)

    def _mortgage_take_plans(self, others):
        # Read by the field, so that a host that merges many leads asks once.
        running = (self | others).enrollment_ids.filtered(
            lambda plan: plan.state in ("active", "paused")
        )
        kept = running.filtered(lambda plan: plan.lead_id == self).cadence_id
        for plan in running.filtered(lambda plan: plan.lead_id != self):
            if plan.cadence_id in kept:
                plan._stop(self.env._("Joined to %(lead)s", lead=self.display_name))
            kept |= plan.cadence_id
        others.enrollment_ids.write({"lead_id": self.id})
        others.touch_ids.write({"lead_id": self.id, "res_id": self.id})
        filed = [("res_model", "=", self._name), ("res_id", "in", others.ids)]
        for model in ("mortgage.touch.event", "mortgage.inbound.message"):
            self.env[model].search(filed).write({"res_id": self.id})
