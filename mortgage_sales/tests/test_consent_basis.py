from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import SalesCase

AGREEMENT = (
    "I agree that Lone Star Test Lending may text and call me with offers at the number"
    " above, also by automated means or a recorded voice. My agreement is not a"
    " condition of any loan or purchase."
)


@tagged("post_install", "-at_install")
class TestBasis(SalesCase):
    """Marketing by text or dialer to bought leads waits for compliance's signature."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bought = cls.env["mortgage.lead.source"].create(
            {"name": "QuickQuote", "code": "quickquote", "team_id": cls.team.id}
        )
        cls.lead = cls._ask(cls.bought)

    @classmethod
    def _ask(cls, source, **values):
        (result,) = cls.env["mortgage.inquiry"].submit(
            [
                {
                    "source": source.code,
                    "external_id": "b-1",
                    "name": "Dana Ruiz",
                    "email": "dana@example.com",
                    "phone": "+17135550101",
                    "state": "TX",
                    "zip": "77002",
                    "consent": {
                        "text": AGREEMENT,
                        "seller": cls.company.name,
                        "channels": ["sms", "call"],
                        "ip": "203.0.113.7",
                        "user_agent": "Mozilla/5.0",
                        "at": "2026-11-01 12:00:00",
                    },
                    **values,
                }
            ]
        )
        return cls.env["crm.lead"].browse(result["lead_id"])

    def _check(self, channel="sms", kind="marketing", **values):
        (answer,) = self.env["mortgage.gate"].check(
            [
                {
                    "channel": channel,
                    "kind": kind,
                    "lead_id": self.lead.id,
                    "at": "2026-11-24 17:00:00",
                    "assume": [
                        *("template", "dnc", "registration", "reassigned"),
                        "frequency",
                    ],
                    **values,
                }
            ]
        )
        return answer

    def test_marketing_waits_for_a_person_and_says_for_what(self):
        answer = self._check()
        self.assertEqual(
            (answer["verdict"], answer["hold_until"], answer["rule"]),
            ("hold", False, "consent.basis"),
        )
        self.assertEqual(
            answer["reason"],
            "Marketing texts to leads of QuickQuote wait: compliance has not signed off"
            " its consent basis",
        )
        dialed = self._check("call", technology="automated")
        self.assertEqual(dialed["rule"], "consent.basis")

    def test_answers_emails_and_calls_by_hand_do_not_wait(self):
        for channel, kind, technology in [
            ("sms", "transactional", "automated"),
            ("email", "marketing", "automated"),
            ("call", "marketing", "manual"),
        ]:
            with self.subTest(channel=channel, kind=kind):
                answer = self._check(channel, kind, technology=technology)
                self.assertNotEqual(answer["rule"], "consent.basis")

    def test_signing_releases_what_waits_and_withdrawing_holds_again(self):
        touch = self._touch()
        self.bought.with_user(self.compliance).action_sign_basis()
        self.assertFalse(touch.hold_until)
        self.assertTrue(touch.ready_at)
        self.assertNotEqual(self._check()["rule"], "consent.basis")
        self.bought.with_user(self.compliance).action_withdraw_basis()
        self.assertEqual(self._check()["rule"], "consent.basis")

    def _touch(self):
        point = self.lead.mortgage_point_ids.filtered(lambda one: one.kind == "phone")
        touch = self.env["mortgage.touch"]._plan(
            [
                {
                    "res_model": "crm.lead",
                    "res_id": self.lead.id,
                    "partner_id": self.lead.partner_id.id,
                    "point_id": point.id,
                    "channel": "sms",
                    "kind": "marketing",
                    "user_id": self.maria.id,
                    "company_id": self.company.id,
                }
            ]
        )
        touch.write({"state": "held", "ready_at": False, "rule_code": "consent.basis"})
        return touch

    def test_the_setup_names_what_is_not_signed(self):
        readiness = self.env["mortgage.readiness"].with_user(self.compliance)
        items = {item["code"]: item for item in readiness.items()}
        self.assertEqual(items["source_basis"]["state"], "missing")
        self.assertIn("QuickQuote", items["source_basis"]["detail"])
        self.assertTrue(items["source_basis"]["action"])
        self.bought.with_user(self.compliance).action_sign_basis()
        items = {item["code"]: item for item in readiness.items()}
        self.assertEqual(items["source_basis"]["state"], "set")

    def test_the_lead_shows_the_relationship_and_what_a_consent_lacks(self):
        self._ask(
            self.source,
            external_id="b-2",
            consent={"text": "Call me", "seller": self.company.name},
        )
        shown = str(self.lead.with_user(self.mortgage_admin).mortgage_permissions)
        self.assertIn("Business relationship until", shown)
        self.assertIn("Not written consent:", shown)
        self.assertIn("condition of a loan or purchase", shown)

    def test_staff_are_asked_for_what_written_consent_needs(self):
        point = self.lead.mortgage_point_ids.filtered(lambda one: one.kind == "phone")
        wizard = self.env["mortgage.record.consent"].with_user(self.mortgage_admin)
        form = Form(wizard.with_context(default_lead_id=self.lead.id))
        form.point_id = point
        form.level = "pewc"
        form.note = "Signed at the branch"
        with self.assertRaises(AssertionError):
            form.save()
        form.text = AGREEMENT
        form.signed_at = "2026-11-20 15:00:00"
        form.evidence = "JVBERi0xLjQ="
        form.save().action_record()
        consent = self.env["mortgage.consent"].search(
            [("point_id", "=", point.id)], order="id desc", limit=1
        )
        self.assertEqual((consent.level, consent.missing), ("pewc", False))
        self.assertEqual(consent.seller, self.company.name)


@tagged("post_install", "-at_install")
class TestSurvival(SalesCase):
    """An opt-out outlives whatever happens to the person's card."""

    def setUp(self):
        super().setUp()
        self.lead = self._lead(user_id=self.maria.id)
        self.dana = self.lead.partner_id
        (self.phone,) = self._points(("phone", "+17135550101"))
        consents = self.env["mortgage.consent"]
        consents._record([{"point_id": self.phone.id, "level": "pewc"}])
        consents.revoke([{"phone": self.phone.value}])

    def _assert_stopped(self):
        active = self.env["mortgage.suppression"]._active(self.phone.ids)
        self.assertEqual(active[self.phone.id], {"phone"})
        levels = self.env["mortgage.consent"]._levels(self.phone.ids)
        self.assertEqual(levels[self.phone.id], {})
        (answer,) = self.env["mortgage.gate"].check(
            [{"channel": "sms", "kind": "transactional", "phone": self.phone.value}]
        )
        self.assertEqual(
            (answer["verdict"], answer["rule"]), ("block", "opt_out.phone")
        )

    def test_merging_either_way(self):
        for keeps_new in (True, False):
            other = self._borrower(
                "Dana R", f"d{keeps_new}@example.com", "+17135550102"
            )
            both = self.dana | other
            kept = other if keeps_new else self.dana
            merge = self.env["base.partner.merge.automatic.wizard"].create({})
            merge._merge(both.ids, kept)
            self.dana = kept
            self.assertIn(self.phone, kept.mortgage_point_ids)
            self._assert_stopped()

    def test_archiving_and_coming_back(self):
        self.dana.active = False
        self._assert_stopped()
        self.dana.active = True
        self._assert_stopped()

    def test_deleting_the_lead_and_the_person(self):
        self.lead.unlink()
        self.dana.unlink()
        self.assertTrue(self.phone.exists())
        self._assert_stopped()

    def test_the_contact_point_cannot_be_deleted(self):
        for user in (self.mortgage_admin, self.compliance):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.phone.with_user(user).unlink()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.phone.unlink()
        self._assert_stopped()

    def test_a_changed_number_leaves_its_opt_out_behind_and_back_again(self):
        self.dana.phone = "+17135550177"
        self._assert_stopped()
        self.dana.phone = "+17135550101"
        self._assert_stopped()

    def test_importing_the_book_again_gives_no_consent_and_lifts_nothing(self):
        self.lead.unlink()
        self.dana.unlink()
        headers = ["name", "contact_name", "email_from", "phone", "property_state"]
        rows = [["Dana Ruiz", "Dana Ruiz", "dana@example.com", "7135550101", "TX"]]
        importing = self.env["crm.lead"].with_context(
            mortgage_pipeline=True, default_team_id=self.team.id
        )
        for _again in range(2):
            result = importing.load(headers, rows)
            self.assertTrue(result["ids"], result["messages"])
            self._assert_stopped()

    def test_a_new_inquiry_does_not_lift_it_either(self):
        self.env["mortgage.inquiry"].submit(
            [
                {
                    "source": self.source.code,
                    "external_id": "again",
                    "name": "Dana Ruiz",
                    "phone": "+17135550101",
                    "email": "dana@example.com",
                    "state": "TX",
                }
            ]
        )
        active = self.env["mortgage.suppression"]._active(self.phone.ids)
        self.assertEqual(active[self.phone.id], {"phone"})
