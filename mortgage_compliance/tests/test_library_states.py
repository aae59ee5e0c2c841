import re

from odoo.tests import tagged

from odoo.addons.mortgage_compliance.tests.common import ComplianceCase
from odoo.addons.mortgage_compliance.tools import footer, gsm7
from odoo.addons.mortgage_compliance.tools.lint import Text
from odoo.addons.mortgage_compliance.tools.places import STATES

from .test_library_content import CODES, LINKS, LONG

# A sign without its number is a number that lacks.
NUMBER = re.compile(r"NMLS #(\d*)")
PURPOSES = {
    "en": {"purchase": "home purchase", "cash_out": "cash-out refinance"},
    "es": {
        "purchase": "compra de casa",
        "cash_out": "refinanciamiento con retiro de efectivo",
    },
}


@tagged("post_install", "-at_install")
class TestLibraryStates(ComplianceCase):
    """Every shipped message, to a borrower in every state, from more than one LO."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.states = sorted(STATES)
        cls.branch = cls.env["mortgage.branch"].create(
            {"name": "Denver", "nmls_id": "1234002", "company_id": cls.company.id}
        )
        cls.cora.write(
            {
                "mortgage_branch_id": cls.branch.id,
                "mortgage_booking_link": "https://lender.example/book/cora",
                "mortgage_review_link": "https://lender.example/review/cora",
            }
        )
        cls.company.write(
            {
                "mortgage_trade_name": "Bluebonnet Home Loans",
                "mortgage_upload_link": "https://lender.example/my/documents",
                "mortgage_review_link": "https://lender.example/reviews",
                "website": "https://lender.example",
            }
        )
        for state in cls.states:
            for user in (None, cls.maria, cls.cora):
                cls._license_once(state, user)
        cls.versions = (
            cls.env["mortgage.template"].search([("code", "in", [*CODES])]).version_ids
        )

    @classmethod
    def _license_once(cls, state, user):
        known = cls.env["mortgage.license"].search_count(
            [
                ("state", "=", state),
                ("user_id", "=", user.id if user else False),
                ("company_id", "=", cls.company.id),
            ]
        )
        if not known:
            cls._license(state, user)

    def _messages(self, user):
        """Return ``[(version, state, message)]`` of all that ``user`` could send."""
        template = self.env["mortgage.template"]
        pair = (user.id, self.company.id)
        sender = template._sender_values([pair])[pair]
        samples = {lang: template._sample_values(lang) for lang in PURPOSES}
        told = [
            (
                version,
                state,
                samples[version.lang]
                | {
                    "purpose_words": said,
                    "loan_facts": {"purpose": purpose},
                }
                | sender,
            )
            for version in self.versions
            for purpose, said in PURPOSES[version.lang].items()
            for state in self.states
        ]
        jobs = [(version, values, state, LINKS) for version, state, values in told]
        messages = self.env["mortgage.template.version"]._compose(jobs)
        return [
            (version, state, message)
            for (version, state, _values), message in zip(told, messages, strict=True)
        ]

    def test_every_state_that_has_a_license_text_is_tried(self):
        rows = self.env["mortgage.disclosure"].search([])
        self.assertEqual(len(set(rows.mapped("state"))), 51)
        self.assertLessEqual(set(rows.mapped("state")), set(self.states))

    def test_every_message_is_complete_and_clean_in_every_state(self):
        # Reading takes the time: each sender is read once.
        for business, reader in (("lender", self.maria), ("broker", self.cora)):
            self.company.mortgage_business = business
            for user in (self.maria, self.cora):
                messages = self._messages(user)
                for version, state, message in messages:
                    self.assertFalse(message.missing, (version.display_name, state))
                    self._check_numbers(user, version, state, message)
                if user == reader:
                    self._check_lint(user, messages)

    def _check_numbers(self, user, version, state, message):
        """Whoever's numbers stand in a message, they are the sender's."""
        where = (version.display_name, state, message.text)
        mine = {user.nmls_id, self.company.nmls_id}
        mine |= {user.mortgage_branch_id.nmls_id} - {False}
        found = set(NUMBER.findall(message.text))
        self.assertLessEqual(found, mine, where)
        if version.template_id.add_footer and version.channel != "call":
            self.assertLessEqual({user.nmls_id, self.company.nmls_id}, found, where)
            self.assertIn(user.name, message.text, where)

    def _check_lint(self, user, messages):
        rules = self.env["mortgage.lint.rule"]
        texts = {
            Text(
                subject=message.subject,
                body=message.text,
                channel=version.channel,
                kind=version.template_id.kind,
                lang=version.lang,
                flags=version._lint_facts(self.company),
                names=(
                    self.company.name,
                    self.company.mortgage_trade_name,
                    user.name,
                ),
                people=(user.name,),
            ): version.display_name
            for version, _state, message in messages
        }
        for (text, name), findings in zip(
            texts.items(), rules._lint([*texts], self.company.id), strict=True
        ):
            blocks = [one for one in findings if one.severity == "block"]
            self.assertFalse(blocks, f"{name}\n{text.body}")

    def test_the_raw_words_are_clean_too(self):
        for version in self.versions:
            blocks = [
                finding.code
                for finding in version._lint_findings()
                if finding.severity == "block"
            ]
            with self.subTest(version.display_name):
                self.assertFalse(blocks)

    def test_the_text_of_the_state_stands_under_an_email(self):
        pair = (self.maria.id, self.company.id)
        sender = self.env["mortgage.template"]._sender_values([pair])[pair]
        for version, state, message in self._messages(self.maria):
            if version.channel != "email":
                continue
            wanted = footer.license_words(sender, state, version.lang)
            lines = message.text.splitlines()
            self.assertTrue(not wanted or wanted in lines, (state, message.text))

    def test_a_notice_of_a_state_stands_under_what_it_is_about(self):
        self.versions = self.versions.filtered(
            lambda version: version.template_id.code == "guide_email"
        )
        told = {
            (state, "50(a)(6)" in message.text)
            for _version, state, message in self._messages(self.maria)
            if state in ("TX", "FL")
        }
        self.assertEqual(told, {("TX", True), ("TX", False), ("FL", False)})

    def test_texts_stay_within_two_segments_in_every_state(self):
        self.env["ir.config_parameter"].set_param(
            "web.base.url", "https://mortgage.lender.example"
        )
        # The longest purpose beside a link to the licenses may cost a third.
        shorter = {
            "en": {"purpose_words": "refinance"},
            "es": {"purpose_words": "refinanciamiento"},
        }
        self.versions = self.versions.filtered(lambda one: one.channel == "sms")
        template = self.env["mortgage.template"]
        pair = (self.maria.id, self.company.id)
        sender = template._sender_values([pair])[pair]
        # With such numbers in it as a lender of some years has.
        sender["license_page"] = "https://mortgage.lender.example/l/12-3456-k3f9x2q"
        jobs = [
            (version, LONG[version.lang] | shorter[version.lang] | sender, state, LINKS)
            for version in self.versions
            for state in self.states
        ]
        messages = self.env["mortgage.template.version"]._compose(jobs)
        long = {
            (version.display_name, len(message.text))
            for (version, *_rest), message in zip(jobs, messages, strict=True)
            if gsm7.segments(message.text) > 2
        }
        self.assertFalse(long)
