from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import format_datetime

from odoo.addons.mortgage_compliance.models.caller import check_caller
from odoo.addons.mortgage_compliance.models.readiness.mortgage_readiness import READERS

ADMINS = ("group_admin",)
RUNS_SHOWN = 5


class MortgageSetup(models.AbstractModel):
    """The page "Getting set up": readiness, switches, and what can be tried out."""

    _name = "mortgage.setup"
    _description = "Getting set up"

    @api.model
    def show(self):
        """Return all that the page shows, in JSON types.

        For managers, mortgage administrators and compliance officers; ``may`` says
        whether the caller may act here.
        """
        check_caller(self.env, READERS, self.env._("see what is set up"))
        items = self.env["mortgage.readiness"].items()
        reader = self.sudo()
        return {
            "items": items,
            "progress": self._progress(items),
            "may": self._may_act(),
            "company": self.env.company.name,
            "teams": reader._teams(),
            "sending": reader._sending(),
            "sources": reader._sources(),
            "waiting_leads": reader._leads_elsewhere(),
            "backfills": reader._backfills(),
        }

    @api.model
    def ask_follow_up(self, team_id, on):
        """Return in words what switching a team's follow-up ``on`` or off will do."""
        check_caller(self.env, ADMINS, self.env._("switch follow-up"))
        team = self._team(team_id).sudo()
        if on:
            return self.env._(
                "0 existing leads get messages. From now on every new inquiry for"
                " %(team)s is answered within a minute and followed up by plan, in"
                " the borrower's legal hours.",
                team=team.name,
            )
        running = self._running_by_team(team).get(team.id, 0)
        return self.env._(
            "Plans that run now: %(running)s. They end and do not start again by"
            " themselves. New leads of %(team)s are still routed, but nobody"
            " is written to and no call task rings.",
            running=running,
            team=team.name,
        )

    @api.model
    def switch_follow_up(self, team_id, on):
        """Switch a mortgage team's follow-up on or off, as the caller."""
        check_caller(self.env, ADMINS, self.env._("switch follow-up"))
        self._team(team_id).mortgage_active = bool(on)
        return True

    def _team(self, team_id):
        team = self.env["crm.team"].browse(int(team_id)).exists()
        if not team.is_mortgage:
            raise AccessError(self.env._("That is no mortgage team."))
        return team

    def _may_act(self):
        return self.env.user.has_group("mortgage_compliance.group_admin")

    def _progress(self, items):
        missing = [item for item in items if item["state"] == "missing"]
        held = dict.fromkeys(row["holds_back"] for row in missing if row["holds_back"])
        return {
            "set": sum(item["state"] == "set" for item in items),
            "all": len(items),
            "missing": len(missing),
            "holds_back": list(held),
        }

    def _teams(self):
        teams = self.env["mortgage.readiness"]._mortgage_teams()
        rules = self.env["mortgage.routing.rule"].search([("team_id", "in", teams.ids)])
        by_team = rules.grouped("team_id")
        running = self._running_by_team(teams)
        return [
            {
                "id": team.id,
                "name": team.name,
                "leader": team.user_id.name or "",
                "officers": len(team.member_ids),
                "follow_up": team.mortgage_active,
                "rules": by_team.get(team, rules.browse()).mapped("name"),
                "running": running.get(team.id, 0),
            }
            for team in teams
        ]

    def _running_by_team(self, teams):
        """Return ``{team id: leads on a plan}``."""
        groups = (
            self.env["crm.lead"]
            .sudo()
            ._read_group(
                [
                    ("team_id", "in", teams.ids),
                    ("enrollment_ids.state", "in", ("active", "paused")),
                ],
                ["team_id"],
                ["__count"],
            )
        )
        return {team.id: count for team, count in groups}

    def _sending(self):
        """Return the state of the stop switch, and who pressed it."""
        company = self.env.company
        sending = self.env["mortgage.sending"]
        stopped = sending._stopped([company.id])
        last = self.env["mortgage.ledger.entry"].search(
            [("event", "=", "stop"), ("company", "=", company.id)], limit=1
        )
        who = ""
        if last and stopped:
            who = self.env._(
                "by %(who)s, %(when)s",
                who=last.actor_name,
                when=format_datetime(self.env, last.at),
            )
        return {
            "bound": sending._is_bound(),
            "stopped": company.id in stopped,
            "reason": stopped.get(company.id, ""),
            "who": who,
            "effect": company._mortgage_switch_effect(),
        }

    def _sources(self):
        sources = self.env["mortgage.lead.source"].search(
            [("company_id", "=", self.env.company.id)]
        )
        return [{"id": source.id, "name": source.name} for source in sources]

    def _leads_elsewhere(self):
        """Return how many open leads stand in teams that are no mortgage teams."""
        ordinary = self.env["mortgage.backfill"]._ordinary_domain(self.env.company)
        return self.env["crm.lead"].search_count(
            ordinary & Domain("won_status", "=", "pending")
        )

    def _backfills(self):
        runs = self.env["mortgage.backfill"].search(
            [("company_id", "=", self.env.company.id)], limit=RUNS_SHOWN
        )
        states = dict(runs._fields["state"]._description_selection(self.env))
        return [
            {
                "id": run.id,
                "name": run.display_name,
                "state": run.state,
                "state_name": states[run.state],
                "done": run.done_count,
                "total": run.total,
            }
            for run in runs
        ]
