from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from ..calls.mail_activity import ANSWER_TYPE, CALL_TYPE

# A call that is due sooner than this is about to be late.
SOON = timedelta(minutes=5)
OF_ONE = 4
UNATTENDED = 20


class MortgageBoard(models.AbstractModel):
    """Clocks that run: calls due in minutes or late, and answers owed."""

    _inherit = "mortgage.board"

    def _clocks(self, teams):
        """Return ``{user id: {"late", "soon", "answers", "rows"}}``, the first calls of
        new leads first."""
        soon = fields.Datetime.now() + SOON
        running = SQL(
            "(activity_type_id = %s OR mortgage_due_at < %s)", self._answer_id(), soon
        )
        clocks = {}
        for row in self._ranked(teams, running, SQL("user_id"), OF_ONE):
            clock = clocks.setdefault(
                row["user_id"],
                {name: row[name] for name in ("late", "soon", "answers")}
                | {"rows": []},
            )
            clock["rows"].append(self._clock_row(row))
        return clocks

    def _unattended(self, teams, presence):
        """Return the open first calls and answers owed of owners who are off now."""
        absent = [who for who, found in presence.items() if found["code"] != "on"]
        if not absent:
            return {"count": 0, "rows": []}
        waits = SQL(
            "user_id = ANY(%s) AND (activity_type_id = %s OR is_first)",
            absent,
            self._answer_id(),
        )
        rows = self._ranked(teams, waits, SQL("TRUE"), UNATTENDED)
        people = self.env["res.users"].sudo().browse({row["user_id"] for row in rows})
        names = dict(zip(people.ids, people.mapped("name"), strict=True))
        return {
            "count": rows[0]["number"] if rows else 0,
            "rows": [
                {
                    **self._clock_row(row),
                    "user_id": row["user_id"],
                    "owner": names[row["user_id"]],
                    "presence": presence[row["user_id"]]["words"],
                    "arrived_at": fields.Datetime.to_string(row["arrived_at"]),
                }
                for row in rows
            ],
        }

    def _ranked(self, teams, condition, partition, limit):
        """Return the most urgent tasks of each ``partition`` that meet ``condition``.

        Not the ORM: the first few tasks of each of 200 people, and how many there are,
        in one statement. Whoever sees the teams sees the tasks of their leads.
        """
        if not teams:
            return []
        self.env["mail.activity"].flush_model()
        self.env["crm.lead"].flush_model()
        return self.env.execute_query_dict(
            SQL(
                "WITH task AS (%s) SELECT * FROM (SELECT task.*,"
                " row_number() OVER (PARTITION BY %s"
                " ORDER BY NOT is_first, mortgage_due_at, id) AS place,"
                " count(*) OVER whole AS number,"
                " count(*) FILTER (WHERE mortgage_due_at < %s) OVER whole AS late,"
                " count(*) FILTER (WHERE mortgage_due_at >= %s"
                " AND activity_type_id != %s) OVER whole AS soon,"
                " count(*) FILTER (WHERE activity_type_id = %s) OVER whole AS answers"
                " FROM task WHERE %s WINDOW whole AS (PARTITION BY %s)) ranked"
                " WHERE place <= %s ORDER BY user_id, place",
                self._open_tasks(teams),
                partition,
                fields.Datetime.now(),
                fields.Datetime.now(),
                self._answer_id(),
                self._answer_id(),
                condition,
                partition,
                limit,
            )
        )

    def _open_tasks(self, teams):
        return SQL(
            "SELECT task.id, task.user_id, task.res_id, task.summary,"
            " task.activity_type_id, task.mortgage_due_at,"
            " lead.contact_name, lead.name, partner.name AS borrower,"
            " lead.create_date AS arrived_at,"
            " task.activity_type_id = %s AND NOT EXISTS (SELECT"
            " FROM mortgage_touch call WHERE call.lead_id = lead.id"
            " AND call.channel = 'call' AND call.sent_at IS NOT NULL) AS is_first"
            " FROM mail_activity task JOIN crm_lead lead ON lead.id = task.res_id"
            " LEFT JOIN res_partner partner ON partner.id = lead.partner_id"
            " WHERE task.res_model = 'crm.lead' AND task.active"
            " AND task.activity_type_id IN %s AND task.mortgage_due_at IS NOT NULL"
            " AND lead.team_id = ANY(%s) AND lead.active"
            " AND lead.won_status = 'pending'",
            self._call_id(),
            (self._call_id(), self._answer_id()),
            teams.ids,
        )

    def _clock_row(self, row):
        return {
            "activity_id": row["id"],
            "lead_id": row["res_id"],
            "name": row["borrower"] or row["contact_name"] or row["name"],
            "summary": row["summary"] or "",
            "kind": "answer"
            if row["activity_type_id"] == self._answer_id()
            else "call",
            "is_first": row["is_first"],
            "due_at": fields.Datetime.to_string(row["mortgage_due_at"]),
        }

    def _call_id(self):
        return self.env["ir.model.data"]._xmlid_to_res_id(CALL_TYPE)

    def _answer_id(self):
        return self.env["ir.model.data"]._xmlid_to_res_id(ANSWER_TYPE)
