from datetime import timedelta

from odoo import fields, models

from ...tools.eligibility import Officer

ROUTING_FIELDS = frozenset(
    ["active", "company_ids", "group_ids", "mortgage_lead_cap", "mortgage_paused"]
)

# Who is off for an afternoon still gets leads; the calls wait for the shift.
VACATION = timedelta(hours=20)


class ResUsers(models.Model):
    _inherit = "res.users"

    def write(self, vals):
        result = super().write(vals)
        if not ROUTING_FIELDS.isdisjoint(vals):
            self.env["crm.lead"]._mortgage_ask_routing()
        return result

    def _mortgage_officers(self, licensed):
        """Return ``{user id: Officer}`` as routing looks at them.

        ``licensed`` is ``{company id: what mortgage.license._licensed says}``.
        """
        users = self.sudo().with_context(active_test=False)
        group = self.env.ref("mortgage_compliance.group_lo")
        officers = users.search(
            [("id", "in", self.ids), ("all_group_ids", "in", group.id)]
        )
        teams, paused_teams = users._mortgage_teams()
        away = users._mortgage_on_vacation()
        return {
            user.id: Officer(
                user_id=user.id,
                is_active=user.active,
                is_officer=user in officers,
                is_paused=user.mortgage_paused,
                is_away=user in away,
                cap=user.mortgage_lead_cap,
                company_ids=frozenset(user.company_ids.ids),
                team_ids=frozenset(teams.get(user.id, ())),
                paused_team_ids=frozenset(paused_teams.get(user.id, ())),
                states={
                    company_id: states.get(("user", user.id), ())
                    for company_id, states in licensed.items()
                },
            )
            for user in users
        }

    def _mortgage_on_vacation(self):
        """Return those of ``self`` who are off now and for a day or longer."""
        return self._mortgage_vacations().resource_id.user_id

    def _mortgage_vacations(self):
        """Return the days off, of a day or longer, that these people have now."""
        now = fields.Datetime.now()
        leaves = (
            self.env["resource.calendar.leaves"]
            .sudo()
            .search(
                [
                    ("resource_id.user_id", "in", self.ids),
                    ("time_type", "=", "leave"),
                    ("date_from", "<=", now),
                    ("date_to", ">", now),
                ]
            )
        )
        return leaves.filtered(
            lambda leave: leave.date_to - leave.date_from >= VACATION
        )

    def _mortgage_teams(self):
        """Return ``{user id: team ids}``, and the same of those that are paused."""
        members = (
            self.env["crm.team.member"]
            .sudo()
            .search_fetch(
                [("user_id", "in", self.ids), ("active", "=", True)],
                ["user_id", "crm_team_id", "assignment_optout"],
            )
        )
        teams, paused_teams = {}, {}
        for member in members:
            teams.setdefault(member.user_id.id, set()).add(member.crm_team_id.id)
            if member.assignment_optout:
                paused_teams.setdefault(member.user_id.id, set()).add(
                    member.crm_team_id.id
                )
        return teams, paused_teams
