from datetime import UTC, date, timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.base.models.res_partner import _tz_get

from ...tools import roster

WEEK = timedelta(weeks=1)


class MortgageOnCall(models.Model):
    """One turn of one person whose alarm rings when the owner of a lead is off."""

    _name = "mortgage.on.call"
    _description = "Turn on call"
    _order = "date_from desc, id desc"
    _rec_name = "user_id"

    team_id = fields.Many2one(
        "crm.team", required=True, index=True, ondelete="cascade",
        default=lambda self: self._default_team_id(),
    )  # fmt: skip
    user_id = fields.Many2one(
        "res.users", "On call", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="team_id.company_id")
    date_from = fields.Datetime("From", required=True, default=fields.Datetime.now)
    date_to = fields.Datetime("Until", required=True)
    weekly = fields.Boolean("Every week", help="Again each week at the same hours.")
    weekly_until = fields.Date(
        "Last week", help="No turn begins after this day; empty for no end."
    )
    tz = fields.Selection(
        _tz_get,
        "Time zone",
        required=True,
        default=lambda self: self.env.user.tz or "UTC",
        help="Whose clock a weekly turn keeps when the clocks change.",
    )
    is_now = fields.Boolean("On call now", compute="_compute_is_now")

    _dates_check = models.Constraint(
        "CHECK(date_to > date_from)", "A turn on call must end after it begins."
    )

    def _default_team_id(self):
        return self.env["crm.lead"]._mortgage_default_team()

    @api.depends("date_from", "date_to", "weekly", "weekly_until", "tz")
    def _compute_is_now(self):
        now = fields.Datetime.now()
        for turn in self:
            turn.is_now = bool(turn.date_from and turn.date_to and turn._turn_at(now))

    @api.constrains("date_from", "date_to", "weekly")
    def _check_week(self):
        for turn in self:
            if turn.weekly and turn.date_to - turn.date_from > WEEK:
                raise ValidationError(
                    self.env._(
                        "A turn that comes every week lasts a week at most: end it"
                        " earlier, or untick “Every week”."
                    )
                )

    @api.model
    def _now(self, teams, at=None):
        """Return ``{team id: [(user, until)]}`` of those whose turn it is at ``at``
        (naive UTC, now if absent)."""
        at = at or fields.Datetime.now()
        may_last = Domain("date_to", ">", at) | Domain("weekly", "=", True)
        turns = self.sudo().search(
            Domain("team_id", "in", teams.ids)
            & Domain("user_id.active", "=", True)
            & Domain("date_from", "<=", at)
            & may_last,
            order="date_from, id",
        )
        found = {team_id: [] for team_id in teams.ids}
        for turn in turns:
            lasting = turn._turn_at(at)
            if lasting:
                until = lasting[1].astimezone(UTC).replace(tzinfo=None)
                found[turn.team_id.id].append((turn.user_id, until))
        return found

    def _turn_at(self, at):
        zone = ZoneInfo(self.tz or "UTC")
        start, end, at = (
            moment.replace(tzinfo=UTC).astimezone(zone)
            for moment in (self.date_from, self.date_to, at)
        )
        until = (self.weekly_until or date.max) if self.weekly else None
        return roster.turn_at(start, end, at, until)
