from zoneinfo import ZoneInfo

from odoo import api, fields, models

from odoo.addons.mortgage_compliance.models.caller import check_caller

from ...tools.day_order import Day

# Who works leads; managers and administrators are LOs, too.
WORKERS = ("lo", "assistant")
CLOSINGS_SHOWN = 5


class MortgageDay(models.AbstractModel):
    """What a loan officer, or an assistant, has to do today, on one screen."""

    _name = "mortgage.day"
    _description = "LO's day"

    @api.model
    def today(self):
        """Return everything that LO's day shows.

        Tasks, leads, messages and loans are read as the caller: those of the LO, or of
        the LOs that an assistant works for.
        """
        self._check_works_leads()
        user = self.env.user
        people = self._people()
        day = Day(fields.Datetime.now(), ZoneInfo(user.tz or "UTC"))
        return {
            "first_name": (user.name or "").split(" ")[0],
            "is_lo": self._is_lo(),
            "is_admin": user.has_group("mortgage_compliance.group_admin"),
            "taking_leads": user.mortgage_taking_leads,
            "stopped_by_manager": user.mortgage_paused,
            "away": self._away(user),
            "works_for": [
                {"id": lo.id, "name": lo.name} for lo in people.sudo() if lo != user
            ],
            "figures": self._figures(people, day),
            "tasks": self._tasks(people, day),
            "messages": self._messages(people, day),
            "plans": self._plans(people, day),
            "in_danger": self._in_danger(people),
        }

    def _check_works_leads(self):
        check_caller(
            self.env,
            [f"group_{role}" for role in WORKERS],
            self.env._("work leads"),
        )

    def _is_lo(self):
        return self.env.user.has_group("mortgage_compliance.group_lo")

    def _people(self):
        """Return whose day it is: the caller and the LOs he or she assists."""
        return self.env.user | self.env.user.mortgage_lo_ids

    def _away(self, user):
        """Return ``until`` when (UTC) the user has days off and who is the ``cover``;
        False on a working day."""
        leaves = user._mortgage_vacations()
        if not leaves:
            return False
        last = max(leaves, key=lambda leave: leave.date_to)
        return {
            "until": fields.Datetime.to_string(last.date_to),
            "cover": last.mortgage_cover_id.name or "",
        }

    def _in_danger(self, people):
        """Return the loans whose closing is in danger, the most urgent first."""
        if "mortgage.loan" not in self.env:
            return {"rows": [], "count": 0}
        loans = self.env["mortgage.loan"]._in_danger([("user_id", "in", people.ids)])
        shown = ("loan_id", "name", "reason")
        return {
            "rows": [
                {name: loan[name] for name in shown} for loan in loans[:CLOSINGS_SHOWN]
            ],
            "count": len(loans),
        }
