from odoo import models

from ...tools.lint import Text
from ...tools.verdict import Verdict


class MortgageTouch(models.Model):
    """What goes out by itself is judged once more as it goes out: values came in since
    its words were approved."""

    _inherit = "mortgage.touch"

    def _words_verdicts(self, composed):
        """Block those whose final text a rule stops, too."""
        found = super()._words_verdicts(composed)
        whole = self - self.browse(touch.id for touch in found)
        return found | {
            touch: Verdict(
                "block",
                f"lint.{finding.code}",
                reason=self.env._(
                    "%(title)s: “%(excerpt)s”. %(how_to_fix)s",
                    title=finding.title,
                    excerpt=finding.excerpt,
                    how_to_fix=finding.how_to_fix,
                ),
                citation=finding.citation,
                details={"lint_rule_id": finding.rule_id},
            )
            for touch, finding in whole._lint_blocks(composed).items()
        }

    def _lint_blocks(self, composed):
        """Return ``{touch: finding}`` of those that a rule stops."""
        found = {}
        rules = self.env["mortgage.lint.rule"]
        for company, touches in self.grouped("company_id").items():
            linter = rules._linter(company.id)
            alike = touches.grouped(
                lambda touch: (touch._words(), touch.user_id, touch.kind)
            )
            for (words, sender, _kind), group in alike.items():
                texts = [
                    touch._lint_text(words, sender, composed[touch.id])
                    for touch in group
                ]
                for touch, finding in zip(
                    group, linter.first_blocks(texts), strict=True
                ):
                    if finding:
                        found[touch] = rules._in_words(finding)
        return found

    def _lint_text(self, words, sender, message):
        company = self.company_id
        branch = sender.mortgage_branch_id
        names = (
            *(company.name, company.mortgage_trade_name, sender.name),
            *(branch.name, branch.trade_name),
        )
        return Text(
            subject=message.subject,
            body=message.text,
            channel=self.channel,
            kind=self.kind,
            lang=words.lang,
            product=words.template_id.product or "",
            flags=words._lint_facts(company),
            names=tuple(filter(None, names)),
            people=tuple(filter(None, [sender.name])),
        )
