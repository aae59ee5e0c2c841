import base64

from odoo.exceptions import ValidationError
from odoo.tests import tagged, users

from .common import ComplianceCase
from .test_consent import AGREEMENT

SPANISH = (
    "Acepto que Lone Star Test Lending me llame y me envíe mensajes de texto con"
    " ofertas al número de teléfono que he proporcionado, también con marcación"
    " automática o voz pregrabada. Mi consentimiento no es una condición para obtener"
    " un préstamo."
)
FORM = {
    "phone": "+17135550101",
    "level": "pewc",
    "channels": ["sms", "call"],
    "seller": "Lone Star Test Lending",
    "text": AGREEMENT,
    "ip": "203.0.113.7",
    "user_agent": "Mozilla/5.0",
    "at": "2026-11-20 15:00:00",
    "method": "web form",
}


@tagged("post_install", "-at_install")
class TestElements(ComplianceCase):
    """Written consent shows every element of it; the rest says what it lacks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.phone,) = cls._points(("phone", "+17135550101"))

    def _record(self, **values):
        self.env["mortgage.consent"].record([FORM | values])
        return self.env["mortgage.consent"].search(
            [("point_id", "=", self.phone.id)], limit=1, order="id desc"
        )

    def _levels(self, **values):
        self._record(**values)
        return self.env["mortgage.consent"]._levels(self.phone.ids)[self.phone.id]

    def test_complete_agreements_in_both_languages_are_written_consent(self):
        written = {"sms": "pewc", "call": "pewc"}
        self.assertEqual(self._levels(), written)
        self.assertEqual(self._levels(text=SPANISH, at="2026-11-20 16:00:00"), written)

    def test_what_lacks_an_element_is_express_consent_and_says_so(self):
        lender = "Lone Star Test Lending"
        table = [
            ({"seller": "You", "text": AGREEMENT.replace(lender, "you")}, "seller"),
            ({"text": AGREEMENT.replace("at the number above", "")}, "phone"),
            ({"text": AGREEMENT.replace("with offers", "")}, "advertising"),
            ({"text": AGREEMENT.replace("not a condition", "needed")}, "no_condition"),
            ({"text": AGREEMENT.replace("agree", "know")}, "agreement"),
            ({"ip": ""}, "signature"),
            ({"user_agent": ""}, "signature"),
            ({"at": False}, "signature"),
            ({"ip": "", "method": "signed letter"}, "signature"),
        ]
        for change, element in table:
            with self.subTest(element=element, change=change):
                consent = self._record(**change)
                self.assertEqual(consent.level, "pec")
                self.assertEqual(consent.claimed_level, "pewc")
                self.assertIn(f"consent.element.{element}", consent.missing)
                self.assertTrue(consent.missing_text)

    def test_each_channel_is_weighed_by_its_own_words(self):
        text = AGREEMENT.replace(", also by automated means or a recorded voice", "")
        consent = self._record(text=text)
        self.assertEqual(consent.written_channels, "sms")
        levels = self.env["mortgage.consent"]._levels(self.phone.ids)[self.phone.id]
        self.assertEqual(levels, {"sms": "pewc", "call": "pec"})

    def test_a_signed_document_is_kept_where_nobody_swaps_it(self):
        scan = base64.b64encode(b"%PDF signed by Dana").decode()
        consent = self._record(
            ip="", method="signed letter", evidence=scan, evidence_name="dana.pdf"
        )
        self.assertEqual(consent.level, "pewc")
        self.assertEqual(base64.b64decode(consent.evidence), b"%PDF signed by Dana")
        self.assertEqual(len(consent.evidence_sha256), 64)

    def test_the_number_itself_names_the_number(self):
        text = AGREEMENT.replace("the number above", "(713) 555-0101")
        self.assertEqual(self._levels(text=text)["sms"], "pewc")

    def test_a_trade_or_branch_name_is_ours_and_another_lender_is_not(self):
        self.company.mortgage_trade_name = "Gulf Home Loans"
        self.env["mortgage.branch"].create({"name": "Bayou Branch Lending"})
        for number, seller in enumerate(
            (
                "GULF HOME LOANS, LLC",
                "Bayou Branch Lending",
                "Quick Co; Gulf Home Loans",
            )
        ):
            with self.subTest(seller=seller):
                phone = f"+1713555{200 + number:04}"
                levels = self._levels_of(phone, seller)
                self.assertEqual(levels.get("sms"), "pewc")
        self.assertEqual(self._levels_of("+17135550210", "Somebody Else"), {})

    def _levels_of(self, phone, seller):
        text = AGREEMENT.replace("Lone Star Test Lending", seller)
        values = FORM | {"phone": phone, "seller": seller, "text": text}
        self.env["mortgage.consent"].record([values])
        (point,) = self._points(("phone", phone))
        return self.env["mortgage.consent"]._levels(point.ids)[point.id]

    def test_an_expired_consent_and_one_to_come_do_not_count(self):
        at = "2026-11-21 00:00:00"
        self._record(expires_at=at)
        consents = self.env["mortgage.consent"]
        for moment, levels in [
            ("2026-11-20 14:59:59", {}),
            ("2026-11-20 15:00:00", {"sms": "pewc", "call": "pewc"}),
            (at, {}),
        ]:
            with self.subTest(moment=moment):
                moment = self.env["mortgage.consent"]._fields["at"].to_datetime(moment)
                found = consents._levels(self.phone.ids, moment)[self.phone.id]
                self.assertEqual(found, levels)

    @users("machine")
    def test_the_same_evidence_is_recorded_once(self):
        consents = self.env["mortgage.consent"]
        first = consents.record([FORM, FORM])
        again = consents.record([FORM])
        other = consents.record([FORM | {"ip": "203.0.113.8"}])
        self.assertEqual(first, [again[0], again[0]])
        self.assertNotEqual(again, other)
        request = {"phone": FORM["phone"], "at": "2026-11-21 10:00:00"}
        self.assertEqual(consents.revoke([request]), consents.revoke([request]))

    def test_bad_values_name_their_field(self):
        for change, words in [
            ({"at": "2999-01-01 00:00:00"}, "Entry 1, at: it lies in the future"),
            ({"at": ["x"]}, "Entry 1, at: write a UTC time"),
            ({"expires_at": "2026-11-20 14:00:00"}, "Entry 1, expires_at: give a time"),
            ({"evidence": "no base64!"}, "Entry 1, evidence: send a file"),
            ({"cert_id": "x", "cert_type": "other"}, "Entry 1, cert_type: give one of"),
            ({"text": 5}, "Entry 1, text: send text"),
            ({"level": "personal"}, "Entry 1, note: say how"),
        ]:
            with self.subTest(change), self.assertRaisesRegex(ValidationError, words):
                self.env["mortgage.consent"].record([FORM | change])
