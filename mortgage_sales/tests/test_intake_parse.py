import json
from datetime import datetime
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools.inquiry import PARSERS, Unparseable, parse
from ..tools.inquiry.people import group
from ..tools.inquiry.secrets import REMOVED
from ..tools.inquiry.spellings import moment, money, rate, yes_no

SAMPLE = {"name": "Dana Ruiz", "phone": "(512) 555-0142"}
SSN_SPELLINGS = (
    "123-45-6789",
    "123 45 6789",
    "123.45.6789",
    "123–45–6789",
    "123 - 45 - 6789",
    "(123) 45-6789",
    "123-456789",
    "123_45_6789",
    "123456789",
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(("400k", "TX", "78704", "a@b.example", "512-555-0142")),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=12,
)
NAMES = st.sampled_from(
    (
        *("name", "first_name", "last_name", "email", "phone", "state", "zip"),
        *("property", "co_borrower", "current_loan", "consent", "comments"),
        *("loan_amount", "external_id", "ssn", "dob", "utm_source", "cost", "x"),
        *("military", "submitted_at", "product", "loan_purpose", "credit_band"),
    )
)
INQUIRIES = st.dictionaries(NAMES | st.text(max_size=10), JSON, max_size=10)
WORDS = st.text(st.characters(categories=("L", "Zs"), max_codepoint=0x24F), max_size=20)


def everything(parsed):
    return json.dumps(
        [parsed.values, parsed.extra, parsed.payload, parsed.reasons],
        default=str,
        ensure_ascii=False,
    )


@tagged("post_install", "-at_install")
class TestParse(BaseCase):
    """An inquiry made canonical, whatever it holds."""

    def test_money(self):
        cases = {
            "$400,000": "400000.00",
            "400k": "400000.00",
            " 1.2 million": "1200000.00",
            "USD 99.5": "99.50",
            "1,234,567.89": "1234567.89",
            "450K+": "450000.00",
            ".5m": "500000.00",
        }
        for raw, amount in cases.items():
            self.assertEqual(money(raw), Decimal(amount), raw)
        for raw in ("lots", "", "-5", "12,34", "1e400", "nan", "9" * 30, "300k-400k"):
            self.assertIsNone(money(raw), raw)

    def test_rates_answers_and_moments(self):
        self.assertEqual(rate("6.5%"), Decimal("6.500"))
        self.assertIsNone(rate("nan"))
        self.assertIsNone(rate("400"))
        self.assertIs(yes_no("Y"), True)
        self.assertIs(yes_no("off"), False)
        self.assertIsNone(yes_no("perhaps"))
        six = datetime(2026, 11, 24, 18, 0)
        for raw in (
            "2026-11-24 18:00:00",
            "2026-11-24T18:00Z",
            "2026-11-24T12:00:00.123456-06:00",
            "2026-11-24 12:00:00 -0600",
        ):
            self.assertEqual(moment(raw), six, raw)
        for raw in ("yesterday", "2026-13-01 00:00", "0001-01-01T00:00+14:00"):
            self.assertIsNone(moment(raw), raw)

    def test_choices_are_read_as_people_write_them(self):
        parsed = parse(
            SAMPLE
            | {
                "loan_purpose": "Cash-Out Refinance",
                "product": "Non-QM",
                "property": {"type": "Single Family", "occupancy": "Owner occupied"},
                "military": "yes",
                "consent": {"channels": "Text; phone"},
            }
        )
        self.assertEqual(parsed.values["loan_purpose"], "cash_out")
        self.assertEqual(parsed.values["product"], "non_qm")
        self.assertEqual(parsed.values["property"]["type"], "single_family")
        self.assertEqual(parsed.values["property"]["occupancy"], "primary")
        self.assertEqual(parsed.values["consent"]["channels"], ["sms", "call"])
        self.assertIs(parsed.values["military"], True)
        self.assertEqual(parsed.reasons, [])

    def test_a_flat_address_is_the_propertys_unless_one_is_given(self):
        flat = parse(SAMPLE | {"state": "Texas", "zip": "78704-1234"}).values
        self.assertEqual(flat["property"]["state"], "TX")
        self.assertEqual(flat["property"]["zip"], "78704")
        both = parse(SAMPLE | {"state": "TX", "property": {"state": "FL"}}).values
        self.assertEqual((both["state"], both["property"]["state"]), ("TX", "FL"))

    def test_what_cannot_be_read_is_named_and_shown_to_the_lo(self):
        parsed = parse(SAMPLE | {"loan_amount": "300k-400k", "pet": {"dog": "Rex"}})
        self.assertEqual(parsed.extra["loan_amount"], "300k-400k")
        self.assertEqual(parsed.extra["pet"], "dog: Rex")
        (said,) = parsed.reasons
        self.assertEqual((said["code"], said["field"]), ("invalid", "loan_amount"))
        self.assertEqual(parsed.obstacle, "")

    def test_secrets_are_cut_from_any_field(self):
        for secret in SSN_SPELLINGS:
            for inquiry in (
                {"comments": f"mine is {secret}, thanks"},
                {"co_borrower": {"name": f"Lee {secret}"}},
                {"whatever": {"deep": [secret]}},
                {"external_id": secret},
                {f"key {secret}": "x"},
                {"zip": secret},
                {"phone": secret},
                {"first_name": secret[:6], "last_name": secret[6:]},
                {"loan_amount": secret},
            ):
                text = everything(parse(SAMPLE | inquiry))
                self.assertNotIn(secret, text, inquiry)
                self.assertNotIn("6789", text, inquiry)
        self.assertNotIn("123456789", everything(parse({"loan_amount": 123456789})))

    def test_accounts_cards_and_birth_dates_are_cut(self):
        cases = {
            "account # 00123456": "00123456",
            "my routing number: 111000025x": "111000025",
            "4111 1111 1111 1111": "1111",
            "card 378282246310005": "378282",
            "DOB: 1/2/1980": "1980",
            "born on Jan 2nd, 1980": "1980",
            "date of birth 1980-01-02": "1980",
            "05/06/1971 is me": "1971",
        }
        for comment, secret in cases.items():
            parsed = parse(SAMPLE | {"comments": comment})
            self.assertNotIn(secret, everything(parsed), comment)
            self.assertEqual(parsed.reasons[0]["code"], "removed", comment)
        for name in ("dob", "dateOfBirth", "birth_date", "accountNumber", "SSN", "cvv"):
            parsed = parse(SAMPLE | {name: "01021980"})
            self.assertEqual(parsed.extra[name], REMOVED, name)
            self.assertEqual(parsed.reasons[0]["code"], "removed", name)

    def test_what_only_looks_like_a_secret_stays(self):
        for kept in (
            "call 512-555-0142 or +1 (713) 555-0101",
            "78704-1234",
            "closing on 12/15/2026 at 123 Main St",
            "$1,234,567.89 and 6.125%",
            "Mozilla/5.0 AppleWebKit/537.36 Chrome/120.0.6099.109",
            "from 192.168.145.67",
            "account manager is Bo",
            "found you on social, 512 555 0142",
        ):
            self.assertEqual(parse(SAMPLE | {"comments": kept}).reasons, [], kept)
        moments = {"submitted_at": "2026-11-24 15:00:00", "birth_year": 1980}
        self.assertEqual(parse(SAMPLE | moments).reasons, [])

    def test_an_id_like_a_secret_stays_known_by_its_fingerprint(self):
        first, again, other = (
            parse({"external_id": number}).values["external_id"]
            for number in ("123456789", 123456789, "123456780")
        )
        self.assertEqual(first, again)
        self.assertNotEqual(first, other)
        self.assertEqual(parse({"external_id": 1001}).values["external_id"], "1001")
        self.assertLessEqual(len(parse({"external_id": "x" * 999}).payload), 200)

    def test_what_a_database_cannot_hold_is_left_out(self):
        parsed = parse(SAMPLE | {"comments": "a\x00b\ud800", "n": float("nan")})
        self.assertEqual(parsed.values["comments"], "ab?")
        json.dumps(parsed.payload, allow_nan=False)

    @settings(
        deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=100
    )
    @given(INQUIRIES)
    def test_it_never_raises_and_twice_is_once(self, inquiry):
        parsed = parse(inquiry)
        again = parse(parsed.payload)
        self.assertEqual(again.payload, parsed.payload)
        self.assertEqual(again.values, parsed.values)
        self.assertEqual(again.obstacle, parsed.obstacle)
        self.assertFalse([r for r in again.reasons if r["code"] == "removed"])
        json.dumps(parsed.payload, allow_nan=False).encode()

    @settings(
        deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=100
    )
    @given(
        INQUIRIES,
        NAMES | st.text(max_size=5),
        WORDS,
        WORDS,
        st.from_regex(r"[0-8]\d{2}([- .–]?)\d{2}\1\d{4}", fullmatch=True),
    )
    def test_no_ssn_comes_through(self, inquiry, field, before, after, secret):
        text = everything(parse(inquiry | {field: f"{before} {secret} {after}"}))
        self.assertNotIn(secret, text)

    def test_formats(self):
        read = PARSERS["application/json"]
        self.assertEqual(read(b'{"a": 1}', {}), [{"a": 1}])
        self.assertEqual(read(b'[{"a": 1}, {}]', {}), [{"a": 1}, {}])
        for body in (b"", b"{", b"7", b"[7]", b"\xff", b"[" * 99999, b"1" * 9999):
            with self.assertRaises(Unparseable):
                read(body, {})
        form = {"name": ["Dana"], "property[zip]": ["78704"], "property.state": ["TX"]}
        form["channels"] = ["sms", "call"]
        self.assertEqual(
            PARSERS["multipart/form-data"](b"", form),
            [
                {
                    "name": "Dana",
                    "property": {"zip": "78704", "state": "TX"},
                    "channels": ["sms", "call"],
                }
            ],
        )
        with self.assertRaises(Unparseable):
            PARSERS["multipart/form-data"](b"", {})

    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(st.sets(st.integers(0, 9), max_size=3), max_size=12))
    def test_who_shares_a_contact_point_is_one_person(self, holdings):
        numbers = group(holdings)
        for one, first in zip(numbers, holdings, strict=True):
            self.assertEqual(numbers[one], one)
            for other, second in zip(numbers, holdings, strict=True):
                if first & second:
                    self.assertEqual(one, other)
