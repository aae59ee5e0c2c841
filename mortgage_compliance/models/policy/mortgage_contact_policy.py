import csv
from datetime import datetime, timezone

import regex

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import file_open

from ...tools import holidays
from ...tools.places import STATES
from ...tools.relationship import PHASES
from ...tools.rulebook import Rule, Rulebook
from ...tools.shipped_rules import (
    contact_rule,
    recording_rule,
    renewal_rule,
    window_rule,
)
from ...tools.verdict import CHANNELS, KINDS, TECHNOLOGIES

STATE_RULES = "mortgage_compliance/data/policy/state_rules.csv"
CONTACT_RULES = "mortgage_compliance/data/policy/contact_rules.csv"
RENEWAL_RULES = "mortgage_compliance/data/policy/renewal_rules.csv"
WORDS = {
    "channels": CHANNELS,
    "kinds": KINDS,
    "technologies": TECHNOLOGIES,
    "states": tuple(STATES),
    "days": ("federal", *holidays.DAYS),
    "phases": PHASES,
}
VALUE_FIELDS = (
    *("code", "check", "name", "source", "company_id", "valid_from", "valid_to"),
    *("channels", "kinds", "technologies", "states", "level", "strict", "minutes"),
    *("number", "period_hours", "phases", "days", "observed", "pattern"),
)
HOURS = (
    ("weekday_from", "weekday_to"),
    ("saturday_from", "saturday_to"),
    ("sunday_from", "sunday_to"),
)


class MortgageContactPolicy(models.Model):
    """One rule of the gate: a row of law or of the lender's own policy."""

    _name = "mortgage.contact.policy"
    _description = "Contact rule"
    _inherit = "mortgage.lender.rule.mixin"

    superseded_by = fields.Many2one(
        "mortgage.contact.policy", "Replaced by", readonly=True, copy=False
    )
    check = fields.Selection(
        [
            ("kind", "Kind of contact"),
            ("suppression", "Do not contact"),
            ("opt_out", "Channel opt-out"),
            ("preference", "Borrower's preferences"),
            ("bounce", "Emails that come back"),
            ("bulk", "Mail to many"),
            ("texting", "Approval of texting"),
            ("license", "License"),
            ("renewal", "License renewal"),
            ("terms", "Rates and terms"),
            ("numbers", "NMLS and license numbers"),
            ("template", "Approved template"),
            ("consent", "Consent"),
            ("consent_element", "What written consent must show"),
            ("certificate", "Certificates of consent"),
            ("basis", "Basis of a source"),
            ("relationship", "Business relationship"),
            ("dnc", "Do-not-call lists"),
            ("registration", "State registration"),
            ("reassigned", "Reassigned numbers"),
            ("recording", "Recording of calls"),
            ("window", "Hours"),
            ("closed_days", "Closed days"),
            ("presumption", "Area code presumes a state"),
            ("conversation", "Conversation"),
            ("frequency", "How often a person is contacted"),
            ("budget", "How often a household is contacted"),
            ("asked_for", "Contact that was asked for"),
            ("content", "What a channel needs"),
        ],
        required=True,
    )
    channels = fields.Char(
        help="Such as “sms call voicemail”; empty for every channel."
    )
    kinds = fields.Char(help="Such as “marketing”; empty for every kind.")
    technologies = fields.Char(
        "Technology",
        help="Such as “automated prerecorded”; empty for every technology.",
    )
    states = fields.Char(
        help="Two-letter codes, such as “FL OK”; empty for every state."
    )
    level = fields.Selection(
        [
            ("pec", "Express consent"),
            ("pec_or_ebr", "Express consent or a business relationship"),
            ("pewc", "Express written consent"),
        ],
        "Consent needed",
    )
    strict = fields.Boolean(
        "Always the union", help="The area code always adds its states and zones."
    )
    minutes = fields.Integer()
    number = fields.Integer("At most", help="Contacts within the period.")
    period_hours = fields.Integer("Within hours", help="24 is a day, 336 two weeks.")
    phases = fields.Char(
        help="Such as “lead in_process past_client”; empty for every borrower."
    )
    days = fields.Char(help="Such as “federal flag” or “new_year christmas”.")
    observed = fields.Boolean(
        "Also as observed", help="A holiday on a weekend closes the weekday beside it."
    )
    pattern = fields.Text(
        "Words", help="A regular expression for what such a message does not say."
    )
    weekday_from = fields.Float("Monday to Friday from")
    weekday_to = fields.Float("Monday to Friday until")
    saturday_from = fields.Float()
    saturday_to = fields.Float("Saturday until")
    sunday_from = fields.Float()
    sunday_to = fields.Float("Sunday until")
    hours_text = fields.Char("Hours", compute="_compute_hours_text")

    @api.depends(*(name for pair in HOURS for name in pair), "check")
    def _compute_hours_text(self):
        for rule in self:
            rule.hours_text = (
                self.env._(
                    "Mon–Fri %(weekday)s · Sat %(saturday)s · Sun %(sunday)s",
                    weekday=rule._span(*HOURS[0]),
                    saturday=rule._span(*HOURS[1]),
                    sunday=rule._span(*HOURS[2]),
                )
                if rule.check == "window"
                else ""
            )

    def _span(self, opens, closes):
        if self[opens] >= self[closes]:
            return self.env._("closed")
        return "–".join(
            "{:02d}:{:02d}".format(*divmod(round(self[name] * 60), 60))
            for name in (opens, closes)
        )

    @api.constrains(*WORDS)
    def _check_words(self):
        for rule in self:
            for name, known in WORDS.items():
                unknown = set((rule[name] or "").split()) - set(known)
                if unknown:
                    raise ValidationError(
                        self.env._(
                            "Rule %(code)s, %(field)s: “%(words)s” is unknown. Known"
                            " are: %(known)s.",
                            code=rule.code,
                            field=self._fields[name].string,
                            words=" ".join(sorted(unknown)),
                            known=" ".join(known),
                        )
                    )

    @api.constrains("pattern")
    def _check_pattern(self):
        for rule in self.filtered("pattern"):
            try:
                regex.compile(rule.pattern)
            except regex.error as error:
                raise ValidationError(
                    self.env._(
                        "Rule %(code)s, words: %(error)s.", code=rule.code, error=error
                    )
                ) from error

    @api.constrains(*(name for pair in HOURS for name in pair))
    def _check_hours(self):
        for rule in self:
            if any(not 0 <= rule[name] <= 24 for pair in HOURS for name in pair):
                raise ValidationError(
                    self.env._(
                        "Rule %(code)s: hours are between 00:00 and 24:00.",
                        code=rule.code,
                    )
                )

    @api.model
    def _load_shipped(self):
        """Bring the shipped rows to the files that come with the addon."""
        rows = []
        for path, as_rule in (
            (STATE_RULES, window_rule),
            (STATE_RULES, recording_rule),
            (CONTACT_RULES, contact_rule),
            (RENEWAL_RULES, renewal_rule),
        ):
            with file_open(path, "r") as source:
                rows += filter(None, map(as_rule, csv.DictReader(source)))
        self._load_rules(rows)

    @api.model
    def _rulebook(self):
        """Return every rule that is or was in force, with the calendar, exemptions and
        registrations of the lender; a handful of queries."""
        rules = self.sudo().search_fetch(
            [("code", "!=", False)],
            [*VALUE_FIELDS, *(name for p in HOURS for name in p)],
        )
        return Rulebook(
            [rule._as_value() for rule in rules],
            [day._as_value() for day in self.env["mortgage.holiday"].sudo().search([])],
            self.env["mortgage.exemption"]._values_in_force(),
            self.env["mortgage.jurisdiction"]._values(),
        )

    @api.model
    def _registration_rules(self):
        """Return ``{state: what it asks}`` of the registration rules in force now."""
        now = datetime.now(timezone.utc)
        rules = self._rulebook().of("registration", self.env.company.id, now)
        return {state: rule.name for rule in rules for state in rule.states}

    def _as_value(self):
        return Rule(
            code=self.code,
            id=self.id,
            check=self.check,
            name=self.name,
            source=self.source or "",
            company_id=self.company_id.id or 0,
            valid_from=self.valid_from.replace(tzinfo=timezone.utc),
            valid_to=self.valid_to and self.valid_to.replace(tzinfo=timezone.utc),
            channels=tuple((self.channels or "").split()),
            kinds=tuple((self.kinds or "").split()),
            technologies=tuple((self.technologies or "").split()),
            states=tuple((self.states or "").split()),
            level=self.level or "",
            days=self.days or "",
            observed=self.observed,
            strict=self.strict,
            minutes=self.minutes,
            number=self.number,
            period_hours=self.period_hours,
            phases=tuple((self.phases or "").split()),
            pattern=self.pattern or "",
            hours=tuple(
                tuple(round(self[name] * 60) for name in pair) for pair in HOURS
            ),
        )
