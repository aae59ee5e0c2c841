from dataclasses import replace

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ...tools import audience
from ...tools.lint import Text

# A company's own words in its samples.
OWN_WORDS = ("license_words", "license_missing", "notices", "equal_housing")
SAMPLE_LINKS = {"unsubscribe": "https://example.com/unsubscribe"}


class MortgageTemplateVersion(models.Model):
    """Words with a block are neither handed in nor approved."""

    _inherit = "mortgage.template.version"

    lint_flag_ids = fields.Many2many(
        "mortgage.lint.flag",
        "mortgage_template_version_lint_flag_rel",
        "version_id",
        "flag_id",
        "Confirmed by compliance",
        domain=[("of_borrower", "=", False)],
        help="What a compliance officer has looked into and stands for; it lifts the"
        " rules that ask for it.",
    )

    def write(self, vals):
        if "lint_flag_ids" in vals:
            self._expect_confirming()
        return super().write(vals)

    def _expect_confirming(self):
        is_officer = self.env.user.has_group("mortgage_compliance.group_compliance")
        if not self.env.su and not is_officer:
            raise AccessError(
                self.env._("Only a compliance officer confirms facts for a rule.")
            )
        for version in self:
            if version.state in ("approved", "retired"):
                raise UserError(
                    self.env._(
                        "What was confirmed for %(version)s was approved with its words"
                        " and stays. Make a new version.",
                        version=version.display_name,
                    )
                )

    def action_submit(self):
        """Hand drafts in for review, unless a rule stops their words."""
        self._refuse_blocked_words()
        return super().action_submit()

    def action_approve(self):
        """Approve versions in review, unless a rule stops their words."""
        self._refuse_blocked_words()
        return super().action_approve()

    def _approval_facts(self):
        confirmed = sorted(self.sudo().lint_flag_ids.mapped("code"))
        return {**super()._approval_facts(), "confirmed": confirmed}

    def _refuse_blocked_words(self):
        for version in self:
            blocks = [
                finding
                for finding in version._lint_findings()
                if finding.severity == "block"
            ]
            if blocks:
                raise UserError(
                    "\n".join(
                        [
                            self.env._(
                                "%(version)s: these words cannot go out.",
                                version=version.display_name,
                            ),
                            *map(self._finding_words, blocks),
                        ]
                    )
                )

    def _finding_words(self, finding):
        """Return a finding in a line that its writer can act on."""
        near = f" “{finding.excerpt}”" if finding.excerpt and not finding.reason else ""
        return self.env._(
            "• %(code)s, %(title)s:%(near)s (%(citation)s). %(how_to_fix)s",
            code=finding.code,
            title=finding.title,
            near=near or " –",
            citation=finding.citation or "–",
            how_to_fix=finding.how_to_fix,
        )

    def _lint_findings(self, states=None):
        """Return what is wrong with the raw words and with one rendered sample for each
        of ``states``, or of those the template is for."""
        self.ensure_one()
        linter = self.env["mortgage.lint.rule"]
        samples = self._lint_samples(states or self._audience_states())
        raw = self._lint_text(
            self.subject, self.body, whole="\n".join(samples[0].values())
        )
        texts = [raw, *(self._lint_text(**sample) for sample in samples)]
        [found, *rendered] = linter._lint(texts, self.template_id.company_id.id)
        known = {finding.code for finding in found}
        for findings in rendered:
            fresh = [one for one in findings if one.code not in known]
            known |= {finding.code for finding in fresh}
            found += map(self._in_raw_words, fresh)
        return sorted(found, key=lambda one: one.severity != "block")

    def _lint_samples(self, states):
        """Return ``{"subject", "body"}`` of the message a borrower in each state gets,
        with sample values and the company's own license texts."""
        template = self.env["mortgage.template"]
        company = self.template_id.company_id or self.env.company
        own = template._sender_values([(False, company.id)])[False, company.id]
        # Samples stand for what is not filled in yet: that is told elsewhere.
        values = {
            **template._sample_values(self.lang),
            **template._sample_footer(),
            **{name: own[name] for name in OWN_WORDS},
        }
        jobs = [(self, values, state, SAMPLE_LINKS) for state in states]
        return [
            {"subject": message.subject, "body": message.text}
            for message in self._compose(jobs)
        ]

    def _lint_text(self, subject, body, whole=""):
        samples = self.env["mortgage.template"]._sample_values(self.lang)
        template = self.template_id
        return Text(
            subject=subject or "",
            body=body or "",
            channel=template.channel,
            kind=template.kind,
            lang=self.lang,
            product=template.product or "",
            flags=self._lint_facts(template.company_id or self.env.company),
            names=(samples["company_name"], samples["lo_name"]),
            people=(samples["lo_name"],),
            whole=whole,
        )

    def _in_raw_words(self, finding):
        """Return a finding in a rendered sample at its place in the raw words."""
        words = self[finding.part] or ""
        start = words.find(finding.excerpt) if finding.excerpt else -1
        end = start + len(finding.excerpt)
        return replace(finding, start=max(start, 0), end=end if start >= 0 else 0)

    def _audience_states(self):
        """Return the states whose borrowers get these words: those of the template, or
        those the company is licensed in, or one that is not known."""
        states, _unknown = audience.parse(self.template_id.audience_states)
        if states:
            return states
        company = self.template_id.company_id or self.env.company
        licenses = (
            self.env["mortgage.license"]
            .sudo()
            .search([("company_id", "=", company.id), ("user_id", "=", False)])
        )
        return sorted(set(licenses.mapped("state"))) or [""]

    def _lint_facts(self, company):
        """Return what compliance confirmed for these words and what is known anyway."""
        confirmed = self.sudo().lint_flag_ids.mapped("code")
        return frozenset(confirmed) | company.sudo()._mortgage_lint_facts()
