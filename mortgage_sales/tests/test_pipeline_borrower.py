from .common import SalesCase


class TestBorrower(SalesCase):
    def _create(self, *vals_list):
        return self.env["crm.lead"].create(
            [
                {"name": "Loan", "team_id": self.team.id, "user_id": False, **vals}
                for vals in vals_list
            ]
        )

    def _values(self, partner):
        return set(partner.mortgage_point_ids.mapped("value"))

    def test_a_lead_by_hand_gets_its_borrower_and_contact_points(self):
        lead = self._create(
            {
                "contact_name": "Kim Vo",
                "email_from": "Kim@Example.com",
                "phone": "(713) 555-0133",
            }
        )
        self.assertEqual(lead.partner_id.name, "Kim Vo")
        self.assertEqual(
            self._values(lead.partner_id), {"kim@example.com", "+17135550133"}
        )
        self.assertEqual(lead.mortgage_point_ids, lead.partner_id.mortgage_point_ids)

    def test_leads_of_one_batch_share_their_borrower(self):
        same = {"contact_name": "Kim Vo", "email_from": "kim@example.com"}
        leads = self._create(same, same)
        self.assertEqual(len(leads.partner_id), 1)

    def test_a_known_email_is_the_known_borrower_and_the_new_number_counts(self):
        dana = self._borrower()
        lead = self._create(
            {"email_from": "dana@example.com", "phone": "+17135550177"},
        )
        self.assertEqual(lead.partner_id, dana)
        self.assertEqual(dana.phone, "+17135550177")
        self.assertEqual(
            self._values(dana), {"dana@example.com", "+17135550101", "+17135550177"}
        )

    def test_a_shared_phone_does_not_make_one_person(self):
        dana = self._borrower()
        lead = self._create(
            {
                "contact_name": "Rey Ruiz",
                "email_from": "rey@example.com",
                "phone": dana.phone,
            }
        )
        self.assertNotEqual(lead.partner_id, dana)
        nameless = self._create({"phone": dana.phone})
        self.assertIn(nameless.partner_id, dana | lead.partner_id)

    def test_points_follow_the_email_of_lead_and_borrower(self):
        lead = self._lead()
        lead.email_from = "dana.new@example.com"
        self.assertIn("dana.new@example.com", self._values(lead.partner_id))
        lead.partner_id.phone = "+17135550188"
        self.assertIn("+17135550188", self._values(lead.partner_id))

    def test_a_borrower_taken_off_comes_back(self):
        lead = self._lead()
        partner = lead.partner_id
        lead.partner_id = False
        self.assertEqual(lead.partner_id, partner)

    def test_leads_of_other_teams_are_left_alone(self):
        lead = self.env["crm.lead"].create(
            {"name": "Solar", "email_from": "sun@example.com", "team_id": False}
        )
        self.assertFalse(lead.partner_id)
        partner = self.env["res.partner"].create({"name": "Sun", "email": "s@e.com"})
        lead.partner_id = partner
        partner.phone = "+17135550199"
        self.assertFalse(partner.mortgage_point_ids)

    def test_a_lead_that_comes_to_a_mortgage_team_gets_a_borrower(self):
        lead = self.env["crm.lead"].create(
            {"name": "Sun", "email_from": "sun@example.com", "team_id": False}
        )
        lead.team_id = self.team
        self.assertEqual(self._values(lead.partner_id), {"sun@example.com"})

    def test_points_of_a_batch_cost_the_same_whatever_its_size(self):
        partners = self.env["res.partner"].create(
            [{"name": f"B{n}", "email": f"b{n}@example.com"} for n in range(33)]
        )
        leads = self._create(*({"partner_id": partner.id} for partner in partners))
        self.env.flush_all()
        counts = []
        for batch in (leads[:1], leads[1:3], leads[3:]):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            batch._mortgage_keep_borrower()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
