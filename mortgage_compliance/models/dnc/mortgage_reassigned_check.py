from datetime import datetime, timezone

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ...tools.phone import e164
from ..caller import check_caller

ANSWERS = [
    ("no", "Still the same person's"),
    ("yes", "Given to somebody else"),
    ("no_data", "Not known"),
]


class MortgageReassignedCheck(models.Model):
    """One answer of the Reassigned Numbers Database about one phone number.

    Providers ask through ``_query``; the file provider is a person who carries the
    numbers to the database and its answers back.
    """

    _name = "mortgage.reassigned.check"
    _description = "Answer about a phone number"
    _order = "answered_at desc, id desc"
    _rec_name = "point_id"

    point_id = fields.Many2one(
        "mortgage.contact.point", "Phone", required=True, readonly=True, index=True
    )
    asked_about = fields.Date(
        "Consent of",
        required=True,
        readonly=True,
        help="The day the borrower consented or was last reached: was it given away"
        " since?",
    )
    answered_at = fields.Datetime(required=True, readonly=True)
    answer = fields.Selection(ANSWERS, required=True, readonly=True)
    source = fields.Char(readonly=True)

    _answer_uniq = models.UniqueIndex(
        "(point_id, asked_about, answered_at)", "This answer is here already."
    )

    @api.model
    def record_answers(self, answers):
        """Take in answers, rows ``{phone, date, answer, source?, at?}``; return how
        many were new.

        ``date`` is the day asked about (YYYY-MM-DD), ``answer`` yes, no or no_data.
        After a yes the number is not used again and its consents end. Rows that are
        here already change nothing.
        """
        check_caller(
            self.env,
            ("group_compliance", "group_integration"),
            self.env._("bring in answers about numbers"),
        )
        rows = [self._read(number, row) for number, row in enumerate(answers, 1)]
        return self.sudo()._take_in(rows)

    @api.model
    def _read(self, number, row):
        value = e164(row.get("phone"))
        answer = str(row.get("answer") or "").strip().lower().replace(" ", "_")
        flaw = ""
        if not value:
            flaw = self.env._("phone: write it as +17135550101.")
        elif answer not in dict(ANSWERS):
            flaw = self.env._("answer: give yes, no or no_data.")
        try:
            day = fields.Date.to_date(row.get("date"))
            at = fields.Datetime.to_datetime(row.get("at")) or fields.Datetime.now()
        except ValueError:
            day = None
        if not flaw and not day:
            flaw = self.env._("date: write it as 2026-11-28.")
        if flaw:
            raise ValidationError(
                self.env._("Row %(number)s, %(flaw)s", number=number, flaw=flaw)
            )
        return {
            "value": value,
            "asked_about": day,
            "answered_at": at,
            "answer": answer,
            "source": row.get("source") or False,
        }

    def _take_in(self, rows):
        points = self.env["mortgage.contact.point"]._upsert(
            ("phone", row["value"]) for row in rows
        )
        made = 0
        gone = []
        for row in rows:
            point_id = points["phone", row.pop("value")]
            # Not the ORM: the same answers may come twice at once.
            new = self.env.execute_query(
                SQL(
                    "INSERT INTO mortgage_reassigned_check (point_id, asked_about,"
                    " answered_at, answer, source, create_date)"
                    " VALUES (%s, %s, %s, %s, %s, now() at time zone 'UTC')"
                    " ON CONFLICT DO NOTHING RETURNING id",
                    point_id,
                    row["asked_about"],
                    row["answered_at"],
                    row["answer"],
                    row["source"] or None,
                )
            )
            made += len(new)
            if new and row["answer"] == "yes":
                gone.append(point_id)
        self.invalidate_model()
        if gone:
            note = self.env._("Given to somebody else (Reassigned Numbers Database)")
            self.env["mortgage.consent"]._revoke(
                [
                    {"point_id": point_id, "reason": "wrong_number", "note": note}
                    for point_id in gone
                ]
            )
        return made

    @api.model
    def _latest(self, point_ids):
        """Return ``{point id: (answer, answered at)}``, the youngest of each."""
        if not point_ids:
            return {}
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT ON (point_id) point_id, answer, answered_at"
                " FROM mortgage_reassigned_check WHERE point_id = ANY(%s)"
                " ORDER BY point_id, answered_at DESC, id DESC",
                list(point_ids),
            )
        )
        return {point_id: (answer, at) for point_id, answer, at in rows}

    @api.model
    def _to_ask(self):
        """Return ``[(phone, day)]`` of borrowers' numbers with consent whose answer is
        missing or older than the rule allows, oldest consent first."""
        rule = (
            self.env["mortgage.contact.policy"]
            ._rulebook()
            .require(
                "reassigned.number", self.env.company.id, datetime.now(timezone.utc)
            )
        )
        return self.env.execute_query(
            SQL(
                """
                SELECT point.value, max(consent.at)::date
                  FROM mortgage_contact_point point
                  JOIN mortgage_consent consent
                    ON consent.point_id = point.id AND consent.event = 'grant'
                 WHERE point.kind = 'phone'
                   AND NOT EXISTS (
                       SELECT 1 FROM mortgage_reassigned_check answer
                        WHERE answer.point_id = point.id
                          AND answer.answered_at > now() at time zone 'UTC'
                              - make_interval(hours => %s))
                   AND NOT EXISTS (
                       SELECT 1 FROM mortgage_suppression stop
                        WHERE stop.point_id = point.id AND stop.lifted_at IS NULL
                          AND stop.scope IN ('all', 'phone'))
              GROUP BY point.value ORDER BY 2, 1
                """,
                rule.period_hours or 744,
            )
        )

    @api.model
    def _query(self, pairs):
        """Hook for a provider: ask about ``[(phone, day)]`` and return answers as
        ``record_answers`` takes them; none here, where files are carried."""
        return []

    @api.model
    def _cron_ask(self):
        """Ask the provider, where there is one, about the numbers that are due."""
        answers = self.sudo()._query(self._to_ask())
        self.sudo()._take_in(
            [self._read(number, row) for number, row in enumerate(answers, 1)]
        )
