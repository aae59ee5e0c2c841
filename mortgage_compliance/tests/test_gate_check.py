import json

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged, users

from .gate_common import GateCase, local

NIGHT = "2026-11-29 03:47:00"  # 9:47 PM on Saturday in Houston
DAY = "2026-11-27 16:00:00"
KEYS = {
    *("verdict", "hold_until", "rule", "reason", "citation", "warnings", "what_if"),
}


@tagged("post_install", "-at_install")
class TestGateCheck(GateCase):
    def _check(self, **values):
        question = {
            "channel": "sms",
            "kind": "transactional",
            "phone": "(713) 555-0101",
            "state": "TX",
            "zip": "77002",
            "at": DAY,
            **values,
        }
        (answer,) = self.env["mortgage.gate"].check([question])
        self.assertEqual(set(answer), KEYS)
        # XML-RPC has no null: every absent value is False.
        self.assertNotIn("null", json.dumps(answer))
        return answer

    @users("maria", "manager", "madmin")
    def test_loan_officers_and_their_managers_ask(self):
        answer = self._check(user_id=self.maria.id)
        self.assertEqual(
            answer,
            {
                "verdict": "allow",
                "hold_until": False,
                "rule": False,
                "reason": False,
                "citation": False,
                "warnings": [],
                "what_if": False,
            },
        )

    @users("assistant", "compliance", "machine", "marketing")
    def test_others_of_the_lender_ask_too(self):
        answer = self._check(at=NIGHT)
        self.assertEqual(
            (answer["verdict"], answer["hold_until"], answer["rule"]),
            ("hold", "2026-11-29 18:00:00", "window.TX"),
        )
        self.assertEqual(answer["reason"], "Text goes 12:00 PM Sunday, Texas hours")
        self.assertTrue(answer["citation"])

    @users("portalia", "outsider")
    def test_outsiders_get_nothing(self):
        with self.assertRaises(AccessError):
            self.env["mortgage.gate"].check([])

    def test_the_public_gets_nothing(self):
        public = self.env.ref("base.public_user")
        with self.assertRaises(AccessError):
            self.env["mortgage.gate"].with_user(public).check([])

    @users("machine")
    def test_what_if_says_what_an_assumption_passed_over(self):
        answer = self._check(kind="marketing")
        self.assertEqual(
            (answer["verdict"], answer["rule"]), ("block", "consent.sms.marketing")
        )
        answer = self._check(kind="marketing", at=NIGHT, assume=["consent"])
        self.assertEqual((answer["verdict"], answer["rule"]), ("hold", "window.TX"))
        self.assertEqual(
            [passed["rule"] for passed in answer["what_if"]], ["consent.sms.marketing"]
        )
        self.assertEqual(self._check(assume=["license"])["what_if"], [])

    @users("machine")
    def test_a_template_is_judged_by_its_code(self):
        answer = self._check(template="test_gate_sms_transactional")
        self.assertEqual(answer["verdict"], "allow")
        template = self.words["sms"].template_id.sudo()
        template.active = False
        answer = self._check(template="test_gate_sms_transactional")
        self.assertEqual(answer["rule"], "template.approved")

    @users("maria")
    def test_a_partner_stands_for_phone_email_and_place(self):
        self.dana.sudo().write(
            {"state_id": self.env.ref("base.state_us_44").id, "zip": "77002"}
        )
        values = {"phone": False, "state": False, "zip": False}
        answer = self._check(partner_id=self.dana.id, at=NIGHT, **values)
        self.assertEqual(answer["hold_until"], "2026-11-29 18:00:00")
        answer = self._check(
            channel="email", partner_id=self.dana.id, at=NIGHT, **values
        )
        self.assertEqual(answer["verdict"], "allow")

    @users("maria")
    def test_the_caller_is_the_sender_where_nobody_is_named(self):
        answer = self._check(state="FL", zip="33101")
        self.assertEqual(answer["reason"], "Maria Gomez has no Florida license")
        answer = self._check(state="FL", zip="33101", user_id=self.frank.id)
        self.assertEqual(answer["verdict"], "allow")

    @users("machine")
    def test_a_bad_value_names_its_field_and_the_fix(self):
        for change, words in [
            ({"channel": "fax"}, "Request 1, channel: give one of: email, sms"),
            ({"kind": False}, "Request 1, kind: give one of: marketing"),
            ({"phone": "555"}, "Request 1, phone: write it as"),
            ({"phone": False}, "Request 1, phone: give one, or a partner_id"),
            ({"state": "Ontario"}, "Request 1, state: write it as TX"),
            ({"zip": "7"}, "Request 1, zip: write it as 77002"),
            ({"at": "tomorrow"}, "Request 1, at: write a UTC time"),
            ({"at": 5}, "Request 1, at: write a UTC time"),
            ({"partner_id": 987654321}, "Request 1, partner_id: give the id"),
            ({"partner_id": "x"}, "Request 1, partner_id: give the id"),
            ({"user_id": 987654321}, "Request 1, user_id: give the id"),
            ({"template": "none such"}, "Request 1, template: give the code"),
            ({"assume": ["luck"]}, "Request 1, assume: give a list"),
            ({"assume": "consent"}, "Request 1, assume: give a list"),
            ({"origin": "fate"}, "Request 1, origin: give one of: automatic"),
            ({"color": "red"}, "Request 1, color: unknown; known are: channel"),
        ]:
            with self.subTest(change), self.assertRaisesRegex(ValidationError, words):
                self._check(**change)
        for requests in (False, {}, ["x"]):
            with self.assertRaisesRegex(ValidationError, "give a list of requests"):
                self.env["mortgage.gate"].check(requests)

    @users("machine")
    def test_asking_writes_nothing(self):
        ledger = self.env["mortgage.ledger.entry"].sudo()
        before = ledger.search_count([])
        points = self.env["mortgage.contact.point"].sudo().search_count([])
        self._check(phone="+17135550177", at=NIGHT)
        self.assertEqual(ledger.search_count([]), before)
        self.assertEqual(
            self.env["mortgage.contact.point"].sudo().search_count([]), points
        )

    def test_a_send_never_assumes(self):
        touch = self.env["mortgage.touch"]._plan(
            [
                {
                    "res_model": "res.partner",
                    "res_id": self.dana.id,
                    "partner_id": self.dana.id,
                    "point_id": self.phone.id,
                    "channel": "sms",
                    "kind": "marketing",
                    "due_at": local("2026-11-27 10:00").replace(tzinfo=None),
                }
            ]
        )
        (request,) = touch._requests()
        self.assertEqual(request.assume, frozenset())
