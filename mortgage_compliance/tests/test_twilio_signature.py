import unittest

from odoo.addons.mortgage_compliance.tools.twilio_signature import is_valid, sign

TOKEN = "12345"
URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
CALL = {
    "CallSid": ["CA1234567890ABCDE"],
    "Digits": ["1234"],
    "From": ["+14158675309"],
    "To": ["+18005551212"],
    "Caller": ["+14158675309"],
}


class TestTwilioSignature(unittest.TestCase):
    """The vectors of twilio-python's tests/unit/test_request_validator.py."""

    def test_vectors(self):
        self.assertEqual(sign(TOKEN, URL, CALL), "RSOYDt4T1cUTdK1PDd93/VVr8B8=")
        repeated = {
            "Sid": ["CA123"],
            "SidAccount": ["AC123"],
            "Digits": ["5678", "1234", "1234"],
        }
        self.assertEqual(sign(TOKEN, URL, repeated), "IK+Dwps556ElfBT0I3Rgjkr1wJU=")

    def test_with_and_without_the_default_port(self):
        for signature in (
            "RSOYDt4T1cUTdK1PDd93/VVr8B8=",
            "kvajT1Ptam85bY51eRf/AJRuM3w=",
        ):
            self.assertTrue(is_valid(signature, TOKEN, [URL], CALL))

    def test_anything_else_is_refused(self):
        good = "RSOYDt4T1cUTdK1PDd93/VVr8B8="
        self.assertFalse(is_valid(good, "54321", [URL], CALL))
        self.assertFalse(is_valid(good, TOKEN, [URL + "3"], CALL))
        self.assertFalse(is_valid(good, TOKEN, [URL], CALL | {"Digits": ["1"]}))
        self.assertFalse(is_valid("", TOKEN, [URL], CALL))
        self.assertFalse(is_valid(None, TOKEN, [URL], CALL))
        self.assertFalse(is_valid("ñ", TOKEN, [URL], CALL))
        self.assertFalse(is_valid(sign("", URL, CALL), "", [URL], CALL))
