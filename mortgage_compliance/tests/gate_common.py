from datetime import datetime, timezone
from zoneinfo import ZoneInfo

from ..tools.verdict import ContactRequest
from .common import ComplianceCase

UTC = timezone.utc


def local(text, zone="America/Chicago"):
    """Return the aware UTC moment at which a clock in ``zone`` shows ``text``."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


class GateCase(ComplianceCase):
    """Dana in Houston, whose inquiry gave consent to be contacted about it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gate = cls.env["mortgage.gate"]
        cls.dana = cls._borrower()
        cls.email, cls.phone = cls._points(
            ("email", "dana@example.com"), ("phone", "+17135550101")
        )
        cls._consent(cls.phone, "pec")
        cls.words = {channel: cls._approved(channel) for channel in ("email", "sms")}

    @classmethod
    def _consent(cls, point, level, channels=("sms", "call", "voicemail")):
        cls.env["mortgage.consent"]._record(
            [
                {
                    "point_id": point.id,
                    "level": level,
                    "channels": list(channels),
                    "at": "2026-01-01 12:00:00",
                    "method": "inquiry",
                }
            ]
        )

    @classmethod
    def _approved(cls, channel, code=False, kind="transactional"):
        template = cls.env["mortgage.template"].create(
            {
                "name": f"Test {channel}",
                "code": code or f"test_gate_{channel}_{kind}",
                "channel": channel,
                "kind": kind,
                # one lender's own: the shipped one has the same code
                "company_id": cls.company.id,
            }
        )
        version = cls.env["mortgage.template.version"].create(
            {
                "template_id": template.id,
                "subject": "Your inquiry" if channel == "email" else False,
                "body": "Hello from us.",
            }
        )
        version.action_submit()
        version.with_user(cls.compliance).action_approve()
        return version

    def _request(self, channel="sms", kind="transactional", at=None, **values):
        point = self.email if channel == "email" else self.phone
        version = self.words.get(channel)
        return ContactRequest(
            **{
                "channel": channel,
                "kind": kind,
                "at": at or local("2026-11-27 10:00"),
                "value": point.value,
                "point_id": point.id,
                "partner_id": self.dana.id,
                "states": ("TX",),
                "zips": ("77002",),
                "property_state": "TX",
                "user_id": self.maria.id,
                "company_id": self.company.id,
                "version_id": version.id if version else 0,
                "technology": "manual" if channel == "call" else "automated",
                **values,
            }
        )

    def _judge(self, *args, **values):
        return self.gate._judge([self._request(*args, **values)])[0]

    def _policy(self, code):
        return self.env["mortgage.contact.policy"].search(
            [("code", "=", code), ("superseded_by", "=", False)]
        )
