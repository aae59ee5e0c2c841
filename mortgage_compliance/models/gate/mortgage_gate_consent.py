from datetime import timedelta

from odoo import api, models

from ...tools.consents import RANKS
from ...tools.relationship import business_relationship
from ...tools.verdict import Verdict

# A level that a business relationship stands in for.
OR_RELATIONSHIP = "pec_or_ebr"
NEEDED = {**RANKS, OR_RELATIONSHIP: RANKS["pec"]}


class MortgageGateConsent(models.AbstractModel):
    """The consent that each channel and technology asks for, by the rules."""

    _inherit = "mortgage.gate.checks"

    @api.model
    def _check_consent(self, cases, book):
        stopped = {}
        for case in cases:
            if case.is_confirmation:
                continue
            for rule in book.of("consent", case.company_id, case.at):
                if not rule.covers(case):
                    continue
                if rule.states and not set(rule.states) & set(case.states):
                    continue
                case.rules.append(rule.id)
                verdict = self._consent_verdict(case, rule, book)
                if verdict:
                    stopped[case.position] = verdict
                    break
        return stopped

    def _consent_verdict(self, case, rule, book):
        needed = NEEDED.get(rule.level, 0)
        if RANKS.get(case.levels.get(case.channel), 0) >= needed:
            return None
        if rule.level == OR_RELATIONSHIP and self._business_relationship(case, book):
            return None
        if RANKS.get(case.pending_levels.get(case.channel), 0) >= needed:
            return self._wait_for_certificate(case, rule, book)
        return self._block(case, rule, self._consent_words(case, rule))

    @api.model
    def _business_relationship(self, case, book):
        """Return until when (aware UTC) an established business relationship holds."""
        transaction, inquiry = (
            book.require(code, case.company_id, case.at).number
            for code in ("ebr.transaction", "ebr.inquiry")
        )
        return business_relationship(case.relationship, case.at, transaction, inquiry)

    def _wait_for_certificate(self, case, rule, book):
        wait = book.require("consent.certificate", case.company_id, case.at)
        return Verdict(
            "hold",
            rule.code,
            rule.id,
            reason=self.env._("The certificate of the written consent is being stored"),
            citation=rule.source,
            hold_until=case.at + timedelta(minutes=wait.minutes or 15),
        )

    def _consent_words(self, case, rule):
        if rule.level == "pewc":
            return self.env._(
                "No express written consent to this %(channel)s: %(rule)s",
                channel=self._channel_words(case.channel),
                rule=rule.name,
            )
        return self.env._(
            "No express consent to this %(channel)s: %(rule)s",
            channel=self._channel_words(case.channel),
            rule=rule.name,
        )
