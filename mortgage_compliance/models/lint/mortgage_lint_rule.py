import csv

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import file_open

from ...tools import lint_pattern, lint_rule
from ...tools.lint import Linter
from ..library.mortgage_template import LANGS

SHIPPED = "mortgage_compliance/data/lint/lint_rules.csv"
SEVERITIES = [
    ("block", "Stops the message"),
    ("warn", "Warns"),
    ("detect", "Looks for what must be there"),
]
BY_HAND = [("block", "Stops the message"), ("warn", "Warns"), ("off", "Nothing")]
VALUE_FIELDS = (
    *("code", "severity", "name", "pattern", "requires", "by_hand", "langs"),
    *("how_to_fix", "source", "company_id"),
)
# From the strictest to the laxest.
STRICTNESS = ("block", "warn", "off", "detect")


class MortgageLintRule(models.Model):
    """What must not be said, or not without something beside it: one row of the
    linter."""

    _name = "mortgage.lint.rule"
    _description = "Lint rule"
    _inherit = "mortgage.lender.rule.mixin"

    superseded_by = fields.Many2one(
        "mortgage.lint.rule", "Replaced by", readonly=True, copy=False
    )
    severity = fields.Selection(
        SEVERITIES,
        "Template and automatic message",
        required=True,
        default="warn",
        help="What it does where words go to many, or by themselves.",
    )
    by_hand = fields.Selection(
        BY_HAND,
        "Written by a person to one",
        required=True,
        default="warn",
        help="A quote to one person about that person's own loan is no advertisement.",
    )
    pattern = fields.Text(
        "Finds",
        help="A regular expression. Case counts unless it begins with (?i); accents,"
        " curly quotes and unseen marks do not. (?&company) stands for the sender's"
        " company and trade names, (?&person) for the LO's. Empty: about every text.",
    )
    requires = fields.Char(
        "Applies and is lifted",
        help="Such as “kind:marketing;channel:email,sms;all:DET-APR”: first where it"
        " applies (kind, channel, product), then what lifts it: all or any of the"
        " detectors (DET-…) and confirmed facts (flag:…).",
    )
    langs = fields.Char(
        "Languages", help="Such as “es”; empty for texts in every language."
    )
    how_to_fix = fields.Text(help="What the writer should do, in plain words.")

    @api.constrains("pattern")
    def _check_pattern(self):
        for rule in self.filtered("pattern"):
            try:
                lint_pattern.check(rule.pattern)
            except lint_pattern.BadPattern as error:
                raise ValidationError(rule._bad_pattern_words(error)) from error

    def _bad_pattern_words(self, error):
        words = {
            "long": self.env._(
                "it has more than %s characters: make two rules of it.", error.what
            ),
            "repeat": self.env._(
                "a counted repeat stands within another, a hundred times a hundred say:"
                " they multiply. Make them smaller, or take one out."
            ),
            "broken": self.env._("it cannot be read (%s).", error.what),
            "always": self.env._(
                "it is found in an empty text, so it would be found in every text. Ask"
                " for at least one word, or leave it empty if the rule is about every"
                " text."
            ),
            "slow": self.env._(
                "it takes too long on a long text of “%s”. Most often a repeat stands"
                " within a repeat, such as (a+)+: take one out.",
                error.what,
            ),
        }
        return self._field_words("pattern", words[error.code])

    @api.constrains("requires", "severity")
    def _check_requires(self):
        known = self._condition_names()
        for rule in self:
            try:
                names = lint_rule.parse(rule.requires).names
            except lint_rule.BadClause as error:
                words = {
                    "empty": self.env._("nothing stands after “%s:”.", error.what),
                }.get(
                    error.code,
                    self.env._(
                        "“%(what)s” is unknown: write one of %(known)s.",
                        what=error.what,
                        known=", ".join(error.known),
                    ),
                )
                raise ValidationError(rule._field_words("requires", words)) from error
            unknown = [name for name in names if name not in known]
            if unknown:
                raise ValidationError(
                    rule._field_words(
                        "requires",
                        self.env._(
                            "there is no detector or fact %s. Make it first.",
                            ", ".join(unknown),
                        ),
                    )
                )

    @api.model
    def _condition_names(self):
        """Return the detectors and facts that a condition may ask for."""
        detectors = self.sudo().search([("severity", "=", "detect")])
        facts = self.env["mortgage.lint.flag"].sudo().search([("code", "!=", False)])
        return {*detectors.mapped("code"), *(f"FLAG-{fact.code}" for fact in facts)}

    @api.constrains("langs", "how_to_fix", "severity", "code")
    def _check_words(self):
        known = [code for code, _name in LANGS]
        for rule in self:
            unknown = set((rule.langs or "").split()) - set(known)
            if unknown:
                raise ValidationError(
                    rule._field_words(
                        "langs",
                        self.env._(
                            "“%(what)s” is unknown: write one of %(known)s.",
                            what=" ".join(sorted(unknown)),
                            known=", ".join(known),
                        ),
                    )
                )
            if rule.severity != "detect" and not rule.how_to_fix:
                raise ValidationError(
                    rule._field_words(
                        "how_to_fix",
                        self.env._("say what the writer should do, in plain words."),
                    )
                )
            if (rule.severity == "detect") != rule.code.startswith("DET-"):
                raise ValidationError(
                    rule._field_words(
                        "code", self.env._("codes of detectors begin with DET-.")
                    )
                )

    @api.constrains(*VALUE_FIELDS, "reason", "valid_to")
    def _check_laxer(self):
        if self.env.uid == api.SUPERUSER_ID:
            # The addon itself brings its rows up to date.
            return
        shipped = self._shipped_rows()
        for rule in self.filtered(lambda one: not one.superseded_by and not one.reason):
            law = shipped.get(rule.code)
            laxer = law and rule._laxer_fields(law)
            if laxer:
                raise ValidationError(
                    rule._field_words(
                        laxer,
                        self.env._(
                            "it would do less than the shipped rule (%(citation)s)."
                            " Write under “%(reason)s” why it may.",
                            citation=law.source,
                            reason=self._fields["reason"]._description_string(self.env),
                        ),
                    )
                )

    def _laxer_fields(self, law):
        """Return the first field by which this rule does less than ``law``, or ""."""
        if self.valid_to and not self.company_id:
            return "valid_to"
        for name in ("severity", "by_hand"):
            if STRICTNESS.index(self[name]) > STRICTNESS.index(law[name]):
                return name
        # Whether other words find less no machine can tell.
        changed = self != law and law.severity == "block"
        for name in ("pattern", "requires", "langs"):
            if changed and (self[name] or "") != (law[name] or ""):
                return name
        return ""

    def _field_words(self, name, words):
        return self.env._(
            "Rule %(code)s, %(field)s: %(words)s",
            code=self.code,
            field=self._fields[name]._description_string(self.env),
            words=words,
        )

    @api.model
    def _load_shipped(self):
        """Bring the shipped rows to the file that comes with the addon."""
        with file_open(SHIPPED, "r") as source:
            rows = [
                {name: cell or False for name, cell in row.items()}
                for row in csv.DictReader(source)
            ]
        # A rule is checked against the detectors that are there.
        rows.sort(key=lambda row: row["severity"] != "detect")
        self._load_rules(rows)

    @api.model
    def _in_force(self, company_id=False):
        """Return the rows that count for a company now, a company's own before the
        general one of the same code."""
        now = fields.Datetime.now()
        rows = self.sudo().search_fetch(
            Domain("company_id", "in", [False, company_id or self.env.company.id])
            & Domain("valid_from", "<=", now)
            & (Domain("valid_to", "=", False) | Domain("valid_to", ">", now)),
            VALUE_FIELDS,
        )
        chosen = {}
        # Youngest first, by _order.
        for row in rows.sorted(lambda row: not row.company_id):
            chosen.setdefault(row.code, row)
        return self.browse(row.id for row in chosen.values()).sudo()

    @api.model
    def _linter(self, company_id=False):
        """Return a Linter with the rules in force for a company."""
        return Linter(row._as_value() for row in self._in_force(company_id))

    def _as_value(self):
        return lint_rule.Rule(
            code=self.code,
            severity=self.severity,
            pattern=self.pattern or "",
            requires=lint_rule.parse(self.requires),
            by_hand=self.by_hand,
            langs=tuple((self.langs or "").split()),
            title=self.name,
            how_to_fix=self.how_to_fix or "",
            citation=self.source or "",
            id=self.id,
        )

    @api.model
    def _file_columns(self):
        return [*VALUE_FIELDS, "verified", "reason"]
