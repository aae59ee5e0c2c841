from collections import Counter
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

# A transaction that reserved a turn has ended by then, one way or the other.
SETTLED = timedelta(minutes=10)


class MortgageRoutingLoad(models.Model):
    """How many active leads a person has, for caps: reserved ones count at once.

    A row exists for whoever ever had a cap. Turns add to it when they are given, leads
    that are closed or change hands are taken off once that is committed, and a nightly
    recount puts right what an aborted transaction left.
    """

    _name = "mortgage.routing.load"
    _description = "Active leads of a loan officer"
    _log_access = False
    _order = "user_id"
    _rec_name = "user_id"

    user_id = fields.Integer("Loan officer", required=True, readonly=True)
    active_leads = fields.Integer(required=True, readonly=True)
    changed_at = fields.Datetime(required=True, readonly=True)

    _user_uniq = models.Constraint("UNIQUE(user_id)", "One row for one person.")

    @api.model
    def _room(self, cr, caps):
        """Return ``{user id: leads that still fit}`` for ``{user id: cap}``."""
        if not caps:
            return {}
        # Not the ORM, here and below: the rows belong to the connection that reserves.
        cr.execute(
            SQL(
                "INSERT INTO mortgage_routing_load (user_id, active_leads, changed_at)"
                " SELECT counted.user_id, counted.leads, now() AT TIME ZONE 'UTC'"
                " FROM (%s) counted WHERE NOT EXISTS (SELECT FROM mortgage_routing_load"
                " known WHERE known.user_id = counted.user_id)",
                self._count(sorted(caps)),
            )
        )
        cr.execute(
            SQL(
                "SELECT user_id, active_leads FROM mortgage_routing_load"
                " WHERE user_id = ANY(%s)",
                list(caps),
            )
        )
        return {user_id: caps[user_id] - leads for user_id, leads in cr.fetchall()}

    @api.model
    def _room_now(self, cr, caps):
        """Return the same counted on the spot: nothing is written."""
        cr.execute(self._count(sorted(caps)))
        return {user_id: caps[user_id] - leads for user_id, leads in cr.fetchall()}

    @api.model
    def _add(self, cr, changes):
        """Apply ``[(user id, number of leads)]`` to those who are counted."""
        totals = Counter()
        for user_id, number in changes:
            totals[user_id] += number
        rows = [SQL("(%s, %s)", *total) for total in sorted(totals.items())]
        if not rows:
            return
        cr.execute(
            SQL(
                "UPDATE mortgage_routing_load mine SET"
                " active_leads = greatest(mine.active_leads + change.number, 0),"
                " changed_at = now() AT TIME ZONE 'UTC'"
                " FROM (VALUES %s) change (user_id, number)"
                " WHERE mine.user_id = change.user_id",
                SQL(", ").join(rows),
            )
        )

    @api.model
    def _count(self, user_ids):
        return SQL(
            "SELECT person.id AS user_id, count(lead.id) AS leads"
            " FROM unnest(%s::int[]) person (id) LEFT JOIN (crm_lead lead"
            " JOIN crm_team team ON team.id = lead.team_id AND team.is_mortgage)"
            " ON lead.user_id = person.id AND lead.active"
            " AND lead.won_status = 'pending' GROUP BY person.id",
            list(user_ids),
        )

    @api.model
    def _cron_recount(self):
        self._recount()
        self.env["crm.lead"]._mortgage_ask_routing()

    @api.model
    def _recount(self):
        """Count again, for everybody who got nothing in the last minutes."""
        with self.env["mortgage.routing.turn"]._alone() as cr:
            cr.execute(
                SQL(
                    "UPDATE mortgage_routing_load mine SET active_leads = counted.leads"
                    " FROM (%s) counted WHERE mine.user_id = counted.user_id"
                    " AND mine.changed_at < %s AND mine.active_leads != counted.leads",
                    self._count(self._known(cr)),
                    fields.Datetime.now() - SETTLED,
                )
            )

    def _known(self, cr):
        cr.execute(SQL("SELECT user_id FROM mortgage_routing_load"))
        return [user_id for (user_id,) in cr.fetchall()]
