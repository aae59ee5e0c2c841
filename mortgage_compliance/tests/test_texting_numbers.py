from datetime import datetime, timedelta, timezone

from freezegun import freeze_time

from odoo import fields

from .test_inbound_texts import OUR_NUMBER, TextsCase

MARIAS, FRANKS = "+15125550111", "+15125550112"


class TestNumbers(TextsCase):
    """A borrower sees one number, the LO's where the LO has one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.marias = cls._number(MARIAS, cls.maria)

    @classmethod
    def _number(cls, number, user):
        return cls.env["sms.twilio.number"].create(
            {
                "number": number,
                "company_id": cls.company.id,
                "country_id": cls.env.ref("base.us").id,
                "mortgage_user_id": user.id,
            }
        )

    def _sent(self, user):
        touch = self._touch("sms", user_id=user.id)
        touch._dispatch()
        touch._choose_number()
        touch.attempted_at = "2026-01-06 18:00:00"
        touch._set_outcome("sent")
        return touch

    def test_an_lo_texts_from_the_own_number_others_from_the_companys(self):
        self.assertEqual(self._sent(self.maria).sender_number, MARIAS)
        self.dana = self._borrower("Eve", "eve@example.com", "+17135550102")
        (self.phone_point,) = self._points(("phone", "+17135550102"))
        touch = self._touch("sms", user_id=self.frank.id, point_id=self.phone_point.id)
        self.assertEqual(touch._choose_number(), OUR_NUMBER)

    def test_a_borrower_keeps_the_number(self):
        self.marias.mortgage_user_id = False
        first = self._sent(self.maria).sender_number
        self._number("+15125550113", self.maria)
        self.assertEqual(self._sent(self.maria).sender_number, first)

    def test_a_stranger_is_answered_from_the_number_they_wrote_to(self):
        self.marias.write({"mortgage_user_id": False, "sequence": 99})
        self._receive("Do you lend in Texas?", To=MARIAS)
        self.assertEqual(self._sent(self.maria).sender_number, MARIAS)

    def test_nobody_texts_from_another_los_number(self):
        self._sent(self.maria)
        self.assertEqual(self._sent(self.frank).sender_number, OUR_NUMBER)

    def test_an_answer_goes_with_the_number_it_came_to(self):
        marias = self._sent(self.maria)
        self._number(FRANKS, self.frank)
        franks = self._sent(self.frank)
        self.assertEqual(franks.sender_number, FRANKS)
        answer = self._receive("Yes please", To=MARIAS)
        self.assertEqual(answer.touch_id, marias)
        self.assertEqual(self._receive("And you?", To=FRANKS).touch_id, franks)

    def test_the_number_of_an_lo_who_left_is_everybodys(self):
        self.maria.active = False
        self.assertFalse(self.marias.mortgage_user_id)

    def test_a_number_list_per_role(self):
        numbers = self.env["sms.twilio.number"]
        self.assertTrue(numbers.with_user(self.mortgage_admin).search([]))
        for user in (self.maria, self.manager, self.processor, self.marketing):
            self.assertFalse(numbers.with_user(user).has_access("read"))
        self.assertFalse(numbers.with_user(self.compliance).has_access("write"))


class TestOptIn(TextsCase):
    """The first consent of a number is confirmed by one text; START is consent."""

    def setUp(self):
        super().setUp()
        self.company.mortgage_texts_welcome = True
        words = self.env.ref("mortgage_compliance.template_opt_in_confirm_sms_en")
        words.with_user(self.compliance).action_approve()

    def _consent(self, **values):
        grant = {"point_id": self.phone_point.id, "level": "pec", "method": "spoken"}
        self.env["mortgage.consent"]._record([grant | values])
        return self.touches.search(
            [("template_version_id.template_id.code", "=", "opt_in_confirm_sms")]
        )

    def test_one_confirmation_for_the_first_consent(self):
        touch = self._consent()
        self.assertEqual(
            (touch.kind, touch.point_id), ("transactional", self.phone_point)
        )
        self.assertEqual((touch.res_model, touch.res_id), ("res.partner", self.dana.id))
        touch._dispatch()
        for word in ("Lone Star", "frequency", "rates may apply", "HELP", "STOP"):
            self.assertIn(word, touch.sms_ids.body)
        self.assertEqual(self._consent(level="pewc"), touch)

    def test_no_confirmation_where_none_is_due(self):
        self.assertFalse(self._consent(channels=["call"]))
        self.company.mortgage_texts_state = "pending"
        self.assertFalse(self._consent())
        self.company.write(
            {"mortgage_texts_state": "approved", "mortgage_texts_welcome": False}
        )
        self.assertFalse(self._consent())

    def test_consents_brought_in_from_an_old_system_are_not_confirmed(self):
        last_year = fields.Datetime.now() - timedelta(days=365)
        self.assertFalse(self._consent(at=fields.Datetime.to_string(last_year)))
        self.assertTrue(self._consent())

    def test_start_is_consent_to_texts(self):
        consents = self.env["mortgage.consent"]
        consents._record(
            [
                {
                    "point_id": self.phone_point.id,
                    "level": "pewc",
                    "at": "2025-12-01 12:00:00",
                }
            ]
        )
        with freeze_time(datetime.now(timezone.utc) - timedelta(minutes=1)):
            self._receive("STOP")
        self.assertEqual(
            consents._levels(self.phone_point.ids), {self.phone_point.id: {}}
        )
        self._receive("START")
        self.assertFalse(self._active())
        levels = self.env["mortgage.consent"]._levels(self.phone_point.ids)
        self.assertEqual(levels[self.phone_point.id], {"sms": "pec"})
        self.assertFalse(
            self.touches.search(
                [("template_version_id.template_id.code", "=", "opt_in_confirm_sms")]
            )
        )
