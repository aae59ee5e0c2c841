"""Nothing goes out with a missing or somebody else's number, whoever sends it."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools import nmls
from ..tools.places import STATES
from .channel_common import ChannelCase

LINKS = {"unsubscribe": "https://lender.example/u"}
unhurried = settings(
    deadline=None, max_examples=60, suppress_health_check=list(HealthCheck)
)


@tagged("post_install", "-at_install")
class TestNumbersInWords(BaseCase):
    def test_in_all_the_ways_people_write_it(self):
        for text in (
            "NMLS #1234102",
            "NMLS# 1234102",
            "nmls 1234102",
            "NMLS ID: 1234102",
            "NMLS ID #1234102.",
            "(NMLS No. 1234102)",
            "NMLS número 1234102",
            "NMLSR ID 1234102",
            "NMLS Unique Identifier: 1234102",
        ):
            with self.subTest(text):
                self.assertEqual(nmls.labelled(text), {"1234102"})
        self.assertFalse(nmls.labelled("www.nmlsconsumeraccess.org 1234102"))

    def test_money_phones_and_short_numbers_are_none(self):
        text = "$350000 at (512) 555-0199, 78701, 360 payments, 11/26/2026, 6.250%"
        self.assertFalse(nmls.tokens(text) & {"350000", "5550199", "360"})

    @given(st.text(max_size=3000))
    @settings(deadline=None, max_examples=50)
    def test_any_text_is_read(self, text):
        nmls.labelled(text)
        nmls.tokens(text)


@tagged("post_install", "-at_install")
class TestNumbers(ChannelCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls.env["res.company"].create(
            {
                "name": "Gulf Test Mortgage",
                "nmls_id": "7654001",
                "street": "1 Bay St",
                "city": "Tampa",
                "zip": "33601",
                "state_id": cls.env.ref("base.state_us_10").id,
                "mortgage_business": "broker",
            }
        )
        cls.branches = cls.env["mortgage.branch"].create(
            [
                {"name": "Austin", "nmls_id": "1234002", "company_id": cls.company.id},
                {
                    "name": "Tampa",
                    "nmls_id": "7654002",
                    "company_id": cls.other_company.id,
                },
            ]
        )
        cls.officers = cls.maria | cls.frank | cls.cora | cls.manager
        cls.officers.company_ids = [(4, cls.other_company.id)]
        for state in STATES:
            for company in (cls.company, cls.other_company):
                cls._license(
                    state, company_id=company.id, number=f"LIC-{state}-{company.id}"
                )
        cls.versions = cls.env["mortgage.template.version"].search(
            [("template_id.channel", "in", ("email", "sms"))]
        )

    def _numbers(self, *records):
        return {record.nmls_id for record in records if record.nmls_id}

    def test_whoever_sends_whatever_wherever(self):
        everybody = self._numbers(
            *self.officers, self.company, self.other_company, *self.branches
        )

        @unhurried
        @given(
            user=st.sampled_from([None, *self.officers]),
            company=st.sampled_from([self.company, self.other_company]),
            branch=st.sampled_from([None, *self.branches]),
            state=st.sampled_from([*STATES, ""]),
            version=st.sampled_from([*self.versions]),
            purpose=st.sampled_from(["purchase", "cash_out", "heloc", False]),
        )
        def check(user, company, branch, state, version, purpose):
            if user:
                user.mortgage_branch_id = branch and branch.id
            key = (user.id if user else 0, company.id)
            sender = self.env["mortgage.sender"]._sender_values([key])[key]
            values = sender | {"loan_facts": {"purpose": purpose}}
            [message] = version._compose([(version, values, state, LINKS)])
            if message.missing or message.waits or message.refused:
                return
            own = self._numbers(company, *(filter(None, [user, user and branch])))
            whole = f"{message.subject}\n{message.text}\n{message.html}"
            self.assertFalse(nmls.labelled(whole) - own)
            self.assertFalse([n for n in everybody - own if n in whole])
            other = self.other_company if company == self.company else self.company
            self.assertNotIn(f"-{other.id}.", whole)
            if version.template_id.add_footer:
                must = self._numbers(company, *(filter(None, [user])))
                self.assertLessEqual(must, nmls.labelled(message.text))

        check()

    def _sent(self, **values):
        touch = self._touch(**values)
        touch._dispatch()
        return touch

    def _rewritten(self, body, channel="email"):
        words = self.email_words if channel == "email" else self.sms_words
        version = self.env["mortgage.template.version"].create(
            {"template_id": words.template_id.id, "subject": "Hi", "body": body}
        )
        version.with_user(self.marketing).action_submit()
        version.with_user(self.compliance).action_approve()
        return version

    def test_a_typed_number_of_somebody_else_is_refused_at_hand_over(self):
        self._license("NV", self.frank, number="NV-778899")
        for body in (
            "I am {{ lo_name }}, NMLS #1234102.",
            "Ask Frank (1234102).",
            "NMLS ID 5550001 is a rival.",
            "License NV-778899.",
            "Branch NMLS #7654002.",
        ):
            version = self._rewritten(body)
            touch = self._sent(template_version_id=version.id)
            with self.subTest(body):
                self.assertEqual(
                    (touch.state, touch.rule_code), ("blocked", "numbers.foreign")
                )
                self.assertFalse(touch.mail_ids)
                self.assertIn("not the sender's", touch.reason)
                self.assertEqual(touch.rule_id.code, "numbers.foreign")
                self.assertIn("12 CFR 1007.105", touch.citation)
        version = self._rewritten("I am {{ lo_name }}, NMLS #{{ lo_nmls }}.")
        touch = self._sent(template_version_id=version.id)
        self.assertEqual(touch.state, "queued", touch.reason)

    def test_a_swap_before_hand_over_changes_the_block_everywhere(self):
        for channel in ("email", "sms"):
            touch = self._touch(channel)
            touch.user_id = self.frank
            touch._dispatch()
            message = touch.mail_ids or touch.sms_ids
            body = message.body_html if channel == "email" else message.body
            with self.subTest(channel):
                self.assertEqual(touch.state, "queued", touch.reason)
                self.assertIn("NMLS #1234102", body)
                self.assertNotIn("1234101", body)

    def test_another_branch_or_company_changes_it_too(self):
        self.maria.mortgage_branch_id = self.branches[0]
        touch = self._touch()
        self.maria.mortgage_branch_id = False
        touch._dispatch()
        self.assertNotIn("1234002", touch.mail_ids.body_html)
        self.other_company.alias_domain_id = self.company.alias_domain_id
        moved = self._touch(company_id=self.other_company.id)
        moved._dispatch()
        self.assertEqual(moved.state, "queued", moved.reason)
        body = moved.mail_ids.body_html
        self.assertIn("Gulf Test Mortgage, NMLS #7654001", body)
        self.assertIn("Equal Housing Opportunity", body)
        self.assertNotIn("1234001", body)

    def test_advertising_without_a_footer_shows_the_numbers_in_its_words(self):
        template = self.env["mortgage.template"].create(
            {
                "name": "Bare",
                "code": "bare",
                "channel": "sms",
                "kind": "marketing",
                "add_footer": False,
            }
        )
        version = self.env["mortgage.template.version"].create(
            {"template_id": template.id, "body": "{{ lo_name }} here."}
        )
        key = (self.maria.id, self.company.id)
        values = self.env["mortgage.sender"]._sender_values([key])[key]
        [message] = version._compose([(version, values, "TX", {})])
        self.assertIn("1234001, 1234101", message.refused)
