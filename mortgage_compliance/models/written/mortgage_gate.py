from datetime import datetime, timezone

from odoo import api, models, modules
from odoo.exceptions import UserError, ValidationError

from ...tools import written_words
from ...tools.case import Case
from ...tools.lint import Text
from ...tools.verdict import ContactRequest
from ..caller import check_caller
from ..gate.mortgage_gate_notice import MAY_WRITE
from ..sending.mortgage_sending import MORTGAGE_USERS


class MortgageGate(models.AbstractModel):
    """Judges words while they are written, and refuses them before they are stored."""

    _inherit = "mortgage.gate"

    @api.model
    def while_writing(self, model, res_id, channel, body, subject=""):
        """Say what the rules make of what the caller is about to write to a borrower.

        ``channel`` is email, with an HTML ``body``, or sms. Rows ``{severity, title,
        how_to_fix, citation, before, excerpt, after}``, what would be refused first.
        Nothing is stored, and no SSN or account number comes back.
        """
        check_caller(self.env, MAY_WRITE, self.env._("ask while writing"))
        for name, value in (("body", body), ("subject", subject or "")):
            if not isinstance(value, str):
                raise ValidationError(self.env._("%s: give words.", name))
        document = self.env[model].browse(res_id) if model in self.env else None
        if channel not in ("email", "sms") or not self._may_see(document):
            return []
        words = body if channel == "sms" else written_words.own_words(body)
        request = self._request_to_write(document, channel, subject, words)
        (findings,) = self.sudo()._written_findings([request])
        shown = written_words.veiled(request.words, findings)
        return [
            *self._terms_row(request),
            *(self._row(shown, one) for one in written_words.distinct(findings)),
        ]

    @api.model
    def _request_to_write(self, document, channel, subject, words):
        return ContactRequest(
            channel=channel,
            kind="reply",
            at=datetime.now(timezone.utc),
            company_id=self.env.company.id,
            origin="manual",
            author_id=self.env.uid,
            words="\n".join(filter(None, [subject, words])),
            res_model=document._name,
            res_id=document.id,
        )

    @api.model
    def _terms_row(self, request):
        """Return the row of what only a licensed loan officer may write, if any."""
        book = self.env["mortgage.contact.policy"].sudo()._rulebook()
        case = Case(0, request, request.kind)
        stopped = self.sudo()._check_terms([case], book)
        return [
            {
                "severity": "block",
                "title": verdict.reason,
                "how_to_fix": "",
                "citation": verdict.citation,
                **{"before": "", "excerpt": "", "after": ""},
            }
            for verdict in stopped.values()
        ]

    @api.model
    def _row(self, words, finding):
        piece = written_words.excerpt(words, finding)
        return {
            "severity": finding.severity,
            "title": finding.title,
            "how_to_fix": finding.how_to_fix,
            "citation": finding.citation,
            "before": piece.before,
            "excerpt": piece.words,
            "after": piece.after,
        }

    # Before it is stored

    @api.model
    def _is_person_waiting(self):
        """Whether the caller wrote it just now, on a screen, and can put it right."""
        user, context = self.env.user, self.env.context
        return (
            user.has_groups(MORTGAGE_USERS)
            and not user._is_superuser()
            and not context.get("mortgage_written")
            and not context.get("mortgage_posted_before")
        )

    @api.model
    def _secrets(self, subject, body, channel="email"):
        """Return the findings of SSNs and account numbers in a subject and a body."""
        digits = sum(character.isdigit() for character in f"{subject}{body}")
        # Most of what is written has no number that long.
        if digits < written_words.SECRET_DIGITS:
            return []
        text = Text(
            subject=subject or "",
            body=body or "",
            channel=channel,
            lang="",
            by_hand=True,
        )
        (findings,) = self.env["mortgage.lint.rule"].sudo()._lint([text])
        return [one for one in findings if written_words.is_secret(one)]

    @api.model
    def _refuse_secrets(self, document, subject, body, channel="email"):
        """Refuse to store an SSN or account number that the caller wrote."""
        if not self._is_person_waiting():
            return
        for finding in self._secrets(subject, body, channel)[:1]:
            words = subject if finding.part == "subject" else body
            self._raise_refused(document, words, [finding], channel)

    @api.model
    def _refuse_words(self, document, channel, values, subject, words):
        """Refuse what the caller writes to borrowers, where the gate would block it.

        ``values`` are the addresses or numbers it goes to. What is refused here is not
        stored: its writer still has it and can put it right.
        """
        if not values or not self._is_person_waiting():
            return
        request = self._request_to_write(document, channel, subject, words)
        lint = self.env["mortgage.lint.rule"].sudo()
        (found,) = lint._lint([self._written_text(request, {})], request.company_id)
        # What is known of a borrower only lifts rules: most words cost no query.
        if not any(one.severity == "block" for one in found):
            return
        kind = "email" if channel == "email" else "phone"
        scope = self.env["mortgage.gate.scope"].sudo()
        (caught,) = scope._caught(kind, [(document._name, document.id, values)])
        if caught:
            (found,) = self.sudo()._written_findings([request])
            self._raise_refused(document, request.words, found, channel)

    @api.model
    def _raise_refused(self, document, words, findings, channel):
        blocks = [one for one in findings if one.severity == "block"]
        if not blocks:
            return
        shown = written_words.veiled(words, blocks)
        verdicts = [
            self._words_verdict(shown, one) for one in written_words.distinct(blocks)
        ]
        self._note_refusal(document, channel, verdicts[0])
        told = [
            "\n".join(filter(None, [verdict.reason, verdict.citation]))
            for verdict in verdicts
        ]
        raise UserError(
            "\n\n".join(
                [self.env._("Not sent and not saved: change this first."), *told]
            )
        )

    @api.model
    def _note_refusal(self, document, channel, verdict):
        """Keep in the ledger that words were refused.

        In a transaction of its own: the refusal undoes the caller's. It names no
        contact point, whose row the caller's may have locked.
        """
        entry = {
            "event": "block",
            "res_model": document._name,
            "res_id": document.id,
            "company_id": self.env.company.id,
            "payload": {
                "channel": channel,
                "origin": "manual",
                "sender": self.env.uid,
                "verdict": verdict.verdict,
                "rule": verdict.rule,
                "reason": verdict.reason,
                "citation": verdict.citation,
            },
        }
        if modules.module.current_test:
            # A test has one transaction, and takes it back.
            self.env["mortgage.ledger.entry"].sudo()._append([entry])
            return
        with self.env.registry.cursor() as cr:
            ledger = self.with_env(self.env(cr=cr)).env["mortgage.ledger.entry"]
            ledger.sudo()._append([entry])
