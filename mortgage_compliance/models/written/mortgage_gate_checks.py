from odoo import api, models

from ...tools import written_words
from ...tools.lint import Text
from ...tools.secrets import REMOVED
from ...tools.verdict import Verdict

RULE = "lint."
REMOVED_RULE = f"{RULE}removed"
SAFEGUARDS = "16 CFR 314.4(c)"


class MortgageGateChecks(models.AbstractModel):
    """What a person writes to one borrower is no advertisement: few things may never be
    said, and the rest is a warning that is kept with the message."""

    _inherit = "mortgage.gate.checks"

    @api.model
    def _check_words(self, cases, book):
        written = [
            case
            for case in cases
            if case.request.words and case.request.origin == "manual"
        ]
        stopped = {}
        found = self._written_findings([case.request for case in written])
        for case, findings in zip(written, found, strict=True):
            words = written_words.veiled(case.request.words, findings)
            blocks = [one for one in findings if one.severity == "block"]
            if REMOVED in words:
                stopped[case.position] = self._removed_verdict()
            elif blocks:
                stopped[case.position] = self._words_verdict(words, blocks[0])
            case.warnings += [
                {
                    "rule": RULE + one.code,
                    "reason": self._found_where(words, one),
                    "citation": one.citation,
                }
                for one in written_words.distinct(findings)
                if one.severity == "warn"
            ]
        return stopped

    @api.model
    def _written_findings(self, requests):
        """Return the findings in what each of ``requests`` says, in order."""
        found = [[] for _request in requests]
        flags = self._lint_flags(requests) if requests else {}
        companies = {request.company_id for request in requests}
        for company_id in companies:
            places = [
                place
                for place, request in enumerate(requests)
                if request.company_id == company_id
            ]
            texts = [self._written_text(requests[place], flags) for place in places]
            results = self.env["mortgage.lint.rule"]._lint(texts, company_id)
            for place, findings in zip(places, results, strict=True):
                found[place] = findings
        return found

    @api.model
    def _written_text(self, request, flags):
        return Text(
            body=request.words,
            channel=request.channel,
            # Judged as what it is not, so that no rule is left out: what each of them
            # does in one person's words it says itself.
            kind="marketing",
            # A person writes in any language, and in two at once.
            lang="",
            flags=flags.get((request.res_model, request.res_id), frozenset()),
            by_hand=True,
        )

    @api.model
    def _lint_flags(self, requests):
        """Return ``{(model, id): flags}`` of the documents that are written about."""
        ids = {}
        for request in requests:
            if self.env["mortgage.gate.scope"]._is_contactable(request.res_model):
                ids.setdefault(request.res_model, set()).add(request.res_id)
        flags = {}
        for model, res_ids in ids.items():
            documents = self.env[model].sudo().browse(sorted(res_ids)).exists()
            for res_id, known in documents._mortgage_lint_flags().items():
                flags[model, res_id] = known
        return flags

    @api.model
    def _words_verdict(self, words, finding):
        return Verdict(
            "block",
            RULE + finding.code,
            reason=self._found_words(words, finding),
            citation=finding.citation,
        )

    @api.model
    def _removed_verdict(self):
        return Verdict(
            "block",
            REMOVED_RULE,
            reason=self.env._(
                "A Social Security or account number was taken out of it before it was"
                " stored. Write it again without: such numbers go by phone or through"
                " the secure upload"
            ),
            citation=SAFEGUARDS,
        )

    @api.model
    def _found_words(self, words, finding):
        """Say what was found in veiled ``words``, where, and how to put it right."""
        where = self._found_where(words, finding)
        return f"{where}. {finding.how_to_fix}" if finding.how_to_fix else where

    @api.model
    def _found_where(self, words, finding):
        piece = written_words.excerpt(words, finding).words
        return ": ".join(filter(None, [finding.title, piece and f"“{piece}”"]))
