from datetime import datetime, timezone

from odoo import models
from odoo.exceptions import UserError

from ...tools.verdict import Verdict


class MortgageTouch(models.Model):
    """The words that go out, and whether they may go as they are: what stood in them
    when they were approved is not all that stands in them now."""

    _inherit = "mortgage.touch"

    def _composed(self):
        """Return ``{id: Rendered}``: the words with the footer of their sender."""
        facts = self._facts()
        values = self._merge_values(facts)
        jobs = []
        for touch in self:
            version = touch._words()
            if not version:
                raise UserError(
                    self.env._(
                        "There are no words for %(what)s.", what=touch.display_name
                    )
                )
            jobs.append(
                (
                    version,
                    values[touch.id],
                    touch._footer_state(facts[touch.id]),
                    touch._footer_links(),
                )
            )
        rendered = self.env["mortgage.template.version"]._compose(jobs)
        return dict(zip(self.ids, rendered, strict=True))

    def _words(self):
        """Hook: return the version, stored or not, whose words go out."""
        return self.template_version_id

    def _footer_state(self, facts):
        """Return the state whose licence texts belong under the message."""
        residence = next(iter(facts.get("states") or ()), "")
        return facts.get("property_state") or residence

    def _footer_links(self):
        if self.channel != "email":
            return {}
        point, lang = self.point_id, self._words().lang
        query = f"?lang={lang}" if lang else ""
        return {
            "unsubscribe": f"{point._unsubscribe_url()}{query}",
            "preferences": f"{point._preference_url()}{query}",
        }

    def _merge_values(self, facts):
        """Return ``{id: {merge field: text}}``: the sender's and the document's."""
        senders = {
            touch.id: (
                touch.user_id.id or facts[touch.id].get("user_id") or 0,
                touch.company_id.id,
            )
            for touch in self
        }
        known = self.env["mortgage.template"]._sender_values(set(senders.values()))
        values = {
            touch.id: {
                **known[senders[touch.id]],
                "loan_facts": facts[touch.id].get("loan") or {},
            }
            for touch in self
        }
        for documents, touches in self._by_document_model():
            told = documents._mortgage_merge_values()
            for touch in touches:
                # A document has no say in the sender's names and numbers.
                values[touch.id] = told.get(touch.res_id, {}) | values[touch.id]
        return values

    def _with_content(self, composed):
        """Hold or block the touches whose words may not go as they are, and return the
        others."""
        judged = self.filtered(lambda touch: touch.id in composed)
        verdicts = judged._words_verdicts(composed)
        for touch, verdict in verdicts.items():
            touch.write(
                {
                    "state": "held" if verdict.verdict == "hold" else "blocked",
                    "ready_at": False,
                    "hold_until": False,
                    "rule_id": verdict.rule_id or False,
                    "rule_code": verdict.rule,
                    "reason": verdict.reason,
                    "citation": verdict.citation,
                }
            )
        self.env["mortgage.ledger.entry"]._append(
            [
                touch._ledger_values(
                    verdict.verdict,
                    {
                        "rule": verdict.rule,
                        "reason": verdict.reason,
                        "citation": verdict.citation,
                        **verdict.details,
                    },
                )
                for touch, verdict in verdicts.items()
            ]
        )
        return self - self.browse(touch.id for touch in verdicts)

    def _words_verdicts(self, composed):
        """Hook: return ``{touch: Verdict}`` of those of ``self`` whose words, as they
        stand in ``composed``, are to wait for a person or must not go out."""
        return {
            touch: Verdict(
                "block",
                "missing_field",
                reason=self.env._(
                    "Not known and without a fallback: %(fields)s. %(remedies)s",
                    fields=", ".join(composed[touch.id].missing),
                    remedies=" ".join(composed[touch.id].remedies),
                ).strip(),
            )
            for touch in self
            if composed[touch.id].missing
        }

    def _verdicts_by_row(self, verdict, code, reasons):
        """Return ``{touch: Verdict}`` by the contact rule ``code``, from ``{touch:
        reason}``."""
        if not reasons:
            return {}
        book = self.env["mortgage.contact.policy"]._rulebook()
        now = datetime.now(timezone.utc)
        verdicts = {}
        for touch, reason in reasons.items():
            rule = book.require(code, touch.company_id.id, now)
            verdicts[touch] = Verdict(
                verdict, rule.code, rule.id, reason=reason, citation=rule.source
            )
        return verdicts
