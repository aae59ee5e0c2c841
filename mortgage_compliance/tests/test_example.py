from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged, users

from ..tools.lint import Text
from .channel_common import ChannelCase

RATE = "Rates as low as 6.250% on a 30-year fixed for only $2,155/month."
CREDIT_LINE = "A HELOC at 8.500% APR pays for plans of your own."


@tagged("post_install", "-at_install")
class TestExample(ChannelCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.examples = cls.env["mortgage.loan.example"]
        cls.rate_email = cls._words("email", "Home loans", RATE, "marketing")
        cls.rate_sms = cls._words("sms", False, RATE, "marketing")

    def _example(self, verified=True, **values):
        example = self.examples.with_user(self.marketing).create(
            {
                "product": "conventional",
                "loan_amount": 350000,
                "property_value": 437500,
                "rate": 6.25,
                "points": 1,
                "charges": 1295,
                **values,
            }
        )
        if verified:
            example.with_user(self.compliance).action_verify()
        return example

    def _send(self, version, **values):
        touch = self.touches._plan(
            [
                {
                    "res_model": "res.partner",
                    "res_id": self.dana.id,
                    "partner_id": self.dana.id,
                    "point_id": (
                        self.email_point
                        if version.channel == "email"
                        else self.phone_point
                    ).id,
                    "channel": version.channel,
                    "kind": version.template_id.kind,
                    "template_version_id": version.id,
                    "user_id": self.maria.id,
                    **values,
                }
            ]
        )
        touch._dispatch()
        return touch

    def test_the_figures(self):
        example = self._example()
        self.assertEqual(example.apr, 6.381)
        self.assertEqual(example.loan_to_value, 80)
        self.assertEqual(example.name, "Conventional 6.250%, APR 6.381%")
        for piece in (
            "$350,000",
            "$87,500 (20%) down payment",
            "credit score 740",
            "interest rate 6.250%, 6.381% APR",
            "360 payments of $2,155.01",
            "do not include taxes and insurance",
            "Example as of ",
        ):
            self.assertIn(piece, example.words)
        for piece in ("6.381% APR", "360 pagos de $2,155.01", "no incluyen impuestos"):
            self.assertIn(piece, example.words_es)

    def test_insurance_and_an_adjustable_rate_change_the_payments(self):
        example = self._example(
            mi_monthly=120, mi_months=96, fixed_months=84, later_rate=7.125
        )
        for piece in (
            "84 payments of $2,275.01, then 12 payments of $2,444.72, then 264 payments"
            " of $2,324.72",
            "first 96 payments include mortgage insurance of $120",
            "adjustable-rate mortgage (ARM)",
            "it may increase",
        ):
            self.assertIn(piece, example.words)
        self.assertEqual(example.apr, 7.051)

    def test_it_stands_under_words_that_state_a_term(self):
        self._example()
        touch = self._send(self.rate_email)
        self.assertEqual(touch.state, "queued", touch.reason)
        body = touch.mail_ids.body_html
        self.assertIn("360 payments of $2,155.01", body)
        # In the container of the rate, before the small print.
        self.assertLess(body.index("360 payments"), body.index("font-size:12px"))
        self.assertIn("</p><p>Example as of", body.replace("\n", ""))

    def test_in_a_text_it_is_short(self):
        self._example()
        touch = self._send(self.rate_sms)
        self.assertEqual(touch.state, "queued", touch.reason)
        self.assertIn("6.381% APR, 1.000 pts", touch.sms_ids.body)

    def test_without_one_the_message_waits_and_says_for_whom(self):
        touch = self._send(self.rate_email)
        self.assertEqual((touch.state, touch.rule_code), ("held", "content.example"))
        self.assertIn("Loan examples", touch.reason)
        self.assertFalse(touch.ready_at)
        self.assertFalse(touch.mail_ids)
        self._example()
        self.assertTrue(touch.ready_at)
        touch._dispatch()
        self.assertEqual(touch.state, "queued", touch.reason)

    def test_what_does_not_count(self):
        for values in (
            {"verified": False},
            {"as_of": fields.Datetime.now() + timedelta(hours=1)},
            {"states": "FL"},
            {"purpose": "heloc", "product": False, "max_apr": 18},
        ):
            with self.subTest(values):
                example = self._example(**values)
                self.dana.state_id = self.env.ref("base.state_us_44")
                self.assertEqual(self._send(self.rate_email).state, "held")
                example.active = False
        stale = self._example()
        stale.expires_at = fields.Datetime.now() - timedelta(minutes=1)
        self.assertEqual(stale.state, "expired")
        self.assertEqual(self._send(self.rate_email).state, "held")

    def test_ordinary_words_need_none(self):
        plain = self._rewritten("Shall we talk about your plans?")
        self.assertEqual(self._send(plain).state, "queued")

    def _rewritten(self, body):
        """Return the marketing email with other words, approved."""
        version = self.env["mortgage.template.version"].create(
            {
                "template_id": self.rate_email.template_id.id,
                "subject": "Home",
                "body": body,
            }
        )
        version.with_user(self.marketing).action_submit()
        version.with_user(self.compliance).action_approve()
        return version

    def test_a_line_of_credit_has_its_own(self):
        line = self._rewritten(CREDIT_LINE)
        self._example()
        self.assertEqual(self._send(line).state, "held")
        self._example(
            purpose="heloc",
            product=False,
            loan_amount=50000,
            rate=8.5,
            max_apr=18,
            points=0,
            charges=0,
            most_charges=500,
        )
        [message] = line._compose(
            [(line, self._sender(), "TX", {"unsubscribe": "https://l.example/u"})]
        )
        self.assertIn("the maximum APR is 18.000%", message.text)
        self.assertIn("Fees to open the line: $0 to $500", message.text)

    def _sender(self):
        pair = (self.maria.id, self.company.id)
        return self.env["mortgage.sender"]._sender_values([pair])[pair]

    def test_the_purpose_of_the_borrower_is_preferred(self):
        self._example(purpose="refinance", rate=6.5)
        self._example(purpose="purchase", rate=6.25)
        links = {"unsubscribe": "https://l.example/u"}
        for purpose, words in (
            ("refinance", "refinance of"),
            ("purchase", "purchase loan of"),
            (False, "purchase loan of"),
        ):
            values = self._sender() | {"loan_facts": {"purpose": purpose}}
            version = self.rate_email
            [message] = version._compose([(version, values, "TX", links)])
            with self.subTest(purpose):
                self.assertIn(words, message.text)
        values = self._sender() | {"loan_facts": {"purpose": "cash_out"}}
        [message] = version._compose([(version, values, "TX", links)])
        self.assertIn("Cash-out refinance, TX", message.waits)

    def test_the_blocks_are_clean_in_both_languages(self):
        linter = self.env["mortgage.lint.rule"]
        examples = self._example() | self._example(
            purpose="heloc", product=False, rate=8.5, max_apr=18, most_charges=500
        )
        for example in examples:
            for lang in ("en", "es"):
                for short in (False, True):
                    words = example._in_words(lang, short)
                    channel = "sms" if short else "email"
                    text = Text(body=words, channel=channel, lang=lang)
                    codes = {
                        finding.code
                        for finding in linter._lint([text])[0]
                        if finding.severity == "block" and finding.code[0] in "ZH"
                    }
                    with self.subTest(words):
                        self.assertFalse(codes - {"Z-14"})

    def test_words_with_terms_can_be_approved(self):
        version = self.env["mortgage.template.version"].create(
            {
                "template_id": self.rate_email.template_id.id,
                "subject": "Home loans",
                "body": RATE,
            }
        )
        codes = {
            finding.code
            for finding in version._lint_findings(["TX"])
            if finding.severity == "block"
        }
        self.assertFalse({code for code in codes if code.startswith("Z-0")} - {"Z-18"})

    def test_impossible_figures_are_refused(self):
        for values in (
            {"loan_amount": 0},
            {"loan_amount": 500000},
            {"rate": 0},
            {"credit_score": 900},
            {"product": False},
            {"years": 0},
            {"fixed_months": 84},
            {"states": "ZZ"},
            {"purpose": "heloc", "max_apr": 0},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                self._example(verified=False, **values)

    def test_verified_by_somebody_else_and_anew_after_a_change(self):
        example = self._example(verified=False)
        with self.assertRaises(AccessError):
            example.with_user(self.marketing).action_verify()
        mine = self.examples.with_user(self.compliance).create(
            example.copy_data({"rate": 6.0})[0]
        )
        with self.assertRaises(UserError):
            mine.with_user(self.compliance).action_verify()
        example.with_user(self.manager).action_verify()
        self.assertEqual(example.verified_by_id, self.manager)
        example.with_user(self.marketing).rate = 6.0
        self.assertFalse(example.verified_by_id)
        with self.assertRaises(UserError):
            example.with_user(self.marketing).verified_by_id = self.compliance

    def test_the_company_says_how_long_it_counts(self):
        policy = self.env["mortgage.contact.policy"]
        policy.search([("code", "=", "content.example")]).with_user(
            self.compliance
        ).write({"period_hours": 4, "reason": "Rates move fast"})
        example = self._example()
        self.assertEqual(example.expires_at - example.as_of, timedelta(hours=4))

    @users("maria", "assistant", "processor", "machine")
    def test_who_reads_only(self):
        example = self._example().with_user(self.env.user)
        self.assertTrue(example.words)
        with self.assertRaises(AccessError):
            example.rate = 6

    @users("outsider", "portalia")
    def test_who_sees_none(self):
        with self.assertRaises(AccessError):
            self._example().with_user(self.env.user).read(["words"])
