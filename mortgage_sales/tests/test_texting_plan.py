from odoo.addons.mortgage_sales.tests.cadence_common import CadenceCase


class TestPlanWithoutTexts(CadenceCase):
    """A plan runs on while carriers have not approved the lender's texts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.mortgage_texts_state = "pending"
        cls.twin = cls.env.ref("mortgage_compliance.template_day2_email")
        cls.twin.version_ids.with_user(cls.compliance).action_approve()

    def _run_to(self, local):
        with self.at(local):
            self._run_dispatcher()

    def test_a_text_without_an_email_is_left_out_and_says_why(self):
        plan = self._enrolled("2026-03-03 12:00")
        self._run_to("2026-03-03 12:01")
        text = self._contact(plan, "ack_sms")
        self.assertEqual(
            (text.state, text.reason), ("skipped", "Texting is not approved yet")
        )
        self.assertEqual(self._contact(plan, "ack_email").state, "queued")
        self.assertEqual(self._contact(plan, "call").state, "due")
        self.assertEqual(plan.state, "active")

    def test_a_text_goes_as_the_email_in_its_place(self):
        plan = self._enrolled("2026-03-03 12:00")
        self._run_to("2026-03-03 12:01")
        self._run_to("2026-03-04 15:00")
        touch = self._contact(plan, "day2_sms")
        self.assertEqual((touch.channel, touch.state), ("email", "queued"))
        self.assertEqual(touch.template_version_id.template_id, self.twin)
        self.assertEqual(touch.point_id.kind, "email")
        self.assertIn("About your", touch.mail_ids.subject)

    def test_a_plan_may_want_no_email_in_its_place(self):
        self.plan.unapproved_texts = "skip"
        plan = self._enrolled("2026-03-03 12:00")
        self._run_to("2026-03-04 15:00")
        self.assertEqual(self._contact(plan, "day2_sms").state, "skipped")

    def test_who_has_no_email_gets_none(self):
        points = self.lead.partner_id.mortgage_point_ids
        points.filtered(lambda point: point.kind == "email").partner_ids = False
        plan = self._enrolled("2026-03-03 12:00")
        self._run_to("2026-03-04 15:00")
        self.assertEqual(self._contact(plan, "day2_sms").state, "skipped")

    def test_after_approval_texts_go_and_old_ones_do_not(self):
        plan = self._enrolled("2026-03-03 12:00")
        self._run_to("2026-03-03 12:01")
        self.company.mortgage_texts_state = "approved"
        self._run_to("2026-03-04 15:00")
        self.assertEqual(self._contact(plan, "ack_sms").state, "skipped")
        touch = self._contact(plan, "day2_sms")
        self.assertEqual((touch.channel, touch.state), ("sms", "queued"))

    def test_a_team_texts_from_its_number_until_an_lo_has_one(self):
        united_states = self.env.ref("base.us")
        common, teams, marias = self.env["sms.twilio.number"].create(
            [
                {"number": number, "country_id": united_states.id, **owner}
                for number, owner in (
                    ("+15125550110", {}),
                    ("+15125550111", {"mortgage_team_id": self.team.id}),
                    ("+15125550112", {"mortgage_user_id": self.frank.id}),
                )
            ]
        )
        plan = self._enrolled("2026-03-03 12:00")
        text = self._contact(plan, "day2_sms")
        self.assertEqual(text._choose_number(), teams.number)
        marias.mortgage_user_id = self.maria
        self.assertEqual(text._choose_number(), marias.number)
        text.lead_id.team_id = False
        marias.unlink()
        self.assertEqual(text._choose_number(), common.number)

    def test_the_number_of_an_lo_who_left_goes_to_the_successor(self):
        number = self.env["sms.twilio.number"].create(
            {
                "number": "+15125550112",
                "country_id": self.env.ref("base.us").id,
                "mortgage_user_id": self.maria.id,
            }
        )
        plan = self._enrolled("2026-03-03 12:00")
        self._contact(plan, "day2_sms").sender_number = number.number
        self.lead.user_id = self.frank
        self.maria.active = False
        self.assertEqual(number.mortgage_user_id, self.frank)
        self.frank.active = False
        self.assertFalse(number.mortgage_user_id)
