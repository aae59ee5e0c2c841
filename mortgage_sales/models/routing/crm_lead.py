from odoo import api, fields, models

from odoo.addons.mortgage_compliance.tools.readers import LEAD_READERS

from .wording import Wording

BATCH = 500


class CrmLead(models.Model):
    _inherit = "crm.lead"

    routing_decision_ids = fields.One2many(
        "mortgage.routing.decision", "lead_id", groups=LEAD_READERS
    )
    routed_at = fields.Datetime(readonly=True, copy=False)
    routing_waits = fields.Boolean(
        "Waiting for an LO",
        readonly=True,
        copy=False,
        help="Nobody may own it yet; it is routed when somebody can.",
    )
    routing_explanation = fields.Html(
        "Why this LO", compute="_compute_routing_explanation", compute_sudo=True
    )

    routing_reason = fields.Char(
        "Why it waits", compute="_compute_routing_explanation", compute_sudo=True
    )

    # Serves the search for waiting leads.
    _routing_waits_idx = models.Index("(team_id) WHERE routing_waits")

    @api.depends("routing_decision_ids")
    def _compute_routing_explanation(self):
        nothing = self.env["mortgage.routing.decision"]
        latest = nothing._latest(self)
        for lead in self:
            decision = latest.get(lead._origin.id, nothing)
            lead.routing_explanation = decision.explanation
            lead.routing_reason = decision.reason

    def write(self, vals):
        if not vals.get("user_id") or self.env.context.get("mortgage_routing"):
            return super().write(vals)
        handed = self.sudo().filtered(
            lambda lead: lead.is_mortgage and lead.user_id.id != vals["user_id"]
        )
        waiting = handed.filtered("routing_waits")
        result = super().write(vals)
        self.env["mortgage.routing.decision"]._record_by_hand(handed)
        waiting._mortgage_routed_by_hand()
        return result

    def _merge_dependences(self, opportunities):
        """Keep what was decided about the leads that go: it is evidence."""
        opportunities.sudo().routing_decision_ids.write({"lead_id": self.id})
        return super()._merge_dependences(opportunities)

    def action_mortgage_route(self):
        """Try again for the ones without an owner, at a manager's wish."""
        self.check_access("write")
        self.filtered("is_mortgage")._mortgage_route_again()
        return True

    def _mortgage_route(self, at=None):
        """Give each lead without an owner to the LO whose turn it is.

        Return ``{lead id: decision}``. A lead that nobody may own waits visibly, and
        its team's manager is told once for the batch.
        """
        leads = self.sudo().filtered(lambda lead: not lead.user_id)
        if not leads:
            return {}
        at = at or fields.Datetime.now()
        panels, officers = self.env["mortgage.routing.rule"]._panels(leads, at)
        requests = [
            (rule.team_id.id, panel.eligible)
            for rule, panel in (panels[lead.id] for lead in leads)
        ]
        caps = {who: officer.cap for who, officer in officers.items() if officer.cap}
        choices = self.env["mortgage.routing.turn"]._reserve(requests, caps)
        decisions = self.env["mortgage.routing.decision"]._record(
            leads, panels, choices, Wording(self.env, officers, at)
        )
        leads._mortgage_hand_out(panels, choices, at)
        return decisions

    def _mortgage_hand_out(self, panels, choices, at):
        """Write the owners that were chosen; who got none waits."""
        owners, groups = {}, {}
        for lead, choice in zip(self, choices, strict=True):
            team = panels[lead.id][0].team_id or lead.team_id
            if choice.user_id and lead._mortgage_is_fresh(team):
                owners[lead.id] = choice.user_id
            else:
                groups.setdefault((team.id, choice.user_id), []).append(lead.id)
        if owners and self._mortgage_owner_is_watched():
            for lead_id, user_id in owners.items():
                team = self.browse(lead_id).team_id
                groups.setdefault((team.id, user_id), []).append(lead_id)
        elif owners:
            self.browse(owners)._mortgage_set_owners(owners, at)
        waiting = self.browse()
        for (team_id, user_id), lead_ids in groups.items():
            leads = self.browse(lead_ids)
            if not user_id:
                waiting += leads.filtered(lambda lead: not lead.routing_waits)
            leads._mortgage_write_owner(team_id, user_id, at)
        waiting._mortgage_tell_managers()

    def _mortgage_tell_managers(self):
        """Tell each team's manager at once that leads wait for an LO."""
        for team, leads in self.grouped("team_id").items():
            managers = team.user_id or self._mortgage_administrators()
            subject = self.env._(
                "%(number)s new lead(s) without a loan officer", number=len(leads)
            )
            body = self.env._(
                "Nobody on %(team)s may own them now; each lead says why. They stand"
                " under Leads / Unassigned and are routed when somebody can.",
                team=team.name or self.env._("any team"),
            )
            (team or self.env["mail.thread"]).message_notify(
                partner_ids=managers.partner_id.ids, subject=subject, body=body
            )
            alert = {"type": "warning", "title": subject, "message": body}
            for manager in managers:
                manager._bus_send("simple_notification", alert | {"sticky": True})

    def _mortgage_administrators(self):
        group = self.env.ref("mortgage_compliance.group_admin")
        return group.sudo().all_user_ids.filtered(
            lambda user: user.active and user.id != api.SUPERUSER_ID
        )

    def _mortgage_routed_by_hand(self):
        """A manager gave waiting leads their owner: they wait no more."""
        if not self:
            return
        self.with_context(mortgage_routing=True).write(
            {"routing_waits": False, "routed_at": fields.Datetime.now()}
        )
        self._mortgage_start_follow_up()

    def _mortgage_route_again(self):
        decisions = self._mortgage_route()
        owned = self.filtered(
            lambda lead: lead.id in decisions and decisions[lead.id].user_id
        )
        owned._mortgage_start_follow_up()

    def _mortgage_start_follow_up(self):
        """Let the inquiries of leads that waited go on, and the follow-up start."""
        inquiries = self.env["mortgage.inquiry"].sudo()
        inquiries.search(
            [("lead_id", "in", self.ids), ("state", "in", ("received", "held"))]
        ).write({"state": "routed"})

    @api.model
    def _mortgage_waiting_domain(self):
        return [
            ("routing_waits", "=", True),
            ("user_id", "=", False),
            ("won_status", "=", "pending"),
        ]

    @api.model
    def _mortgage_ask_routing(self):
        """Something changed that may let somebody own a waiting lead: look at once."""
        if self.sudo().search_count(self._mortgage_waiting_domain(), limit=1):
            self.env.ref("mortgage_sales.crm_lead_cron_route").sudo()._trigger()

    @api.model
    def _cron_mortgage_route(self):
        """Try again to find an owner for the leads that wait."""
        waiting = self.search(self._mortgage_waiting_domain(), order="id")
        if waiting:
            # A place that an aborted transaction took need not wait for the night.
            self.env["mortgage.routing.load"]._recount()
        for start in range(0, len(waiting), BATCH):
            # Taken before they are read: a manager may be handing them out just now.
            batch = waiting[start : start + BATCH].try_lock_for_update()
            batch._mortgage_route_again()
            self.env["ir.cron"]._commit_progress(
                len(batch), remaining=max(len(waiting) - start - BATCH, 0)
            )
