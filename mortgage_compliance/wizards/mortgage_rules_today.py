from datetime import datetime, timedelta, timezone

from odoo import Command, api, fields, models

from ..models.caller import check_caller
from ..models.gate.mortgage_gate import CHECKS
from ..models.readiness.mortgage_readiness import READERS
from ..tools.case import Case
from ..tools.jurisdiction import stopped_by
from ..tools.places import STATES, state_name
from ..tools.relationship import PHASES, Relationship
from ..tools.verdict import ContactRequest

# The rules that a check of another name reads.
ALSO = {
    "license": ("license", "renewal"),
    "window": ("window", "closed_days", "asked_for", "conversation"),
    "frequency": ("frequency", "budget"),
}
# How far the next closed days are looked for.
DAYS = 60


class MortgageRulesToday(models.TransientModel):
    """Which rules a contact would meet now, in the gate's order."""

    _name = "mortgage.rules.today"
    _description = "What applies today"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    state_ids = fields.Many2many(
        "res.country.state",
        string="States",
        domain=lambda self: [
            ("country_id", "=", self.env.ref("base.us").id),
            ("code", "in", list(STATES)),
        ],
        help="Where the borrower lives and buys; empty where it is unknown.",
    )
    channel = fields.Selection(
        [
            ("sms", "Text"),
            ("call", "Call"),
            ("voicemail", "Voicemail drop"),
            ("email", "Email"),
            ("letter", "Letter"),
        ],
        required=True,
        default="sms",
    )
    kind = fields.Selection(
        [
            ("marketing", "Marketing"),
            ("transactional", "Answer to a request"),
            ("servicing", "About the loan in process"),
            ("reply", "Reply in a conversation"),
        ],
        required=True,
        default="marketing",
    )
    technology = fields.Selection(
        [
            ("manual", "Dialed by hand"),
            ("automated", "Automatic"),
            ("prerecorded", "Recorded or AI voice"),
        ],
        required=True,
        default="automated",
    )
    phase = fields.Selection(
        [
            ("lead", "Lead"),
            ("in_process", "In process"),
            ("past_client", "Past client"),
        ],
        "Borrower",
        required=True,
        default=PHASES[0],
    )
    line_ids = fields.One2many(
        "mortgage.rules.today.line", "today_id", "Rules", compute="_compute_line_ids"
    )
    registrations = fields.Text("State registrations", compute="_compute_registrations")
    closed_days = fields.Text("Next closed days", compute="_compute_closed_days")
    unverified = fields.Integer(compute="_compute_line_ids")

    @api.model_create_multi
    def create(self, vals_list):
        check_caller(self.env, READERS, self.env._("see what applies"))
        return super().create(vals_list)

    @api.depends(*("company_id", "state_ids", "channel", "kind", "technology", "phase"))
    def _compute_line_ids(self):
        for today in self:
            lines = today._lines()
            today.line_ids = [Command.clear(), *map(Command.create, lines)]
            today.unverified = sum(not line["verified"] for line in lines)

    @api.depends("company_id", "state_ids")
    def _compute_registrations(self):
        for today in self:
            book, case = today._asked()
            asked = book.by_state("registration", case.company_id, case.at)
            today.registrations = "\n".join(
                today._registration_words(
                    state, book.jurisdiction(state, case.company_id), case.at
                )
                for state in case.states
                if state in asked
            )

    @api.depends("company_id", "state_ids", "channel", "kind", "technology")
    def _compute_closed_days(self):
        gate = self.env["mortgage.gate"]
        for today in self:
            book, case = today._asked()
            _windows, closings = gate._hours(case, book)
            first = case.at.date()
            names = {}
            for day in (first + timedelta(days=n) for n in range(DAYS)):
                for rule in closings:
                    name = gate._day_off(rule, day)
                    if name:
                        names.setdefault(day, {})[name] = True
            today.closed_days = "\n".join(
                f"{day:%A, %B} {day.day}: {', '.join(known)}"
                for day, known in names.items()
            )

    def _asked(self):
        """Return the rules and such a contact now."""
        company_id = self.company_id.id or self.env.company.id
        request = ContactRequest(
            channel=self.channel or "sms",
            kind=self.kind or "marketing",
            at=datetime.now(timezone.utc),
            company_id=company_id,
            technology=self.technology or "automated",
        )
        states = tuple(code for code in self.state_ids.mapped("code") if code in STATES)
        case = Case(
            0,
            request,
            request.kind,
            states=states,
            relationship=Relationship(phase=self.phase or PHASES[0]),
            is_conversation=request.kind == "reply",
        )
        return self.env["mortgage.contact.policy"]._rulebook(), case

    def _lines(self):
        """Return the rules that bind such a contact, in the order they are asked."""
        book, case = self._asked()
        gate = self.env["mortgage.gate"]
        windows, closings = gate._hours(case, book)
        rules = []
        for check in CHECKS:
            for name in ALSO.get(check, (check,)):
                found = {"window": windows, "closed_days": closings}.get(name)
                if found is None:
                    found = [
                        rule
                        for rule in book.of(name, case.company_id, case.at)
                        if gate._limits(rule, case)
                    ]
                rules += found
        policies = self.env["mortgage.contact.policy"].browse(
            [rule.id for rule in rules]
        )
        claims = self._claims(case)
        return [
            {
                "sequence": number,
                "rule_id": policy.id,
                "verified": policy.verified,
                "exemption": ", ".join(
                    claims[policy.code, state]
                    for state in case.states
                    if (policy.code, state) in claims
                ),
            }
            for number, policy in enumerate(policies)
        ]

    def _claims(self, case):
        """Return ``{(rule code, state): ground}`` of what is claimed now."""
        claims = self.env["mortgage.exemption"].search(
            [("company_id", "=", case.company_id), ("state", "in", case.states)]
        )
        field = claims._fields["ground"]
        grounds = dict(field._description_selection(self.env))
        return {
            (claim.rule_code, claim.state): grounds[claim.ground]
            for claim in claims.filtered(lambda claim: claim.status == "claimed")
        }

    def _registration_words(self, state, jurisdiction, at):
        words = {
            "": self.env._("set up"),
            "emergency": self.env._("a declared emergency is on: marketing waits"),
            "no_memo": self.env._("no memo of counsel: marketing waits"),
            "lapsed": self.env._("ended: marketing waits"),
            "not_set_up": self.env._("not set up: marketing waits"),
        }
        return f"{state_name(state)}: {words[stopped_by(jurisdiction, at)]}"


class MortgageRulesTodayLine(models.TransientModel):
    """One rule that applies, with what it says."""

    _name = "mortgage.rules.today.line"
    _description = "Rule that applies today"
    _order = "sequence"

    today_id = fields.Many2one(
        "mortgage.rules.today", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer()
    rule_id = fields.Many2one("mortgage.contact.policy", ondelete="cascade")
    check = fields.Selection(related="rule_id.check")
    name = fields.Char("Says", related="rule_id.name")
    hours_text = fields.Char("Hours", related="rule_id.hours_text")
    source = fields.Text("Citation", related="rule_id.source")
    verified = fields.Boolean()
    exemption = fields.Char("Exemption claimed")
