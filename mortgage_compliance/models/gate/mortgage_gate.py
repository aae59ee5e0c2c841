from datetime import timezone
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.verdict import Verdict
from ..caller import check_caller
from .mortgage_gate_window import DAYS

# In this order, and the first that stops a contact gives the verdict.
CHECKS = (
    "kind",
    "suppression",
    "opt_out",
    "preference",
    "bounce",
    "review",
    "texting",
    "license",
    "terms",
    "words",
    "numbers",
    "template",
    "consent",
    "basis",
    "dnc",
    "registration",
    "reassigned",
    "recording",
    "window",
    "frequency",
    "content",
)
MAY_ASK = (
    "group_lo",
    "group_assistant",
    "group_compliance",
    "group_integration",
    "group_marketing",
)
# What stops one person who writes or calls another; the rest only warns.
STOPS_BY_HAND = (
    *("suppression", "opt_out", "texting", "license", "terms", "words"),
    "window",
    # which speak of marketing only
    *("dnc", "frequency"),
)


class MortgageGate(models.AbstractModel):
    """May this be said to this person now? Every contact with a borrower asks here."""

    _name = "mortgage.gate"
    _description = "Gate"
    _inherit = [
        "mortgage.gate.question",
        "mortgage.gate.facts",
        "mortgage.gate.checks",
        "mortgage.gate.window",
    ]

    @api.model
    def check(self, requests):
        """Say for each request whether that contact may be made; nothing is sent.

        A request has ``channel``, ``kind`` and ``partner_id``, ``phone`` or ``email``;
        if wanted ``state``, ``zip``, ``lead_id``, ``user_id``, ``template`` (a code),
        ``at`` (UTC), ``origin``, ``technology`` and ``assume``, a list of checks to
        take as passed. The answers: ``verdict`` (allow, hold, block), ``hold_until``,
        ``rule``, ``reason``, ``citation``, ``warnings`` and ``what_if``: what the
        assumptions passed over, ``False`` where nothing was assumed.
        """
        check_caller(self.env, MAY_ASK, self.env._("ask the gate"))
        if not isinstance(requests, list) or not all(
            isinstance(request, dict) for request in requests
        ):
            raise ValidationError(self.env._("requests: give a list of requests."))
        asked = [
            self._question(position, request)
            for position, request in enumerate(requests)
        ]
        return [
            self._answer(verdict, request)
            for verdict, request in zip(
                self.sudo()._judge(asked), requests, strict=True
            )
        ]

    @api.model
    def _answer(self, verdict, request):
        """Return a verdict as JSON."""
        until = verdict.hold_until
        until = until and until.astimezone(timezone.utc).replace(tzinfo=None)
        what_if = [
            passed
            for passed in verdict.inputs.get("assumed", ())
            if passed["check"] in (request.get("assume") or ())
        ]
        return {
            "verdict": verdict.verdict,
            "hold_until": fields.Datetime.to_string(until) if until else False,
            "rule": verdict.rule or False,
            "reason": verdict.reason or False,
            "citation": verdict.citation or False,
            "warnings": verdict.warnings,
            "what_if": what_if if request.get("assume") else False,
        }

    @api.model
    def _judge(self, requests):
        """Return a Verdict for each ContactRequest, in order.

        A constant number of queries whatever the size of the batch. It writes nothing.
        """
        if not requests:
            return []
        book = self.env["mortgage.contact.policy"]._rulebook()
        cases = self._cases(requests, book)
        verdicts = {}
        for check in CHECKS:
            pending = [case for case in cases if case.position not in verdicts]
            stopped = getattr(self, f"_check_{check}")(pending, book)
            for case in pending:
                if case.position not in stopped:
                    case.passed.append(check)
            for position, verdict in stopped.items():
                case = cases[position]
                if check in case.request.assume:
                    case.assumed.append((check, verdict))
                elif case.request.origin != "automatic" and check not in STOPS_BY_HAND:
                    case.warnings.append(self._as_warning(verdict))
                else:
                    verdicts[position] = verdict
        return [
            self._complete(case, verdicts.get(case.position) or Verdict())
            for case in cases
        ]

    @api.model
    def _open_windows(self, requests, days=DAYS):
        """Return, for each request, the legal intervals ``[(start, end)]`` from its
        ``at`` on, aware UTC. An email may go at any hour: one interval."""
        book = self.env["mortgage.contact.policy"]._rulebook()
        cases = self._cases(requests, book)
        return [self._intervals(case, *self._hours(case, book), days) for case in cases]

    @api.model
    def _as_warning(self, verdict):
        return {
            "rule": verdict.rule,
            "reason": verdict.reason,
            "citation": verdict.citation,
        }

    @api.model
    def _complete(self, case, verdict):
        """Add to a verdict what was known when it was reached."""
        verdict.warnings = case.warnings
        verdict.counts_for = case.counts_for
        verdict.asked_id = case.asked_used.id if case.asked_used else 0
        verdict.inputs = {
            "at": case.at.isoformat(),
            "kind": case.kind,
            "states": list(case.states),
            "zips": list(case.request.zips),
            "zones": list(case.zones),
            "local_times": {
                zone: case.at.astimezone(ZoneInfo(zone)).isoformat()
                for zone in case.zones
            },
            "license_state": case.license_state,
            "consent": case.levels.get(case.channel, ""),
            "suppressions": [stop["id"] for stop in case.stops],
            "version_id": case.request.version_id,
            "user_id": case.request.user_id,
            "rules": sorted({verdict.rule_id, *case.rules} - {0}),
            "passed": " ".join(case.passed),
        }
        if case.dnc_used:
            verdict.inputs["dnc_lists"] = case.dnc_used
        if case.exemptions:
            verdict.inputs["exemptions"] = sorted(set(case.exemptions))
        if case.asked_used:
            verdict.inputs["asked_for"] = {
                "request": case.asked_used.id,
                "proof": case.asked_used.words,
            }
        if case.assumed:
            verdict.inputs["assumed"] = [
                {"check": check, **self._as_warning(stopped)}
                for check, stopped in case.assumed
            ]
        return verdict
