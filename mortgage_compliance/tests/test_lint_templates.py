import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.mortgage_compliance.tests.common import ComplianceCase


@tagged("post_install", "-at_install")
class TestLintTemplates(ComplianceCase):
    """Words that a rule stops are neither handed in nor approved."""

    def _draft(
        self, body, kind="marketing", channel="email", subject="Hello", **values
    ):
        template = self.env["mortgage.template"].create(
            {
                "name": "Test",
                "code": f"test_{self.env['mortgage.template'].search_count([])}",
                "channel": channel,
                "kind": kind,
                **values,
            }
        )
        return (
            self.env["mortgage.template.version"]
            .with_user(self.marketing)
            .create(
                {
                    "template_id": template.id,
                    "subject": subject if channel == "email" else False,
                    "body": body,
                }
            )
        )

    def _blocks(self, version):
        return [one for one in version._lint_findings() if one.severity == "block"]

    def test_a_block_is_told_with_rule_citation_excerpt_and_fix(self):
        draft = self._draft("Hi,\n\nguaranteed approval for you.")
        with self.assertRaises(UserError) as caught:
            draft.action_submit()
        words = str(caught.exception)
        for part in (
            *("N-01", "“guaranteed approval”", "12 CFR 1014.3"),
            "Nobody is approved before underwriting",
        ):
            self.assertIn(part, words)
        self.assertEqual(draft.state, "draft")

    def test_words_that_became_forbidden_are_not_approved(self):
        draft = self._draft("Hi,\n\nsee you at the forbidden gate.")
        draft.action_submit()
        self.env["mortgage.lint.rule"].with_user(self.compliance).create(
            {
                "code": "X-01",
                "name": "Forbidden",
                "severity": "block",
                "pattern": "forbidden",
                "how_to_fix": "Take it out.",
            }
        )
        with self.assertRaisesRegex(UserError, "X-01"):
            draft.with_user(self.compliance).action_approve()
        self.assertEqual(draft.state, "review")

    def test_a_finding_is_shown_at_its_place_in_the_raw_words(self):
        draft = self._draft(
            "Hi {{ borrower_first_name }}, we beat any rate.", subject="No cost loan"
        )
        found = {one.code: one for one in self._blocks(draft)}
        self.assertEqual(set(found), {"U-01", "N-04"})
        for code, words in (("U-01", draft.body), ("N-04", draft.subject)):
            finding = found[code]
            self.assertEqual(words[finding.start : finding.end], finding.excerpt)

    def test_markup_hides_nothing(self):
        draft = self._draft("Hi,\n\nguaranteed **approval** for you.")
        self.assertEqual([one.code for one in self._blocks(draft)], ["N-01"])

    def test_a_large_rate_without_its_apr(self):
        draft = self._draft(
            "Hi,\n\n**Only 5.75% today**\n\nAPR 5.91%, 360 payments of $2."
        )
        self.assertIn("Z-02", [one.code for one in self._blocks(draft)])

    def test_without_a_footer_what_it_carries_is_missing(self):
        draft = self._draft("Hi, this is a note.", add_footer=False)
        codes = {one.code for one in self._blocks(draft)}
        self.assertLessEqual({"S-01", "S-04", "M-01", "M-02"}, codes)
        text = self._draft("Hi, this is a note.", channel="sms", add_footer=False)
        self.assertEqual({one.code for one in self._blocks(text)}, {"T-01", "T-02"})
        script = self._draft("Hello, do you have a minute?", channel="call")
        self.assertEqual({one.code for one in self._blocks(script)}, {"V-01"})
        self.assertFalse(self._blocks(self._draft("Hi, this is a note.")))

    def test_recorded_calls_say_so(self):
        words = "This is {{ lo_name }} with {{ company_name }}."
        script = self._draft(words, channel="call")
        self.assertFalse(self._blocks(script))
        self.company.mortgage_calls_recorded = True
        self.assertEqual([one.code for one in self._blocks(script)], ["V-02"])
        script.body = f"{words} This call is recorded."
        self.assertFalse(self._blocks(script))

    def test_compliance_confirms_what_lifts_a_rule(self):
        draft = self._draft("Hi,\n\nrefinance with no closing costs.")
        fact = self.env.ref("mortgage_compliance.lint_flag_no_cost_claim_substantiated")
        with self.assertRaises(AccessError):
            draft.lint_flag_ids = fact
        draft.with_user(self.compliance).lint_flag_ids = fact
        draft.action_submit()
        self.assertEqual(draft.state, "review")
        draft.with_user(self.compliance).action_approve()
        entry = self.env["mortgage.ledger.entry"].search(
            [("res_model", "=", draft._name), ("res_id", "=", draft.id)],
            order="id desc",
            limit=1,
        )
        self.assertEqual(json.loads(entry.payload)["confirmed"], [fact.code])
        with self.assertRaisesRegex(UserError, "approved with its words and stays"):
            draft.with_user(self.compliance).lint_flag_ids = False

    def test_spanish_words_have_spanish_rules(self):
        draft = self._draft("Hola:\n\naprobación garantizada, sin costos de cierre.")
        draft.lang = "es"
        codes = {one.code for one in self._blocks(draft)}
        self.assertEqual(codes, {"N-01-ES", "N-04-ES"})
