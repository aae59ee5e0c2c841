from odoo import api, models

from ...tools.preferences import next_allowed
from ...tools.verdict import Verdict
from ...tools.zones import EVERYWHERE

# What a borrower's choices are about, also where somebody ended the row.
MARKETING = ("marketing",)
TOPIC, DAYS = "preference.topic", "preference.days"


class MortgageGateChecks(models.AbstractModel):
    _inherit = "mortgage.gate.checks"

    @api.model
    def _check_preference(self, cases, book):
        """Stop marketing on what the borrower turned off, and on quiet days."""
        asked = [
            case
            for case in cases
            if any(self._is_chosen_about(case, book, code) for code in (TOPIC, DAYS))
        ]
        choices = self.env["mortgage.preference"]._current(
            {case.point_id for case in asked if case.point_id}
        )
        chosen = [case for case in asked if case.point_id in choices]
        topics = self._topics(chosen) if chosen else {}
        stopped = {}
        for case in chosen:
            choice = choices[case.point_id]
            verdict = self._turned_off(case, book, choice, topics) or self._quiet(
                case, book, choice
            )
            if verdict:
                stopped[case.position] = verdict
        return stopped

    def _is_chosen_about(self, case, book, code):
        rule = book.require(code, case.company_id, case.at)
        return case.kind in (rule.kinds or MARKETING)

    def _topics(self, cases):
        """Return ``{position: topic}`` of the cases that have one."""
        versions = self._versions(cases)
        named = {case.request.topic for case in cases} - {""}
        by_code = {}
        if named:
            topics = self.env["mortgage.contact.topic"].sudo()
            topics = topics.with_context(active_test=False)
            by_code = topics.search([("code", "in", list(named))]).grouped("code")
        found = {}
        for case in cases:
            version = versions.get(case.request.version_id)
            topic = by_code.get(case.request.topic) or (
                version and version.template_id.topic_id
            )
            if topic:
                found[case.position] = topic
        return found

    def _turned_off(self, case, book, choice, topics):
        topic = topics.get(case.position)
        if not topic or topic.code not in choice.topics_off:
            return None
        if not self._is_chosen_about(case, book, TOPIC):
            return None
        return self._block(
            case,
            book.require(TOPIC, case.company_id, case.at),
            self.env._(
                "The borrower turned off “%(topic)s” (%(when)s)",
                topic=topic.name,
                when=f"{choice.at:%b} {choice.at.day}, {choice.at.year}",
            ),
        )

    def _quiet(self, case, book, choice):
        if not self._is_chosen_about(case, book, DAYS):
            return None
        until = next_allowed(choice, case.at, case.zones or EVERYWHERE)
        if until == case.at:
            return None
        rule = book.require(DAYS, case.company_id, case.at)
        return Verdict(
            "hold",
            rule.code,
            rule.id,
            reason=self._quiet_words(case, until),
            citation=rule.source,
            hold_until=until,
            details={"closed_by": self.env._("a quiet day the borrower chose")},
        )

    def _quiet_words(self, case, until):
        if not until:
            return self.env._("Waits: the borrower wants no marketing for a long time")
        return self.env._(
            "Waits until %(when)s: the borrower chose quiet days",
            when=self._when(case, until),
        )
