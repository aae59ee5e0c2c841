from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from odoo.addons.mortgage_compliance.models.caller import check_caller

VIEWERS = ("group_manager", "group_compliance")
ALL_TEAMS = ("group_admin", "group_compliance")
UNFOLDED = 40


class MortgageBoard(models.AbstractModel):
    """What a manager keeps an eye on: leads without an owner, clocks about to run out,
    and who takes leads."""

    _name = "mortgage.board"
    _description = "Manager board"

    @api.model
    def show(self, team_id=False):
        """Return everything the board shows, of one team or of all that the caller
        leads; administrators and compliance see every mortgage team."""
        self._check_viewer()
        all_teams = self._teams()
        teams = self._chosen(all_teams, team_id)
        presence = {}
        officers = self._officers(teams, presence) if teams else []
        return {
            "teams": [{"id": team.id, "name": team.name} for team in all_teams],
            "team_id": team_id,
            "team_ids": teams.ids,
            "may_edit": self.env.user.has_group("mortgage_compliance.group_manager"),
            "on_call": self._on_call(teams),
            "unassigned": self._unassigned(teams),
            "asked": self._asked(teams),
            "held": self._held(teams),
            "unattended": self._unattended(teams, presence),
            "officers": officers,
        }

    @api.model
    def leads(self, user_id, team_id=False):
        """Return the active leads of one LO in the teams the caller sees."""
        self._check_viewer()
        teams = self._chosen(self._teams(), team_id)
        domain = self._active_leads(teams) & Domain("user_id", "=", user_id)
        leads = self.env["crm.lead"].search(domain, order="create_date desc, id desc")
        return {
            "rows": self._cards(leads[:UNFOLDED]),
            "count": len(leads),
        }

    def _check_viewer(self):
        check_caller(self.env, VIEWERS, self.env._("see the manager board"))

    def _teams(self):
        """Return the mortgage teams whose board the caller sees."""
        domain = Domain("is_mortgage", "=", True) & Domain(
            "company_id", "in", [False, *self.env.companies.ids]
        )
        user = self.env.user
        if not any(user.has_group(f"mortgage_compliance.{name}") for name in ALL_TEAMS):
            domain &= Domain("user_id", "=", user.id)
        # Compliance has no right on the host's teams, only on what is shown here.
        return self.env["crm.team"].sudo().search(domain)

    def _chosen(self, teams, team_id):
        if not team_id:
            return teams
        chosen = teams.filtered(lambda team: team.id == team_id)
        if not chosen:
            raise AccessError(self.env._("team_id: you do not lead this team."))
        return chosen

    def _active_leads(self, teams):
        return Domain("team_id", "in", teams.ids) & Domain("won_status", "=", "pending")

    def _cards(self, leads):
        """Return what a card tells of each of ``leads``."""
        purposes = dict(leads._fields["loan_purpose"]._description_selection(self.env))
        return [
            {
                "lead_id": lead.id,
                "name": lead._mortgage_who(),
                "purpose": purposes.get(lead.loan_purpose, ""),
                "amount": lead.loan_amount,
                "currency_id": lead.company_currency.id,
                "state": lead.property_state or "",
                "stage": lead.stage_id.name or "",
                "arrived_at": fields.Datetime.to_string(lead.create_date),
            }
            for lead in leads.sudo()
        ]

    def _on_call(self, teams):
        """Return per team who is on call now and until when."""
        turns = self.env["mortgage.on.call"]._now(teams)
        return [
            {
                "team_id": team.id,
                "team": team.name,
                "people": [
                    {
                        "user_id": user.id,
                        "name": user.name,
                        "until": fields.Datetime.to_string(until),
                    }
                    for user, until in turns[team.id]
                ],
                "always": team.mortgage_on_call_ids.mapped("name"),
            }
            for team in teams
        ]

    def _today(self):
        """Return the beginning of the caller's day, naive UTC."""
        zone = ZoneInfo(self.env.user.tz or "UTC")
        midnight = datetime.combine(datetime.now(zone).date(), time.min, zone)
        return midnight.astimezone(UTC).replace(tzinfo=None)
