from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools.email import canonical
from ..tools.phone import area_code, e164
from ..tools.places import STATES, state_code, zip5

# Other work on the machine is no fault of the code.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@tagged("post_install", "-at_install")
class TestContactTools(BaseCase):
    def test_phone(self):
        for raw, expected in [
            ("(713) 555-0101", "+17135550101"),
            ("713.555.0101", "+17135550101"),
            ("1 713 555 0101", "+17135550101"),
            ("+1-713-555-0101", "+17135550101"),
            (7135550101, "+17135550101"),
            ("713-555-0101 ext. 22", "+17135550101"),
            ("+52 55 1234 5678", "+525512345678"),
            ("555-0101", ""),  # no area code
            ("713-555-010", ""),
            ("713-555-01012", ""),
            ("(000) 000-0000", ""),
            ("(123) 456-7890", ""),
            ("911", ""),
            ("call me", ""),
            ("", ""),
            (None, ""),
            (False, ""),
        ]:
            with self.subTest(raw=raw):
                self.assertEqual(e164(raw), expected)

    def test_area_code(self):
        self.assertEqual(area_code("+18505550101"), "850")
        self.assertEqual(area_code("+525512345678"), "")
        self.assertEqual(area_code(""), "")

    @unhurried
    @given(st.from_regex(r"\A[2-9][02-9][0-9][2-9][02-9][0-9]{5}\Z"))
    def test_every_writing_of_a_number_gives_one_value(self, digits):
        number = e164(digits)
        self.assertEqual(number, f"+1{digits}")
        area, exchange, line = digits[:3], digits[3:6], digits[6:]
        self.assertEqual(e164(number), number)
        self.assertEqual(e164(f"({area}) {exchange}-{line}"), number)
        self.assertEqual(e164(f"1.{area}.{exchange}.{line}"), number)

    @unhurried
    @given(st.text())
    def test_phone_of_anything_is_canonical_or_nothing(self, raw):
        number = e164(raw)
        self.assertEqual(e164(number), number)

    def test_email(self):
        for raw, expected in [
            ("Dana@Example.com", "dana@example.com"),
            ("  dana@example.com ", "dana@example.com"),
            ("Dana Ruiz <dana@example.com>", "dana@example.com"),
            ("mailto:dana@example.com", "dana@example.com"),
            ("dana+house@mail.example.com", "dana+house@mail.example.com"),
            ("josé@bücher.example", "josé@xn--bcher-kva.example"),
            ("a@example.com, b@example.com", ""),
            ("dana@example", ""),
            ("dana@@example.com", ""),
            ("dana example.com", ""),
            (".dana@example.com", ""),
            ("da..na@example.com", ""),
            ("dana@-example.com", ""),
            ("dana@10.0.0.1", ""),
            ("dana@example.com\nBcc: x@example.com", ""),
            ("", ""),
            (None, ""),
        ]:
            with self.subTest(raw=raw):
                self.assertEqual(canonical(raw), expected)

    @unhurried
    @given(st.one_of(st.emails(), st.text()))
    def test_email_of_anything_is_canonical_or_nothing(self, raw):
        address = canonical(raw)
        self.assertEqual(canonical(address), address)

    def test_state(self):
        for raw, expected in [
            ("TX", "TX"),
            ("tx", "TX"),
            (" Texas ", "TX"),
            ("US-TX", "TX"),
            ("N.Y.", "NY"),
            ("Washington, D.C.", "DC"),
            ("Washington", "WA"),
            ("Virgin Islands", "VI"),
            ("Ontario", ""),
            ("XX", ""),
            ("", ""),
            (None, ""),
        ]:
            with self.subTest(raw=raw):
                self.assertEqual(state_code(raw), expected)
        for code, name in STATES.items():
            self.assertEqual(state_code(name), code)

    def test_zip(self):
        for raw, expected in [
            ("77002", "77002"),
            ("77002-1234", "77002"),
            ("770021234", "77002"),
            (77002, "77002"),
            ("2138", "02138"),
            (2138, "02138"),
            ("7700", "07700"),
            ("770", ""),
            ("77002-12", ""),
            ("K1A 0B1", ""),
            ("٧٧٠٠٢", ""),
            ("", ""),
            (None, ""),
        ]:
            with self.subTest(raw=raw):
                self.assertEqual(zip5(raw), expected)
