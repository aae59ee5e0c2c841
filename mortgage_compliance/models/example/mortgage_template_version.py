from markupsafe import Markup

from odoo import api, models

from ...tools.lint import Text
from ...tools.lint_lift import liftable, lifted
from ...tools.loan_example import in_words
from .mortgage_loan_example import SAMPLE, SAMPLE_LINE

CLOSED = "</div>"


class MortgageTemplateVersion(models.Model):
    """An advertisement that states a term of a loan states the others too.

    Which words do is for the lint rules to say: those that an example would lift.
    """

    _inherit = "mortgage.template.version"

    @api.model
    def _complete_words(self, rendered, jobs):
        result = super()._complete_words(rendered, jobs)
        by_company = {}
        for message, job in zip(rendered, jobs, strict=True):
            version, values = job[0], job[1]
            if version._is_advertisement() and not message.missing:
                company_id = values.get("company_id") or self.env.company.id
                by_company.setdefault(company_id, []).append((message, job))
        examples = self.env["mortgage.loan.example"]
        for company_id, asked in by_company.items():
            rules = self.env["mortgage.lint.rule"]._in_force(company_id)
            linter = liftable([row._as_value() for row in rules], _sample_words())
            wanting = [
                (message, job, kind)
                for message, job in asked
                if (kind := job[0]._wants_example(linter, message))
            ]
            known = examples._in_force([company_id]) if wanting else examples
            for message, job, kind in wanting:
                job[0]._add_example(message, job, known, company_id, kind)
        return result

    def _is_advertisement(self):
        template = self.template_id
        return template.kind == "marketing" and template.channel in ("email", "sms")

    def _wants_example(self, linter, message):
        """Return "line" or "loan" where the words state a term of such credit."""
        text = Text(
            subject=message.subject,
            body=message.text,
            channel=self.channel,
            lang=self.lang,
            product=self.template_id.product or "",
        )
        [stopped] = linter.first_blocks([text])
        if not stopped:
            return ""
        loan, line = (lifted(linter, text, words) for words in _sample_words())
        return "line" if line - loan else "loan" if loan else ""

    def _add_example(self, message, job, known, company_id, kind):
        """Put the example that fits under the words, as large as they are, or say in
        ``message.waits`` who has to enter one."""
        _version, values, state, _links = job
        is_line, is_text = kind == "line", self.channel == "sms"
        samples = values.get("loan_examples")
        loan = self._loan_facts(values)
        if samples:
            example = samples[1 if is_line else 0]
            words = in_words(
                example, "HELOC" if is_line else "Conventional", self.lang, is_text
            )
        else:
            found = known._fitting(company_id, loan, state, is_line)
            words = found and found._in_words(self.lang, is_text)
        if not words:
            message.waits = self._lacking_example(loan, state, is_line)
            return
        message.text += f"\n{words}" if is_text else f"\n\n{words}"
        if not is_text:
            html = str(message.html).removesuffix(CLOSED)
            message.html = Markup("%s<p>%s</p>%s") % (
                Markup(html),  # noqa: S704 the rendered words themselves
                words,
                Markup(CLOSED),
            )

    def _lacking_example(self, loan, state, is_line):
        kinds = dict(
            self.env["mortgage.loan.example"]
            ._fields["purpose"]
            ._description_selection(self.env)
        )
        purpose = "heloc" if is_line else loan.get("purpose")
        what = [kinds.get(purpose) or self.env._("a loan"), loan.get("product"), state]
        return self.env._(
            "Waits: the words state a rate, payment, term or charge, and there is no"
            " verified example of today (%(what)s). Marketing or a manager enters it in"
            " Compliance, Loan examples; somebody else verifies it.",
            what=", ".join(filter(None, what)),
        )


def _sample_words():
    return in_words(SAMPLE, "Conventional"), in_words(SAMPLE_LINE, "HELOC")
