import regex

from odoo import api, models

from ...tools.verdict import Verdict
from ..consent.mortgage_suppression import WAITING

PHONE = ("call", "sms", "voicemail")
# A lender may write any expression: none may hold up the queue.
SECONDS = 1
SCOPES = {
    "email": ("email",),
    "phone": PHONE,
    "sms": ("sms",),
    "call": ("call", "voicemail"),
}


class MortgageGateChecks(models.AbstractModel):
    """The checks of the gate but for hours, each on a whole batch.

    A check takes cases and the rulebook and returns ``{position: Verdict}`` for those
    it stops. It spends no query per case.
    """

    _name = "mortgage.gate.checks"
    _description = "Checks of the gate"

    @api.model
    def _check_suppression(self, cases, book):
        stopped = {}
        for case in cases:
            stop = self._stop(case, lambda scope, _channel: scope == "all")
            if stop:
                stopped[case.position] = self._block(
                    case,
                    book.require("suppression", case.company_id, case.at),
                    self.env._(
                        "Do not contact: %(reason)s", reason=self._stop_words(stop)
                    ),
                    stop=stop["reason"],
                    stopped_at=stop["at"],
                )
        return stopped

    @api.model
    def _check_opt_out(self, cases, book):
        stopped = {}
        for case in cases:
            stop = self._stop(
                case, lambda scope, channel: channel in SCOPES.get(scope, ())
            )
            if stop:
                code = "opt_out.phone" if case.channel in PHONE else "opt_out.email"
                rule = book.require(code, case.company_id, case.at)
                if rule.kinds and case.kind not in rule.kinds:
                    continue
                stopped[case.position] = self._block(
                    case,
                    rule,
                    self.env._(
                        "No %(channel)s to this borrower: %(reason)s",
                        channel=self._channel_words(case.channel),
                        reason=self._stop_words(stop),
                    ),
                    stop=stop["reason"],
                    stopped_at=stop["at"],
                )
        return stopped

    @api.model
    def _check_review(self, cases, book):
        """Hold marketing while a person decides whether the borrower opted out."""
        stopped = {}
        for case in cases:
            in_review = any(
                stop["reason"] == "in_review"
                and case.channel in SCOPES.get(stop["scope"], ())
                for stop in case.stops
            )
            rule = book.require("opt_out.review", case.company_id, case.at)
            if not in_review:
                continue
            reason = self._review_words(case)
            if not rule.kinds or case.kind in rule.kinds:
                stopped[case.position] = Verdict(
                    "hold",
                    rule.code,
                    rule.id,
                    reason=reason,
                    citation=rule.source,
                    details={"stop": "in_review"},
                )
            elif case.request.origin != "automatic":
                # An answer by hand may go; whoever writes it must know.
                case.warnings.append(self._warning(rule, reason))
        return stopped

    @api.model
    def _review_words(self, case):
        what = {
            "email": self.env._("Emails"),
            "sms": self.env._("Texts"),
            "call": self.env._("Calls"),
            "voicemail": self.env._("Voicemails"),
        }.get(case.channel, self.env._("Letters"))
        # Few borrowers wait at a time: a look at the card of each.
        partner = self.env["res.partner"].sudo().browse(case.partner_id or [])
        return self.env._(
            "%(what)s wait: compliance reads %(name)s's answer",
            what=what,
            name=(partner.exists().name or self.env._("the borrower")).split()[0],
        )

    @api.model
    def _stop(self, case, counts):
        if case.is_confirmation:
            return None
        return next(
            (
                stop
                for stop in case.stops
                if stop["reason"] not in WAITING and counts(stop["scope"], case.channel)
            ),
            None,
        )

    @api.model
    def _stop_words(self, stop):
        field = self.env["mortgage.suppression"]._fields["reason"]
        reason = dict(field._description_selection(self.env))[stop["reason"]]
        if not stop["at"]:
            return reason
        at = stop["at"]
        return f"{reason} ({at:%b} {at.day}, {at.year})"

    @api.model
    def _channel_words(self, channel):
        return {
            "email": self.env._("email"),
            "sms": self.env._("text"),
            "call": self.env._("call"),
            "voicemail": self.env._("voicemail"),
            "letter": self.env._("letter"),
        }[channel]

    @api.model
    def _check_terms(self, cases, book):
        """Stop an assistant who writes what only a licensed loan officer may offer."""
        written = [case for case in cases if case.request.words]
        assistants = self._assistants({case.request.author_id for case in written})
        stopped = {}
        for case in written:
            if case.request.author_id not in assistants:
                continue
            for rule in book.of("terms", case.company_id, case.at):
                case.rules.append(rule.id)
                said = rule.covers(case.request) and _first(rule, case.request.words)
                if said:
                    stopped[case.position] = self._block(
                        case,
                        rule,
                        self.env._(
                            "“%(words)s” is for a licensed loan officer to say: ask the"
                            " owner of the lead to send it",
                            words=said,
                        ),
                    )
                    break
        return stopped

    @api.model
    def _assistants(self, user_ids):
        """Return those of the users who work for an LO and are none themselves."""
        if not user_ids:
            return set()
        group = self.env.ref("mortgage_compliance.group_assistant")
        users = self.env["res.users"].sudo()
        found = users.search(
            [("id", "in", list(user_ids)), ("all_group_ids", "in", group.ids)]
        )
        return set(found.ids) - self._originators(user_ids)

    @api.model
    def _block(self, case, rule, reason, **details):
        return Verdict(
            "block",
            rule.code,
            rule.id,
            reason=reason,
            citation=rule.source,
            details=details,
        )

    @api.model
    def _warning(self, rule, reason):
        return {"rule": rule.code, "reason": reason, "citation": rule.source}


def _first(rule, words):
    """Return the first words that the pattern of ``rule`` forbids, or "".

    What cannot be read in time counts as forbidden.
    """
    if not rule.pattern:
        return ""
    try:
        found = regex.search(rule.pattern, words, timeout=SECONDS)
    except TimeoutError:
        return words[:40]
    return found.group() if found else ""
