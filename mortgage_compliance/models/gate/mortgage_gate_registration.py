from odoo import api, models

from ...tools.jurisdiction import stopped_by
from ...tools.places import state_code, state_name, zip5
from ...tools.verdict import Verdict


class MortgageGateRegistration(models.AbstractModel):
    """Who solicits in a state that asks for it is registered there, or exempt with
    counsel's memo, and no emergency is on. A person must see to it: it waits."""

    _inherit = "mortgage.gate.checks"

    @api.model
    def _check_registration(self, cases, book):
        stopped = {}
        for case in cases:
            if case.is_confirmation:
                continue
            for rule in book.of("registration", case.company_id, case.at):
                state, why = self._unregistered(rule, case, book)
                if why:
                    stopped[case.position] = self._unregistered_verdict(
                        case, rule, state, why
                    )
                    break
        return stopped

    @api.model
    def _unregistered(self, rule, case, book):
        """Return ``(state, why)`` of where it may not be solicited, or ("", "")."""
        if not rule.covers(case):
            return "", ""
        zips = [code for code in map(zip5, case.request.zips) if code]
        for state in self._home_states(case):
            if rule.states and state not in rule.states:
                continue
            case.rules.append(rule.id)
            why = stopped_by(
                book.jurisdiction(state, case.company_id), case.at, tuple(zips)
            )
            # An emergency stops those who need no registration, too.
            if why and (why == "emergency" or not book.lifted(rule, case)):
                return state, why
        return "", ""

    @api.model
    def _home_states(self, case):
        """Return where a borrower lives or buys; where neither is known, what the ZIP
        or the area code says."""
        request = case.request
        named = map(state_code, (*request.states, request.property_state))
        return tuple(dict.fromkeys(filter(None, named))) or case.states

    def _unregistered_verdict(self, case, rule, state, why):
        told = {"what": self._marketing_words(case), "state": state_name(state)}
        reason = {
            "emergency": self.env._(
                "%(what)s to %(state)s wait: a declared emergency is on there"
                " (compliance)",
                **told,
            ),
            "lapsed": self.env._(
                "%(what)s to %(state)s wait: the %(state)s registration has ended"
                " (compliance)",
                **told,
            ),
            "no_memo": self.env._(
                "%(what)s to %(state)s wait: the %(state)s exemption has no memo of"
                " counsel (compliance)",
                **told,
            ),
        }.get(
            why,
            self.env._(
                "%(what)s to %(state)s wait: the %(state)s registration is not set up"
                " (compliance)",
                **told,
            ),
        )
        return Verdict("hold", rule.code, rule.id, reason, rule.source)

    @api.model
    def _marketing_words(self, case):
        return {
            "sms": self.env._("Marketing texts"),
            "call": self.env._("Marketing calls"),
            "voicemail": self.env._("Marketing voicemails"),
        }.get(case.channel, self.env._("Marketing messages"))
