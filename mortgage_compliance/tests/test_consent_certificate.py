import base64
import threading
from datetime import datetime, timedelta, timezone
from unittest.mock import patch

from werkzeug.serving import make_server

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from tests.sandbox.certificates import ACCOUNT, API_KEY, PARTNER, CertificateOffice

from ..models.consent.mortgage_consent_certificate import BASE_URL
from .gate_common import GateCase
from .test_consent import AGREEMENT

TRUSTED = "a1" * 20
TOKEN = "0F1E2D3C-AAAA-BBBB-CCCC-0123456789AB"


@tagged("post_install", "-at_install")
class TestCertificate(GateCase):
    """A certificate is stored in the background within its life, or proves nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.marketing_words = cls._approved("sms", "test_certificate", "marketing")
        cls.office = CertificateOffice()
        server = make_server("127.0.0.1", 0, cls.office, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        cls.addClassCleanup(server.server_close)
        cls.addClassCleanup(server.shutdown)
        cls.env["ir.config_parameter"].set_param(
            BASE_URL, f"http://127.0.0.1:{server.port}"
        )
        cls.company.write(
            {
                "trustedform_api_key": API_KEY,
                "jornaya_account_code": ACCOUNT,
                "jornaya_partner_code": PARTNER,
            }
        )

    def setUp(self):
        super().setUp()
        self.office.issued.clear()
        self.office.asked.clear()
        self.office.fails_with = 0

    def _record(self, cert_type="trustedform", cert_id=TRUSTED, **values):
        """Record a written consent whose only signature is its certificate."""
        self.env["mortgage.consent"].record(
            [
                {
                    "phone": self.phone.value,
                    "level": "pewc",
                    "channels": ["sms"],
                    "seller": self.company.name,
                    "text": AGREEMENT,
                    "at": fields.Datetime.to_string(fields.Datetime.now()),
                    "cert_type": cert_type,
                    "cert_id": cert_id,
                    **values,
                }
            ]
        )
        return self.env["mortgage.consent.certificate"].search([], limit=1)

    def _run(self, **ahead):
        """What the cron does at a later time, whose commits a test does not allow."""
        now = fields.Datetime.now() + timedelta(**ahead)
        with (
            patch.object(self.env.registry["ir.cron"], "_commit_progress"),
            patch.object(fields.Datetime, "now", lambda: now),
        ):
            self.env["mortgage.consent.certificate"]._cron_retain()

    def _text(self):
        now = datetime.now(timezone.utc) + timedelta(minutes=1)
        marketing = self.marketing_words
        assume = frozenset({"license", "frequency"})
        return self._judge(
            kind="marketing", at=now, version_id=marketing.id, assume=assume
        )

    def _level(self):
        levels = self.env["mortgage.consent"]._levels(self.phone.ids)
        return levels[self.phone.id]["sms"]

    def test_a_stored_certificate_proves_the_signature(self):
        self.office.issue(TRUSTED, phone=self.phone.value)
        certificate = self._record()
        self.assertEqual((certificate.state, self._level()), ("waiting", "pec"))
        verdict = self._text()
        self.assertEqual(verdict.verdict, "hold")
        self.assertIn("being stored", verdict.reason)
        self._run()
        self.assertEqual((certificate.state, self._level()), ("retained", "pewc"))
        self.assertTrue(certificate.retained_at)
        proof = base64.b64decode(certificate.evidence)
        self.assertIn(b'"outcome": "success"', proof)
        self.assertNotEqual(self._text().rule, "consent.sms.marketing")

    def test_it_is_stored_once_however_often_it_comes(self):
        self.office.issue(TRUSTED, phone=self.phone.value)
        self._record()
        self._run()
        self._record(at="2026-11-01 10:00:00")
        self._run()
        self.assertEqual(self.office.asked, [TRUSTED])

    def test_a_provider_out_of_order_is_asked_again_later(self):
        self.office.issue(TRUSTED, phone=self.phone.value)
        certificate = self._record()
        self.office.fails_with = 503
        self._run()
        self.assertEqual(certificate.state, "waiting")
        self._run()
        self.assertEqual(len(self.office.asked), 1)
        self.office.fails_with = 0
        self._run(minutes=2)
        self.assertEqual(certificate.state, "retained")

    def test_too_late_it_proves_nothing_and_says_so(self):
        self.office.issue(TRUSTED, phone=self.phone.value)
        certificate = self._record()
        self.office.fails_with = 503
        self._run()
        self._run(days=4)
        self.assertEqual((certificate.state, self._level()), ("lost", "pec"))
        self.assertIn("not in time", certificate.words)
        self.assertEqual(len(self.office.asked), 1)
        self.assertEqual(self._text().rule, "consent.sms.marketing")

    def test_what_stands_without_the_certificate_goes_on_standing(self):
        self._record(ip="203.0.113.7", user_agent="Mozilla/5.0")
        self.assertEqual(self._level(), "pewc")
        self._run()
        self.assertEqual(self._level(), "pewc")

    def test_unknown_dead_or_anothers_certificates_prove_nothing(self):
        long_ago = datetime.now(timezone.utc) - timedelta(days=5)
        other = "b2" * 20
        dead = "c3" * 20
        self.office.issue(other, phone="+13055550199")
        self.office.issue(dead, phone=self.phone.value, issued_at=long_ago)
        for ident, reason in [
            (TRUSTED, "not found"),
            (other, "somebody else"),
            (dead, "expired"),
            ("https://evil.example/" + TRUSTED, "no certificate's number"),
        ]:
            with self.subTest(ident=ident):
                certificate = self._record(cert_id=ident)
                self._run()
                self.assertEqual(certificate.state, "lost")
                self.assertIn(reason, certificate.reason)
        self.assertNotIn("evil", str(self.office.asked))

    def test_jornaya_tokens_are_audited(self):
        self.office.issue(TOKEN, phone=self.phone.value)
        good = self._record("jornaya", TOKEN)
        bad = self._record("jornaya", TOKEN.replace("0F", "FF"))
        self._run()
        self.assertEqual((good.state, bad.state), ("retained", "lost"))

    def test_without_keys_it_waits_and_the_setup_says_so(self):
        self.company.trustedform_api_key = False
        self.company.jornaya_account_code = False
        self.company.jornaya_partner_code = False
        certificate = self._record()
        self._run()
        self.assertEqual((certificate.state, self.office.asked), ("waiting", []))
        items = self.env["mortgage.readiness"].with_user(self.mortgage_admin).items()
        (item,) = [item for item in items if item["code"] == "certificates"]
        self.assertEqual(item["state"], "missing")
        self.assertIn("keys", item["detail"])

    def test_a_copy_of_the_database_asks_for_nothing(self):
        self.office.issue(TRUSTED, phone=self.phone.value)
        self._record()
        param = "mortgage_compliance.sending_bound_to"
        self.env["ir.config_parameter"].set_param(param, "elsewhere")
        self._run()
        self.assertEqual(self.office.asked, [])

    def test_keys_are_for_administrators_and_certificates_for_compliance(self):
        self._record()
        for user in (self.maria, self.compliance, self.marketing, self.manager):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.company.with_user(user).read(["trustedform_api_key"])
        self.company.with_user(self.mortgage_admin).read(["trustedform_api_key"])
        certificates = self.env["mortgage.consent.certificate"]
        for user in (self.compliance, self.mortgage_admin):
            self.assertTrue(certificates.with_user(user).search([]))
        for user in (
            *(self.maria, self.assistant, self.manager, self.processor),
            *(self.marketing, self.integration, self.outsider, self.portal),
        ):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                certificates.with_user(user).search([])
