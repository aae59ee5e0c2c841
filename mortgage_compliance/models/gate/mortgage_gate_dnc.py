from odoo import api, models

from ...tools.phone import area_code
from ...tools.places import state_name
from ...tools.verdict import Verdict

PHONE = ("call", "sms", "voicemail")


class MortgageGateDncFacts(models.AbstractModel):
    """Looks the numbers of a batch up in every do-not-call list at once."""

    _inherit = "mortgage.gate.facts"

    def _read_points(self, cases):
        result = super()._read_points(cases)
        lists = self.env["mortgage.dnc.list"]._in_use()
        asked = [case for case in cases if case.channel in PHONE]
        listings = {}
        if lists:
            values = {case.value for case in asked}
            listings = self.env["mortgage.dnc.list"]._listings(values)
        for case in asked:
            case.dnc_lists = lists
            case.listings = listings.get(case.value, frozenset())
            if lists.litigators.intersection(case.listings):
                stop = {"id": 0, "scope": "all", "reason": "litigator", "at": None}
                # Not what the case shares with others of the same point.
                case.stops = [*case.stops, stop]
        return result


class MortgageGateDnc(models.AbstractModel):
    """Nobody on a do-not-call list is solicited without a business relationship or
    written permission, and the list looked in is at most 31 days old."""

    _inherit = "mortgage.gate.checks"

    @api.model
    def _check_dnc(self, cases, book):
        stopped = {}
        for case in cases:
            if case.channel not in PHONE or case.is_confirmation:
                continue
            area = area_code(case.value)
            by_state = book.by_state("dnc", case.company_id, case.at)
            rules = list(by_state.get("", ()))
            for state in self._home_states(case) if len(by_state) > 1 else ():
                rules += by_state.get(state, ())
            for rule in rules:
                verdict = area and self._listed(rule, case, book, area)
                if verdict:
                    stopped[case.position] = verdict
                    break
        return stopped

    def _listed(self, rule, case, book, area):
        """Return what a rule about one list says of a case, or None."""
        if not rule.covers(case):
            return None
        case.rules.append(rule.id)
        # A business relationship does not wait for a list: it would lift it.
        if case.permissions or book.has_relationship(case) or book.lifted(rule, case):
            return None
        state = rule.states[0] if rule.states else ""
        answering = case.dnc_lists.answering(state, area)
        if answering:
            case.dnc_used.append(answering.id)
        if not answering or answering.is_older(rule.period_hours, case.at):
            reason = self._list_missing_words(case, state, area, answering)
            return Verdict("hold", rule.code, rule.id, reason, rule.source)
        if answering.id in case.listings:
            return self._block(case, rule, self._listed_words(state, answering))
        return None

    def _list_missing_words(self, case, state, area, answering):
        told = {
            "what": self._marketing_words(case),
            "list": self._list_words(state),
            "where": self.env._("in %s", state_name(state))
            if state
            else self.env._("to area code %s", area),
        }
        if not answering:
            return self.env._(
                "%(what)s %(where)s wait: no %(list)s is loaded (compliance)", **told
            )
        return self.env._(
            "%(what)s %(where)s wait: the %(list)s is of %(day)s, older than 31 days"
            " (compliance)",
            day=self._version_words(answering),
            **told,
        )

    def _listed_words(self, state, answering):
        return self.env._(
            "On the %(list)s (version of %(day)s), with no business relationship and no"
            " written permission",
            list=self._list_words(state),
            day=self._version_words(answering),
        )

    @api.model
    def _list_words(self, state):
        if state:
            return self.env._("%s do-not-call list", state_name(state))
        return self.env._("national do-not-call list")

    @api.model
    def _version_words(self, answering):
        return f"{answering.version_at:%b} {answering.version_at.day}"
