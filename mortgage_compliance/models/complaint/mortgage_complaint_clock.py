import csv
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
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
    _inherit = "mortgage.lender.rule.mixin"

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
        """Ask why where a row of the lender's gives more time than the shipped one."""
        shipped = self._shipped_rows()
        for clock in self.filtered(lambda one: one.origin == "lender"):
            law = shipped.get(clock.code)
            if not law or clock.reason:
                continue
            slower = any(clock[name] > law[name] for name in DAYS)
            if slower or (clock.counted, law.counted) == ("business", "calendar"):
                raise ValidationError(
                    self.env._(
                        "Clock %(code)s: more time than the shipped row gives needs a"
                        " reason.",
                        code=clock.code,
                    )
                )

    @api.model
    def _load_shipped(self):
        """Bring the shipped clocks to the file that comes with the addon."""
        with file_open(SHIPPED, "r") as source:
            self._load_rules([_values(row) for row in csv.DictReader(source)])

    @api.model
    def _of(self, intake, company, at):
        """Return the clock for what came in by ``intake`` at a naive UTC moment; the
        company's own row goes before the general one."""
        found = self.sudo().search(
            [
                ("intake", "=", intake),
                ("company_id", "in", [company.id, False]),
                ("valid_from", "<=", at),
                "|",
                ("valid_to", "=", False),
                ("valid_to", ">", at),
            ],
            order="valid_from desc, id desc",
        )
        return (found.filtered("company_id") or found)[:1]

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
