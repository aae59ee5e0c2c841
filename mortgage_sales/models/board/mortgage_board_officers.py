from odoo import models
from odoo.tools import SQL

NO_CLOCKS = {"late": 0, "soon": 0, "answers": 0, "rows": []}
NO_RESPONSE = {"leads": 0, "talked": 0, "minutes": False}


class MortgageBoard(models.AbstractModel):
    """The LOs: who takes leads, how full they are, how today goes."""

    _inherit = "mortgage.board"

    def _officers(self, teams, presence):
        """Return a column for each LO, the one with the most urgent clocks first; note
        who is in or off in ``presence``."""
        here = self._leads_here(teams)
        people = self._people(teams, here)
        presence |= people._mortgage_presence()
        states = self.env["mortgage.license"]._licensed(
            people.ids, teams.company_id.ids or self.env.companies.ids
        )
        active = self._active(people)
        clocks, response = self._clocks(teams), self._response(teams)
        columns = [
            {
                "user_id": user.id,
                "name": user.name,
                "has_left": not user.active,
                "paused": user.mortgage_paused,
                "presence": presence[user.id],
                "states": sorted(states[("user", user.id)]),
                "active": active.get(user.id, 0),
                "here": here.get(user.id, 0),
                "cap": user.mortgage_lead_cap,
                "clocks": clocks.get(user.id, NO_CLOCKS),
                "today": response.get(user.id, NO_RESPONSE),
            }
            for user in people
        ]
        return sorted(columns, key=self._urgency)

    def _urgency(self, column):
        clocks = column["clocks"]
        return (
            -clocks["late"],
            -clocks["soon"],
            -clocks["answers"],
            column["name"] or "",
        )

    def _leads_here(self, teams):
        """Return ``{user id: active leads in these teams}``, read as the caller."""
        groups = self.env["crm.lead"]._read_group(
            self._active_leads(teams), ["user_id"], ["__count"]
        )
        return {user.id: number for user, number in groups if user}

    def _people(self, teams, here):
        """Return the LOs of the teams, and whoever else still owns leads there."""
        officer = self.env.ref("mortgage_compliance.group_lo")
        people = self.env["res.users"].sudo().with_context(active_test=False)
        members = people.search(
            [
                ("id", "in", teams.member_ids.ids),
                ("active", "=", True),
                ("all_group_ids", "in", officer.id),
            ]
        )
        return members | people.browse(here)

    def _active(self, people):
        """Return ``{user id: active leads}``, counted as routing counts for caps."""
        self.env["crm.lead"].flush_model()
        count = self.env["mortgage.routing.load"]._count(people.ids)
        return dict(self.env.execute_query(count))

    def _response(self, teams):
        """Return per owner how many leads came today, how many were talked to, and the
        median minutes to the first call.

        Not the ORM, which has no median.
        """
        self.env["crm.lead"].flush_model()
        self.env["mortgage.touch"].flush_model()
        rows = self.env.execute_query_dict(
            SQL(
                "SELECT lead.user_id, count(*) AS leads,"
                " count(lead.mortgage_talked_at) AS talked,"
                " percentile_cont(0.5) WITHIN GROUP (ORDER BY"
                " extract(epoch FROM called.at - lead.create_date) / 60) AS minutes"
                " FROM crm_lead lead LEFT JOIN LATERAL (SELECT min(call.sent_at) AS at"
                " FROM mortgage_touch call WHERE call.lead_id = lead.id"
                " AND call.channel = 'call') called ON TRUE"
                " WHERE lead.team_id = ANY(%s) AND lead.active"
                " AND lead.create_date >= %s GROUP BY lead.user_id",
                teams.ids,
                self._today(),
            )
        )
        return {
            row["user_id"]: {
                "leads": row["leads"],
                "talked": row["talked"],
                "minutes": False
                if row["minutes"] is None
                else max(0, round(row["minutes"])),
            }
            for row in rows
        }
