from odoo import Command

from .common import SalesCase


class TestLeadContact(SalesCase):
    def test_facts_of_a_lead(self):
        lead = self._lead(
            state="FL",
            property_zip="33128",
            zip="78704",
            state_id=self.env.ref("base.state_us_44").id,
            country_id=self.env.ref("base.us").id,
            user_id=self.maria.id,
            language="Spanish",
        )
        facts = lead._mortgage_contact_facts()[lead.id]
        self.assertEqual(facts["partner_id"], lead.partner_id.id)
        self.assertEqual(facts["states"], ("TX", "FL"))
        self.assertEqual(facts["zips"], ("78704", "33128"))
        self.assertEqual(facts["property_state"], "FL")
        self.assertEqual(facts["user_id"], self.maria.id)
        self.assertEqual(facts["company_id"], self.company.id)
        self.assertEqual(facts["team_id"], self.team.id)
        self.assertEqual(facts["lang"], "es_419")
        self.assertEqual(set(facts["points"]), set(lead.mortgage_point_ids.ids))

    def test_a_mail_by_hand_names_the_loan_in_its_subject(self):
        lead = self._lead(loan_purpose="purchase", language="Spanish")
        self.assertEqual(lead._message_compute_subject(), "Sobre su compra de casa")
        lead.language = "en"
        self.assertEqual(lead._message_compute_subject(), "About your home purchase")

    def test_the_present_number_comes_before_the_old_one(self):
        lead = self._lead()
        old = lead.mortgage_point_ids
        lead.partner_id.phone = "+17135550188"
        points = lead._mortgage_contact_facts()[lead.id]["points"]
        phones = self.env["mortgage.contact.point"].browse(points)
        phones = phones.filtered(lambda point: point.kind == "phone")
        self.assertEqual(phones.mapped("value"), ["+17135550188", "+17135550101"])
        self.assertLess(old, lead.mortgage_point_ids)

    def test_scope_needs_a_mortgage_team_that_is_switched_on(self):
        lead = self._lead()
        self.assertEqual(lead._mortgage_in_scope(), lead)
        self.team.mortgage_active = False
        self.assertFalse(lead._mortgage_in_scope())
        self.team.write({"mortgage_active": True, "is_mortgage": False})
        self.assertFalse(lead._mortgage_in_scope())

    def test_merge_values_speak_the_borrowers_language(self):
        leads = self._lead(property_city="Austin") | self._lead(language="es")
        english, spanish = leads._mortgage_merge_values().values()
        self.assertEqual(english["borrower_first_name"], "Dana")
        self.assertEqual(english["purpose_words"], "home purchase")
        self.assertEqual(english["property_place"], "Austin, TX")
        self.assertEqual(spanish["purpose_words"], "compra de casa")

    def test_leads_are_found_by_the_points_of_the_household_newest_first(self):
        first, second = self._lead(), self._lead("Lee Park")
        partner = self.env["res.partner"].create(
            {"name": "Rey Ruiz", "email": "rey@example.com"}
        )
        first.party_ids = [Command.create({"partner_id": partner.id})]
        find = self.env["crm.lead"]._mortgage_find_by_points
        self.assertEqual(find(partner.mortgage_point_ids), first)
        third = self._lead(partner=first.partner_id)
        phone = first.mortgage_point_ids
        self.assertEqual(find(phone), third + second + first)
        third.action_set_lost()
        first.action_set_won()
        self.assertEqual(find(phone), second)

    def test_queries_do_not_grow_with_the_batch(self):
        partners = self.env["res.partner"].create(
            [{"name": f"B{n}", "email": f"b{n}@example.com"} for n in range(44)]
        )
        leads = self.env["crm.lead"].browse()
        for partner in partners:
            leads |= self._lead(partner=partner)
        for hook in (
            "_mortgage_in_scope",
            "_mortgage_contact_facts",
            "_mortgage_merge_values",
        ):
            getattr(leads, hook)()
            counts = [self._queries(batch, hook) for batch in (leads[:4], leads[4:])]
            self.assertEqual(counts[0], counts[1], hook)

    def _queries(self, leads, hook):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        getattr(self.env["crm.lead"].browse(leads.ids), hook)()
        return self.env.cr.sql_log_count - before
