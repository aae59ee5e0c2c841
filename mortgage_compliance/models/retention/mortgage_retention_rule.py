import csv

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import file_open

from ...tools import retention
from ...tools.shipped_rules import LONG_AGO
from ..ledger.record_class import RECORD_CLASSES

SHIPPED = "mortgage_compliance/data/retention/retention_rules.csv"
TRIGGERS = [
    ("creation", "It was made"),
    ("last_use", "It was last used"),
    ("last_contact", "The last contact with the borrower"),
    ("relationship_end", "The relationship with the borrower ended"),
    ("never", "Never: it is kept for good"),
]


class MortgageRetentionRule(models.Model):
    """How long a class of records is kept: a row of law or of the lender's policy."""

    _name = "mortgage.retention.rule"
    _description = "Retention rule"
    _inherit = ["mortgage.rule.mixin", "mortgage.rule.file"]

    superseded_by = fields.Many2one(
        "mortgage.retention.rule", "Replaced by", readonly=True, copy=False
    )
    company_id = fields.Many2one(
        "res.company",
        help="Empty for a rule of every company. A company's own row for the same"
        " records replaces the general one for that company.",
    )
    record_class = fields.Selection(RECORD_CLASSES, "Records", required=True)
    trigger = fields.Selection(
        TRIGGERS, "Counted from", required=True, default="creation"
    )
    months = fields.Integer("Months kept")
    days = fields.Integer("And days")
    least_months = fields.Integer(
        "Months the law asks for",
        readonly=True,
        help="Below that a row of your own needs a reason.",
    )
    period_text = fields.Char("Kept for", compute="_compute_period_text")
    reason = fields.Text(
        "Why it may be shorter",
        copy=False,
        help="Asked for where records would go before the law lets them, and kept in"
        " the record: counsel's word, a decision, a statute.",
    )

    _period_check = models.Constraint(
        "CHECK(months >= 0 AND days >= 0)", "A period is not negative."
    )

    @api.depends("months", "days", "trigger")
    def _compute_period_text(self):
        for rule in self:
            years, months = divmod(rule.months, 12)
            parts = [
                years and self.env._("%s years", years),
                months and self.env._("%s months", months),
                rule.days and self.env._("%s days", rule.days),
            ]
            told = " ".join(filter(None, parts)) or self.env._("0 days")
            rule.period_text = (
                self.env._("For good") if rule.trigger == "never" else told
            )

    @api.constrains("months", "days", "trigger")
    def _check_period(self):
        for rule in self:
            if rule.trigger != "never" and not (rule.months or rule.days):
                raise ValidationError(
                    self.env._(
                        "Rule %(code)s: say for how many months the records are kept.",
                        code=rule.code,
                    )
                )

    @api.constrains("record_class", "months", "trigger", "reason", "valid_to")
    def _check_shortening(self):
        if self.env.uid == api.SUPERUSER_ID:
            # The addon itself brings its rows up to date.
            return
        for rule in self.filtered(lambda rule: not rule.superseded_by):
            law = self._law(rule.record_class)
            shorter = law and law != rule and rule._shorter_fields(law)
            if shorter and not rule.reason:
                raise ValidationError(
                    self.env._(
                        "Rule %(code)s, %(fields)s: records would go before the law"
                        " lets them (%(citation)s). Write under “%(reason)s” why they"
                        " may, or keep them longer.",
                        code=rule.code,
                        fields=", ".join(shorter),
                        citation=law.source,
                        reason=self._fields["reason"]._description_string(self.env),
                    )
                )

    @api.model
    def _law(self, record_class):
        """Return the youngest shipped row about these records."""
        return self.sudo().search(
            [("record_class", "=", record_class), ("origin", "=", "shipped")],
            order="valid_from desc, id desc",
            limit=1,
        )

    def _shorter_fields(self, law):
        """Return the labels of the fields by which this keeps less than ``law``."""
        return [
            self._fields[name]._description_string(self.env)
            for name in retention.shortened(law._as_value(), self._as_value())
        ]

    @api.model
    def _rule_open_fields(self):
        return super()._rule_open_fields() | {"reason"}

    @api.model
    def _load_shipped(self):
        """Bring the shipped rows to the file that comes with the addon."""
        with file_open(SHIPPED, "r") as source:
            self._load_rules([_values(row) for row in csv.DictReader(source)])

    @api.model
    def _file_columns(self):
        return [
            *("code", "record_class", "name", "trigger", "months", "days"),
            *("company_id", "source", "verified", "reason"),
        ]

    @api.model
    def _file_key(self):
        return ["code", "company_id"]

    @api.model
    def _file_records(self):
        return self.search(
            [("superseded_by", "=", False), ("valid_to", "=", False)],
            order="code, company_id, valid_from, id",
        )

    @api.model
    def _values_in_force(self):
        """Return every rule, in one query, for ``tools.retention.rule_for``."""
        return [rule._as_value() for rule in self.sudo().search([])]

    def _as_value(self):
        return retention.Rule(
            id=self.id,
            code=self.code,
            record_class=self.record_class,
            trigger=self.trigger,
            months=self.months,
            days=self.days,
            least_months=self.least_months,
            company_id=self.company_id.id or 0,
            valid_from=self.valid_from,
            valid_to=self.valid_to or None,
            source=self.source or "",
        )


def _values(row):
    """Return a line of the shipped file as values of a record."""
    numbers = {name: int(row[name]) for name in ("months", "days", "least_months")}
    return {
        **row,
        **numbers,
        "verified": row["verified"] == "1",
        "valid_from": LONG_AGO,
    }
