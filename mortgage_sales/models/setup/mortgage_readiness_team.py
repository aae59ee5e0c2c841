from odoo import models


class MortgageReadiness(models.AbstractModel):
    """The mortgage team, its rule and its switch."""

    _inherit = "mortgage.readiness"

    def _item_team(self):
        teams = self._mortgage_teams()
        empty = teams.filtered(lambda team: not team.member_ids)
        leaderless = teams.filtered(lambda team: not team.user_id)
        state, detail = "set", ", ".join(teams.mapped("name"))
        if not teams:
            state, detail = "missing", self.env._("No mortgage team yet.")
        elif empty:
            state = "missing" if empty == teams else "warning"
            detail = self.env._(
                "Nobody is on %(teams)s.", teams=", ".join(empty.mapped("name"))
            )
        elif leaderless:
            state = "warning"
            detail = self.env._(
                "%(teams)s has no leader, who is told of leads that nobody may own.",
                teams=", ".join(leaderless.mapped("name")),
            )
        return self._item(
            "team",
            self.env._("Mortgage team and its members"),
            state,
            detail,
            section="leads",
            holds_back=self.env._("leads coming in"),
            action="mortgage_sales.crm_team_action_mortgage"
            if teams
            else self._dialog("mortgage.team.setup", self.env._("Add a mortgage team")),
            button=self.env._("Teams") if teams else self.env._("Add a mortgage team"),
        )

    def _item_routing_rule(self):
        rules = self.env["mortgage.routing.rule"].search(
            [("company_id", "=", self.env.company.id)]
        )
        return self._item(
            "routing_rule",
            self.env._("Routing rule"),
            "set" if rules else "missing",
            ", ".join(rules[:4].mapped("name"))
            or self.env._("No rule says whose turn it is: leads would wait."),
            section="leads",
            holds_back=self.env._("routing"),
            action="mortgage_sales.mortgage_routing_rule_action",
            button=self.env._("Routing rules"),
        )

    def _item_follow_up(self):
        teams = self._mortgage_teams()
        on = teams.filtered("mortgage_active")
        detail = self.env._(
            "On for %(on)s of %(all)s teams.", on=len(on), all=len(teams)
        )
        state = "set" if on == teams else "warning"
        if not on:
            state = "missing"
            detail = self.env._("Off: leads are routed and nobody is written to.")
        return self._item(
            "follow_up",
            self.env._("Follow-up is switched on"),
            state,
            detail,
            section="running",
            holds_back=self.env._("the follow-up plan"),
            # Switched on the page itself, with what will happen.
            action="#teams" if teams else False,
            button=self.env._("Teams and follow-up"),
        )
