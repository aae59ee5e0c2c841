from contextlib import contextmanager
from unittest.mock import patch

from odoo import fields

from odoo.addons.mail.tests.common import MailCase
from odoo.addons.mortgage_compliance.tests.common import ComplianceCase
from odoo.addons.mortgage_compliance.tools.verdict import Verdict


class ChannelCase(ComplianceCase, MailCase):
    """Touches on a borrower's card, approved words, and a gate that says what a test
    wants: what the gate itself says is tested elsewhere."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.touches = cls.env["mortgage.touch"]
        cls.env["mortgage.sending"]._bind()
        cls.company.write(
            {
                "alias_domain_id": cls.env["mail.alias.domain"]
                .create({"name": "lender.example"})
                .id,
                "sms_provider": "twilio",
            }
        )
        cls.dana = cls._borrower()
        cls.email_point, cls.phone_point = cls._points(
            ("email", "dana@example.com"), ("phone", "+17135550101")
        )
        cls.email_words = cls._words(
            "email", "Your inquiry", "Hello, I am {{ lo_name }}."
        )
        cls.sms_words = cls._words("sms", False, "Hi, {{ lo_name }} here.")

    def setUp(self):
        super().setUp()
        self.verdict = Verdict()
        self.asked = []
        self.startPatcher(
            patch.object(
                self.env.registry["mortgage.gate"],
                "_judge",
                lambda gate, requests: self._judge(requests),
            )
        )

    def _judge(self, requests):
        self.asked.append(requests)
        answer = self.verdict
        return [answer(one) if callable(answer) else answer for one in requests]

    @classmethod
    def _words(cls, channel, subject, body, kind="transactional"):
        template = cls.env["mortgage.template"].create(
            {
                "name": f"Test {channel} {kind}",
                "code": f"test_{channel}_{kind}",
                "channel": channel,
                "kind": kind,
            }
        )
        version = cls.env["mortgage.template.version"].create(
            {"template_id": template.id, "subject": subject, "body": body}
        )
        version.with_user(cls.marketing).action_submit()
        version.with_user(cls.compliance).action_approve()
        return version

    @classmethod
    def _touch(cls, channel="email", **values):
        words = {"email": cls.email_words, "sms": cls.sms_words}.get(channel)
        point = cls.email_point if channel == "email" else cls.phone_point
        return cls.touches._plan(
            [
                {
                    "res_model": "res.partner",
                    "res_id": cls.dana.id,
                    "partner_id": cls.dana.id,
                    "point_id": point.id,
                    "channel": channel,
                    "kind": "transactional",
                    "template_version_id": words.id if words else False,
                    "user_id": cls.maria.id,
                    "company_id": cls.company.id,
                    **values,
                }
            ]
        )

    def _entries(self, touches, event):
        return self.env["mortgage.ledger.entry"].search(
            [("touch_id", "in", touches.ids), ("event", "=", event)]
        )

    @contextmanager
    def at(self, moment):
        """Let it be ``moment`` (UTC) for our own code."""
        now = fields.Datetime.to_datetime(moment)
        with patch.object(fields.Datetime, "now", lambda: now):
            yield
