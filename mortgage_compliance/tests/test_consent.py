import json

from psycopg2 import Error

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged, users
from odoo.tools import SQL, mute_logger

from .common import ComplianceCase

AGREEMENT = (
    "I agree that Lone Star Test Lending may text and call me with offers at the number"
    " above, also by automated means or a recorded voice. My agreement is not a"
    " condition of any loan or purchase."
)


@tagged("post_install", "-at_install")
class TestConsent(ComplianceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.consent = cls.env["mortgage.consent"]
        cls.suppression = cls.env["mortgage.suppression"]
        cls.dana = cls._borrower()
        cls.email, cls.phone = cls._points(
            ("email", "dana@example.com"), ("phone", "+17135550101")
        )

    def _levels(self, point):
        return self.consent._levels(point.ids)[point.id]

    def _scopes(self, point):
        return self.suppression._active(point.ids)[point.id]

    def _entry(self, ledger_ids):
        return self.env["mortgage.ledger.entry"].sudo().browse(ledger_ids[-1:])

    def test_the_list_says_what_it_is_for_in_words(self):
        self.consent._record(
            [{"point_id": self.phone.id, "level": "pec", "channels": ["call", "sms"]}]
        )
        consent = self.consent.search([("point_id", "=", self.phone.id)])
        self.assertEqual(consent.channels_text, "calls, texts")

    @users("maria")
    def test_written_consent_is_recorded_with_its_evidence(self):
        ledger_ids = self.env["mortgage.consent"].record(
            [
                {
                    "phone": "(713) 555-0101",
                    "level": "pewc",
                    "channels": ["sms", "call"],
                    "seller": "Lone Star Test Lending",
                    "text": AGREEMENT,
                    "version": "2026-11",
                    "url": "https://lender.example/apply",
                    "ip": "203.0.113.7",
                    "user_agent": "Mozilla/5.0",
                    "at": "2026-11-20 15:00:00",
                    "method": "web form",
                }
            ]
        )
        self.assertEqual(self._levels(self.phone), {"sms": "pewc", "call": "pewc"})
        entry = self._entry(ledger_ids)
        self.assertEqual((entry.event, entry.actor_uid), ("consent", self.maria.id))
        payload = json.loads(entry.payload)
        self.assertEqual(payload["seller"], "Lone Star Test Lending")
        self.assertEqual(payload["at"], "2026-11-20 15:00:00")

    def test_the_highest_level_holds_until_taken_back(self):
        self.consent._record([{"point_id": self.phone.id, "level": "pewc"}])
        self.consent._record([{"point_id": self.phone.id, "level": "pec"}])
        self.assertEqual(self._levels(self.phone)["sms"], "pewc")
        self.consent.revoke([{"phone": "+17135550101", "channels": ["sms"]}])
        self.assertEqual(
            self._levels(self.phone), {"call": "pewc", "voicemail": "pewc"}
        )
        self.assertEqual(self._scopes(self.phone), {"sms"})

    def test_permission_to_call_a_listed_number_is_no_consent_to_texts(self):
        self.consent._record([{"point_id": self.phone.id, "level": "dnc_permission"}])
        self.assertEqual(self._levels(self.phone), {})

    @users("processor")
    def test_revoking_everything_stops_calls_and_texts(self):
        self.consent._record([{"point_id": self.phone.id, "level": "pewc"}])
        ledger_ids = self.env["mortgage.consent"].revoke(
            [{"phone": "713-555-0101", "note": "Told me on the phone"}]
        )
        entries = self.env["mortgage.ledger.entry"].sudo().browse(ledger_ids)
        self.assertEqual(entries.mapped("event"), ["revocation"])
        self.assertEqual(self._levels(self.phone), {})
        self.assertEqual(self._scopes(self.phone), {"phone"})

    def test_a_bad_value_names_its_field_and_the_fix(self):
        good = {"phone": "713-555-0101", "level": "pec"}
        for change, words in [
            ({"phone": "555"}, "Entry 2, phone: “555” cannot be one"),
            ({"phone": False}, "Entry 2, email: give an email or a phone"),
            ({"level": "yes"}, "Entry 2, level: give one of: pec, pewc"),
            ({"level": "pewc"}, "Entry 2, text: written consent needs it"),
            ({"channels": "sms"}, "Entry 2, channels: give a list"),
            ({"channels": ["fax"]}, "Entry 2, channels: give a list"),
            ({"at": "yesterday"}, "Entry 2, at: write a UTC time"),
            ({"point_id": 987654321}, "Entry 2, point_id: give a known point"),
        ]:
            with self.subTest(change), self.assertRaisesRegex(ValidationError, words):
                self.consent.record([good, {**good, **change}])

    @users("portalia", "outsider")
    def test_outsiders_record_and_revoke_nothing(self):
        for call in (
            lambda: self.env["mortgage.consent"].record([]),
            lambda: self.env["mortgage.consent"].revoke([]),
            lambda: self.env["mortgage.consent"].search([]),
            lambda: self.env["mortgage.suppression"].search([]),
        ):
            with self.assertRaises(AccessError):
                call()

    @users("marketing")
    def test_marketing_revokes_but_does_not_record(self):
        self.env["mortgage.consent"].revoke([{"email": "dana@example.com"}])
        with self.assertRaises(AccessError):
            self.env["mortgage.consent"].record([])

    def test_postgresql_refuses_changes_to_consents(self):
        self.consent._record([{"point_id": self.phone.id, "level": "pec"}])
        for statement in (
            "UPDATE mortgage_consent SET level = 'pewc'",
            "DELETE FROM mortgage_consent",
        ):
            with (
                self.subTest(statement),
                mute_logger("odoo.sql_db"),
                self.assertRaisesRegex(Error, "append-only"),
                self.env.cr.savepoint(flush=False),
            ):
                self.env.cr.execute(SQL(statement))

    def test_suppressing_twice_changes_nothing(self):
        first = self.suppression._suppress(self.phone.ids, "phone", "stop", "STOP")
        again = self.suppression._suppress(self.phone.ids, "phone", "stop", "stop!")
        self.assertEqual((len(first), again), (1, []))
        self.assertEqual(self._entry(first).event, "suppression")

    def test_start_lifts_what_stop_did(self):
        self.suppression._suppress(self.phone.ids, "phone", "stop")
        self.suppression._suppress(self.phone.ids, "sms", "bounced")
        self.suppression._lift(self.phone.ids, "phone", "START")
        self.assertEqual(self._scopes(self.phone), set())
        self.suppression._suppress(self.phone.ids, "phone", "stop")
        self.assertEqual(self._scopes(self.phone), {"phone"})

    def test_start_does_not_lift_do_not_contact(self):
        self.suppression._suppress(self.phone.ids, "all", "litigator")
        self.suppression._suppress(self.phone.ids, "phone", "stop")
        self.suppression._lift(self.phone.ids, "phone", "START")
        self.assertEqual(self._scopes(self.phone), {"all"})
        self.assertTrue(
            self.env["phone.blacklist"].search([("number", "=", self.phone.value)])
        )

    def test_odoos_own_lists_are_kept_in_step(self):
        mails, phones = self.env["mail.blacklist"], self.env["phone.blacklist"]
        self.suppression._suppress(self.email.ids, "email", "unsubscribed")
        self.suppression._suppress(self.phone.ids, "phone", "stop")
        self.assertTrue(mails.search([("email", "=", "dana@example.com")]))
        self.assertTrue(phones.search([("number", "=", "+17135550101")]))
        self.suppression._lift(self.email.ids, "email", "Asked back")
        self.suppression._lift(self.phone.ids, "phone", "START")
        self.assertFalse(mails.search([("email", "=", "dana@example.com")]))
        self.assertFalse(phones.search([("number", "=", "+17135550101")]))
        # An archived entry of the host is revived, not ignored.
        self.suppression._suppress(self.email.ids, "email", "unsubscribed")
        self.assertTrue(mails.search([("email", "=", "dana@example.com")]))

    def test_an_entry_of_the_host_suppresses_too(self):
        self.env["mail.blacklist"]._add("Dana@Example.com")
        self.env["phone.blacklist"]._add(["+17135550101"])
        self.assertEqual(self._scopes(self.email), {"email"})
        self.assertEqual(self._scopes(self.phone), {"phone"})

    def test_the_opt_out_itself_ends_its_review(self):
        self.suppression._suppress(self.phone.ids, "sms", "in_review")
        self.suppression._suppress(self.phone.ids, "sms", "stop")
        rows = self.suppression._active_rows(self.phone.ids)[self.phone.id]
        self.assertEqual([row["reason"] for row in rows], ["stop"])

    def test_our_own_entry_says_which_channels(self):
        self.suppression._suppress(self.phone.ids, "sms", "bounced")
        self.assertEqual(self._scopes(self.phone), {"sms"})

    def test_opt_out_survives_merging_and_deleting_the_person(self):
        self.suppression._suppress(self.phone.ids, "phone", "stop")
        other = self._borrower("Dana R", "dana.r@example.com", "+17135550102")
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (self.dana | other).ids, other
        )
        self.assertIn(self.phone, other.mortgage_point_ids)
        other.unlink()
        self.assertEqual(self._scopes(self.phone), {"phone"})

    @users("maria", "compliance")
    def test_a_person_writes_down_a_spoken_wish(self):
        with Form(self.env["mortgage.do.not.contact"]) as form:
            form.address = "(713) 555-0101"
            form.note = "Asked me on the phone"
        form.record.action_confirm()
        self.assertEqual(self._scopes(self.phone), {"all"})

    def test_only_compliance_lifts_by_hand(self):
        self.suppression._suppress(self.phone.ids, "all", "internal_dnc")
        row = self.suppression.search([("point_id", "=", self.phone.id)])
        with self.assertRaises(AccessError):
            row.with_user(self.maria).action_lift()
        row.with_user(self.compliance).action_lift()
        self.assertEqual(self._scopes(self.phone), set())
