import csv
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import file_open

from ...tools.holidays import business_days_after
from ...tools.shipped_rules import LONG_AGO

SHIPPED = "mortgage_compliance/data/complaint/complaint_clocks.csv"
INTAKES = [
    ("call", "A call"),
    ("text", "A text"),
    ("email", "An email"),
    ("letter", "A letter"),
    ("person", "In person"),
    ("review", "A public review or post"),
    ("bbb", "Better Business Bureau"),
    ("cfpb", "CFPB portal"),
    ("regulator", "A state regulator"),
    ("error_notice", "Notice of error (RESPA)"),
    ("information_request", "Request for information (RESPA)"),
]
DAYS = ("first_days", "answer_days")


class MortgageComplaintClock(models.Model):
    """How soon a complaint that came in one way is answered: law, or the lender's
    promise, as a row."""

    _name = "mortgage.complaint.clock"
    _description = "Complaint clock"
    _inherit = "mortgage.clock.mixin"

    _days = DAYS
    _of_what = "intake"

    superseded_by = fields.Many2one(
        "mortgage.complaint.clock", "Replaced by", readonly=True, copy=False
    )
    intake = fields.Selection(INTAKES, "Came in by", required=True)
    first_days = fields.Integer("Days to the first answer")
    answer_days = fields.Integer("Days to the answer", required=True)
    counted = fields.Selection(
        [("calendar", "Calendar days"), ("business", "Business days")],
        required=True,
        default="calendar",
        help="Business days are neither weekends nor federal holidays.",
    )

    _days_check = models.Constraint(
        "CHECK(first_days >= 0 AND answer_days > 0 AND answer_days >= first_days)",
        "The answer is due after the first one, and not the same day.",
    )

    @api.constrains("first_days", "answer_days", "reason", "counted")
    def _check_not_looser(self):
        return super()._check_not_looser()

    def _is_slower(self, law):
        counts_more = (self.counted, law.counted) == ("business", "calendar")
        return counts_more or super()._is_slower(law)

    @api.model
    def _load_shipped(self):
        """Bring the shipped clocks to the file that comes with the addon."""
        with file_open(SHIPPED, "r") as source:
            self._load_rules([_values(row) for row in csv.DictReader(source)])

    def _deadlines(self, day):
        """Return ``(first answer, answer)`` due for what came in on ``day``; the first
        is False where the clock has none."""
        if not self:
            return False, False
        count = business_days_after if self.counted == "business" else _days_after
        first = count(day, self.first_days) if self.first_days else False
        return first, count(day, self.answer_days)

    @api.model
    def _file_columns(self):
        return [
            *("code", "intake", "name", *DAYS, "counted"),
            *("company_id", "reason", "source", "verified"),
        ]


def _days_after(day, count):
    return day + timedelta(days=count)


def _values(row):
    return {
        **row,
        **{name: int(row[name] or 0) for name in DAYS},
        "verified": row["verified"] == "1",
        "valid_from": LONG_AGO,
    }
