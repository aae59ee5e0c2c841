"""What the DNS says of the sending domain, and what the readiness list makes of it."""

import unittest

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from ..models.email.mortgage_mail_domain import RESOLVER
from ..tools import mail_domain
from .channel_common import ChannelCase
from .dns_server import name_server

SPF = "v=spf1 include:_spf.mail.example ~all"
KEY = "v=DKIM1; k=rsa; p=" + "MIIB" * 70
DMARC = "v=DMARC1; p=none; rua=mailto:dmarc@lender.example"
GOOD = {
    "lender.example": ["some other text", SPF],
    "s1._domainkey.lender.example": [KEY],
    "_dmarc.lender.example": [DMARC],
}


class TestMailDomain(unittest.TestCase):
    def _check(self, changes, domain="lender.example", bounces=None, selectors=("s1",)):
        with name_server(GOOD | changes) as server:
            asked = mail_domain.resolver(server)
            found = mail_domain.check(domain, bounces or domain, selectors, asked)
        return {part: (finding.state, finding.code) for part, finding in found.items()}

    def test_all_is_well(self):
        self.assertEqual(
            self._check({}), dict.fromkeys(("spf", "dkim", "dmarc"), ("ok", ""))
        )

    def test_spf(self):
        many = " ".join(f"include:s{number}.example" for number in range(11))
        for texts, expected in (
            (["nothing"], ("missing", "spf_none")),
            ([SPF, "v=spf1 -all"], ("missing", "spf_several")),
            (["v=spf1 +all"], ("weak", "spf_open")),
            (["v=spf1 a mx ?all"], ("weak", "spf_open")),
            (["v=spf1 a mx"], ("weak", "spf_open")),
            ([f"v=spf1 {many} -all"], ("weak", "spf_lookups")),
            (["v=spf1 redirect=_spf.mail.example"], ("ok", "")),
            (["V=SPF1 ip4:192.0.2.1 -ALL"], ("ok", "")),
        ):
            with self.subTest(texts):
                self.assertEqual(
                    self._check({"lender.example": texts})["spf"], expected
                )

    def test_dkim(self):
        name = "s1._domainkey.lender.example"
        self.assertEqual(self._check({name: None})["dkim"], ("missing", "dkim_none"))
        revoked = self._check({name: ["v=DKIM1; p="]})["dkim"]
        self.assertEqual(revoked, ("missing", "dkim_revoked"))
        self.assertEqual(
            self._check({}, selectors=())["dkim"], ("unknown", "dkim_no_selector")
        )
        self.assertEqual(self._check({}, selectors=("old", "s1"))["dkim"], ("ok", ""))

    def test_dmarc_and_alignment(self):
        name = "_dmarc.lender.example"
        for texts, expected in (
            (None, ("missing", "dmarc_none")),
            ([DMARC, DMARC + ";"], ("missing", "dmarc_several")),
            (["v=DMARC1; rua=mailto:x@y.example"], ("missing", "dmarc_no_policy")),
            (["v=DMARC1; p=reject"], ("ok", "")),
        ):
            with self.subTest(texts):
                self.assertEqual(self._check({name: texts})["dmarc"], expected)
        strict = {name: ["v=DMARC1; p=none; aspf=s"]}
        for changes, bounces, expected in (
            ({}, "bounce.lender.example", "ok"),
            ({}, "relay.example", "weak"),
            (strict, "bounce.lender.example", "weak"),
        ):
            with self.subTest(bounces):
                found = self._check(changes, bounces=bounces)["dmarc"]
                self.assertEqual(found[0], expected)

    def test_a_subdomain_is_under_the_policy_of_its_organization(self):
        found = self._check({}, domain="mail.lender.example")
        self.assertEqual(found["dmarc"], ("ok", ""))

    def test_who_does_not_answer_tells_nothing(self):
        for asked in (None, mail_domain.resolver("127.0.0.1:9")):
            if asked:
                asked.timeout = asked.lifetime = 0.3
            found = mail_domain.check("lender.example", "lender.example", (), asked)
            self.assertEqual(
                {(finding.state, finding.code) for finding in found.values()},
                {("unknown", "no_resolver")},
            )


@tagged("post_install", "-at_install")
class TestSendingDomain(ChannelCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.domains = cls.env["mortgage.mail.domain"]
        cls.cron = cls.env.ref("mortgage_compliance.mortgage_mail_domain_cron")

    def _look_up(self, records):
        with name_server(records) as server, self.enter_registry_test_mode():
            self.env["ir.config_parameter"].sudo().set_param(RESOLVER, server)
            self.cron.method_direct_trigger()
        return self.domains.search([("company_id", "=", self.company.id)])

    def _item(self, code="mail_domain", user=None):
        readiness = self.env["mortgage.readiness"].with_user(
            user or self.mortgage_admin
        )
        return next(row for row in readiness.items() if row["code"] == code)

    def test_the_cron_notes_what_it_found_and_when(self):
        self.assertIn("not yet", self._item()["detail"])
        domain = self._look_up(GOOD)
        self.assertEqual((domain.name, domain.spf), ("lender.example", "ok"))
        self.assertEqual(domain.dkim_code, "dkim_no_selector")
        self.assertTrue(domain.checked_at)
        self.assertEqual(self._item()["state"], "warning")
        self.assertIn("selector", self._item()["detail"])
        domain.with_user(self.mortgage_admin).dkim_selectors = "s1"
        self._look_up(GOOD)
        self.assertEqual(self._item()["state"], "set")
        self._look_up({})
        self.assertEqual(self._item()["state"], "missing")
        self.assertIn("No SPF record", self._item()["detail"])

    def test_without_a_resolver_it_says_so(self):
        self.patch(mail_domain, "LIFETIME", 0.3)
        self._look_up(None)
        self.assertEqual(self._item()["state"], "warning")
        self.assertIn("not checked", self._item()["detail"])

    def test_who_may_enter_a_selector(self):
        domain = self._look_up(GOOD)
        with self.assertRaises(ValidationError):
            domain.with_user(self.mortgage_admin).dkim_selectors = "a/b"
        for user in (self.manager, self.compliance, self.maria, self.portal):
            with self.subTest(user.login), self.assertRaises(AccessError):
                domain.with_user(user).dkim_selectors = "s2"
        self.assertEqual(domain.with_user(self.compliance).spf, "ok")

    def test_volume_and_complaints(self):
        item = self._item("mail_volume")
        self.assertEqual(item["state"], "set")
        self.assertIn("0.00", item["detail"])
        now = fields.Datetime.now()
        touches = self.touches.browse()
        for _number in range(4):
            touches |= self._touch("email", kind="marketing", state="sent", sent_at=now)
        touches[0]._note_return("complained")
        item = self._item("mail_volume", self.compliance)
        self.assertEqual(item["state"], "missing")
        self.assertIn("1 of 4 (25.00 %)", item["detail"])
        self.assertIn("At most 4 marketing", item["detail"])
        self.assertTrue(item["action"])
