from odoo.exceptions import AccessError, UserError

from .test_day_tasks import DayCase


class TestDayLead(DayCase):
    def _add(self, user=None, local="2026-03-03 12:00", **answers):
        answers = {
            "name": "Nora Quill",
            "phone": "(713) 555-0177",
            "loan_purpose": "refinance",
            "referral_partner": "Agent Joy Lim",
        } | answers
        with self.at(local):
            day = self.env["mortgage.day"].with_user(user or self.maria)
            return day.add_lead(**answers)

    def test_four_answers_make_an_own_lead_with_a_call_to_make(self):
        added = self._add()
        lead = self.env["crm.lead"].browse(added["lead_id"])
        self.assertTrue(added["is_new"])
        self.assertEqual(lead.user_id, self.maria)
        self.assertTrue(lead.is_mortgage)
        self.assertEqual(lead.partner_id.name, "Nora Quill")
        self.assertEqual(lead.mortgage_point_ids.value, "+17135550177")
        self.assertEqual(lead.loan_purpose, "refinance")
        self.assertEqual(lead.referral_partner, "Agent Joy Lim")
        self.assertFalse(lead.routing_decision_ids)
        self.assertFalse(lead._mortgage_running_plans())
        (row,) = self._rows()
        self.assertEqual((row["id"], row["is_new"]), (added["activity_id"], True))
        self.assertEqual(row["line"], "new from Agent Joy Lim · 1st call")

    def test_the_call_counts_in_the_figures(self):
        added = self._add()
        task = self.env["mail.activity"].browse(added["activity_id"])
        with self.at("2026-03-03 12:03"):
            task.with_user(self.maria).action_mortgage_call_done("reached")
        figures = self._today()["figures"]
        self.assertEqual((figures["talked"], figures["called"]), (1, 1))

    def test_a_known_borrower_keeps_the_lead_and_the_call(self):
        first = self._add()
        again = self._add(name="Nora Q.", phone="713-555-0177")
        self.assertFalse(again["is_new"])
        self.assertEqual(
            (again["lead_id"], again["activity_id"]),
            (first["lead_id"], first["activity_id"]),
        )
        with self.assertRaisesRegex(UserError, "Maria Gomez"):
            self._add(self.frank)

    def test_a_borrower_without_an_open_lead_is_not_made_twice(self):
        partner = self._borrower("Nora Quill", "nora@example.com", "+17135550177")
        added = self._add()
        lead = self.env["crm.lead"].browse(added["lead_id"])
        self.assertEqual(lead.partner_id, partner)

    def test_wrong_answers_name_their_field(self):
        for field, value in (("name", " "), ("phone", "555"), ("loan_purpose", "car")):
            with self.subTest(field=field), self.assertRaisesRegex(UserError, field):
                self._add(**{field: value})

    def test_an_assistant_adds_for_the_lo(self):
        self.assistant.mortgage_lo_ids = self.maria
        added = self._add(self.assistant)
        lead = self.env["crm.lead"].browse(added["lead_id"])
        self.assertEqual(lead.user_id, self.maria)
        with self.assertRaises(AccessError):
            self._add(self.assistant, phone="7135550178", user_id=self.frank.id)

    def test_who_works_no_leads_adds_none(self):
        for user in (self.compliance, self.processor, self.integration, self.portal):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._add(user)
