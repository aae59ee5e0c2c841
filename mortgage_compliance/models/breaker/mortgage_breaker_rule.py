import csv

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import file_open

from ...tools import breaker
from ...tools.shipped_rules import LONG_AGO

SHIPPED = "mortgage_compliance/data/breaker/breaker_rules.csv"
KINDS = [
    ("ceiling", "Messages, while the company is new to sending"),
    ("volume", "Messages, against the same hour of other weeks"),
    ("opt_out", "Borrowers who opt out"),
    ("bounce", "Messages that come back"),
    ("complaint", "Emails marked as spam"),
    ("sender", "Messages from another sender than the run began with"),
    ("template", "Messages without approved words"),
    ("audience", "Messages to others than were previewed"),
    ("mass", "A run so large needs a second person to go on"),
]
# What each kind needs filled in.
NEEDS = {
    "ceiling": ("hours", "first_days", "most"),
    "volume": ("weeks", "least", "factor"),
    "opt_out": ("least", "percent"),
    "bounce": ("least", "percent"),
    "complaint": ("least", "percent"),
    "sender": ("most",),
    "template": ("most",),
    "audience": ("most",),
    "mass": ("most",),
}
NUMBERS = ("hours", "first_days", "weeks", "least", "most")
FRACTIONS = ("percent", "factor")


class MortgageBreakerRule(models.Model):
    """What stops a run of automatic messages by itself, as a row."""

    _name = "mortgage.breaker.rule"
    _description = "Circuit breaker rule"
    _inherit = ["mortgage.rule.mixin", "mortgage.rule.file"]

    superseded_by = fields.Many2one(
        "mortgage.breaker.rule", "Replaced by", readonly=True, copy=False
    )
    company_id = fields.Many2one(
        "res.company",
        help="Empty for a rule of every company. A company's own row about the same"
        " thing replaces the general one for that company.",
    )
    kind = fields.Selection(KINDS, "Counts", required=True)
    channel = fields.Selection(
        [("email", "Email"), ("sms", "Text")], help="Empty for both."
    )
    hours = fields.Integer("Within hours", default=1)
    first_days = fields.Integer("In the first days")
    weeks = fields.Integer("Weeks looked back on")
    least = fields.Integer("From so many messages on")
    most = fields.Integer("So many", help="Where this many are reached, it stops.")
    percent = fields.Float(digits=(5, 2))
    factor = fields.Float("Times the usual", digits=(5, 2))

    _numbers_check = models.Constraint(
        "CHECK(hours >= 0 AND first_days >= 0 AND weeks >= 0 AND least >= 0"
        " AND most >= 0 AND percent >= 0 AND factor >= 0)",
        "A limit is not negative.",
    )

    @api.constrains("kind", *NUMBERS, *FRACTIONS)
    def _check_limits(self):
        for rule in self:
            lacking = [name for name in NEEDS[rule.kind] if not rule[name]]
            if lacking:
                raise ValidationError(
                    self.env._(
                        "Rule %(code)s: fill in %(fields)s.",
                        code=rule.code,
                        fields=", ".join(
                            self._fields[name]._description_string(self.env)
                            for name in lacking
                        ),
                    )
                )

    @api.model
    def _load_shipped(self):
        """Bring the shipped rules to the file that comes with the addon."""
        with file_open(SHIPPED, "r") as source:
            self._load_rules([_values(row) for row in csv.DictReader(source)])

    @api.model
    def _measured_words(self, stop):
        """Return in words what a ``tools.breaker.Stop`` counted, and the limit."""
        told = {
            "count": f"{stop.measured:,.0f}",
            "share": f"{stop.measured:g}",
            "out_of": f"{stop.out_of:,.0f}",
            "hours": stop.rule.hours,
            "days": stop.rule.first_days,
            "most": f"{stop.rule.most:,}",
            "percent": f"{stop.rule.percent:g}",
            "factor": f"{stop.rule.factor:g}",
        }
        return {
            "ceiling": self.env._(
                "%(count)s automatic messages within %(hours)s hours; in the first"
                " %(days)s days at most %(most)s may leave.",
                **told,
            ),
            "volume": self.env._(
                "%(count)s automatic messages within %(hours)s hours, where %(out_of)s"
                " are usual; more than %(factor)s times that stops it.",
                **told,
            ),
            "opt_out": self.env._(
                "%(share)s %% of %(out_of)s borrowers opted out; %(percent)s %% stops"
                " it.",
                **told,
            ),
            "bounce": self.env._(
                "%(share)s %% of %(out_of)s messages came back; %(percent)s %% stops"
                " it.",
                **told,
            ),
            "complaint": self.env._(
                "%(share)s %% of %(out_of)s emails were marked as spam; %(percent)s %%"
                " stops it.",
                **told,
            ),
            "sender": self.env._(
                "%(count)s messages were to leave from another sender than the run"
                " began with; %(most)s stop it.",
                **told,
            ),
            "template": self.env._(
                "The words of %(count)s messages are not, or no longer, approved."
                " Have them approved, or call the run off.",
                **told,
            ),
            "audience": self.env._(
                "%(count)s messages were to go to borrowers who were not in the"
                " preview; %(most)s stop it.",
                **told,
            ),
        }[stop.rule.kind]

    @api.model
    def _file_columns(self):
        return [
            *("code", "kind", "channel", "name", *NUMBERS, *FRACTIONS),
            *("company_id", "source", "verified"),
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
        """Return every rule, in one query, for ``tools.breaker``."""
        return [rule._as_value() for rule in self.sudo().search([])]

    def _as_value(self):
        return breaker.Rule(
            id=self.id,
            code=self.code,
            kind=self.kind,
            channel=self.channel or "",
            company_id=self.company_id.id or 0,
            valid_from=self.valid_from,
            valid_to=self.valid_to or None,
            source=self.source or "",
            **{name: self[name] for name in NUMBERS + FRACTIONS},
        )


def _values(row):
    """Return a line of the shipped file as values of a record."""
    return {
        **row,
        **{name: int(row[name] or 0) for name in NUMBERS},
        **{name: float(row[name] or 0) for name in FRACTIONS},
        "channel": row["channel"] or False,
        "verified": row["verified"] == "1",
        "valid_from": LONG_AGO,
    }
