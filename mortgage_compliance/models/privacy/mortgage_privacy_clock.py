import csv
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import file_open

from ...tools.holidays import business_days_after
from ...tools.places import STATES
from ...tools.shipped_rules import LONG_AGO

SHIPPED = "mortgage_compliance/data/privacy/privacy_clocks.csv"
NUMBERS = ("confirm_days", "answer_days", "extension_days")


class MortgagePrivacyClock(models.Model):
    """How soon a privacy request from one state is confirmed and answered: law, or the
    lender's promise, as a row."""

    _name = "mortgage.privacy.clock"
    _description = "Privacy clock"
    _inherit = "mortgage.clock.mixin"

    _days = ("confirm_days", "answer_days")
    _of_what = "state"

    superseded_by = fields.Many2one(
        "mortgage.privacy.clock", "Replaced by", readonly=True, copy=False
    )
    state = fields.Char(size=2, help="Two-letter code; empty for every other state.")
    confirm_days = fields.Integer("Business days to confirm it came in")
    answer_days = fields.Integer("Calendar days to the answer", required=True)
    extension_days = fields.Integer("Days it may be extended by, once")

    _days_check = models.Constraint(
        "CHECK(confirm_days >= 0 AND answer_days > 0 AND extension_days >= 0)",
        "A clock has days.",
    )

    @api.constrains("state")
    def _check_state(self):
        for clock in self:
            if clock.state and clock.state not in STATES:
                raise ValidationError(
                    self.env._(
                        "State “%(state)s” is unknown: give the two-letter code, such"
                        " as CA.",
                        state=clock.state,
                    )
                )

    @api.constrains("answer_days", "confirm_days", "reason")
    def _check_not_looser(self):
        return super()._check_not_looser()

    @api.model
    def _load_shipped(self):
        """Bring the shipped clocks to the file that comes with the addon."""
        with file_open(SHIPPED, "r") as source:
            self._load_rules([_values(row) for row in csv.DictReader(source)])

    def _deadlines(self, day):
        """Return ``(confirm by, answer by)`` for what came in on ``day``."""
        if not self:
            return False, False
        confirm = self.confirm_days and business_days_after(day, self.confirm_days)
        return confirm or False, day + timedelta(days=self.answer_days)

    @api.model
    def _file_columns(self):
        return [
            *("code", "state", "name", *NUMBERS),
            *("company_id", "reason", "source", "verified"),
        ]


def _values(row):
    return {
        **row,
        **{name: int(row[name] or 0) for name in NUMBERS},
        "state": row["state"] or False,
        "verified": row["verified"] == "1",
        "valid_from": LONG_AGO,
    }
