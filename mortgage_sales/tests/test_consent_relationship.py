from datetime import datetime, timezone

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import SalesCase

UTC = timezone.utc


@tagged("post_install", "-at_install")
class TestRelationship(SalesCase):
    """What leads, inquiries and loan files tell the gate of a borrower."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bought = cls.env["mortgage.lead.source"].create(
            {"name": "QuickQuote", "code": "quickquote", "team_id": cls.team.id}
        )

    def _ask(self, source, number=1, **values):
        (result,) = self.env["mortgage.inquiry"].submit(
            [
                {
                    "source": source.code,
                    "external_id": f"r-{number}",
                    "name": f"Dana Ruiz {number}",
                    "email": f"dana{number}@example.com",
                    "phone": f"+1713555{number:04d}",
                    "state": "TX",
                    "submitted_at": "2026-10-01 15:00:00",
                    **values,
                }
            ]
        )
        return self.env["crm.lead"].browse(result["lead_id"])

    def _of(self, partner):
        return partner._mortgage_relationships()[partner.id]

    def _loan(self, lead, **values):
        return self.env["mortgage.loan"].create(
            {"loan_number": f"L{lead.id}", "lead_id": lead.id, **values}
        )

    def test_who_asked_on_our_page_asked_us(self):
        borrower = self._ask(self.source).partner_id
        known = self._of(borrower)
        self.assertEqual(known.inquired_at, datetime(2026, 10, 1, 15, tzinfo=UTC))
        self.assertEqual((known.phase, known.unsigned_source), ("lead", ""))

    def test_a_bought_lead_asked_us_only_if_the_form_named_us(self):
        theirs = self._ask(self.bought, 1).partner_id
        other = {"text": "I agree …", "seller": "Another Lender"}
        others = self._ask(self.bought, 2, consent=other).partner_id
        ours = {"text": "I agree …", "seller": self.company.name.upper()}
        named = self._ask(self.bought, 3, consent=ours).partner_id
        self.assertFalse(self._of(theirs).inquired_at)
        self.assertFalse(self._of(others).inquired_at)
        self.assertTrue(self._of(named).inquired_at)

    def test_an_unsigned_source_stands_until_signed_or_joined_by_another(self):
        lead = self._ask(self.bought)
        self.assertEqual(self._of(lead.partner_id).unsigned_source, "QuickQuote")
        self.bought.with_user(self.compliance).action_sign_basis()
        self.assertEqual(self._of(lead.partner_id).unsigned_source, "")
        self.bought.with_user(self.compliance).action_withdraw_basis()
        self.assertEqual(self._of(lead.partner_id).unsigned_source, "QuickQuote")
        self._ask(self.source, external_id="web")
        self.assertEqual(self._of(lead.partner_id).unsigned_source, "")

    def test_the_phase_follows_the_loan(self):
        lead = self._ask(self.source)
        dana = lead.partner_id
        loan = self._loan(lead, application_on="2026-10-05")
        known = self._of(dana)
        self.assertEqual(known.phase, "in_process")
        self.assertEqual(known.applied_at, datetime(2026, 10, 5, tzinfo=UTC))
        loan.write({"state": "funded", "funded_on": "2026-11-02"})
        known = self._of(dana)
        self.assertEqual(known.phase, "past_client")
        self.assertEqual(known.closed_at, datetime(2026, 11, 2, tzinfo=UTC))
        self._lead(partner=dana)
        self.assertEqual(self._of(dana).phase, "lead")

    def test_a_lead_in_application_is_in_process_and_a_won_one_a_past_client(self):
        lead = self._ask(self.source)
        lead.stage_id = self.env.ref("mortgage_sales.stage_application")
        self.assertEqual(self._of(lead.partner_id).phase, "in_process")
        lead.action_set_won()
        known = self._of(lead.partner_id)
        self.assertEqual(known.phase, "past_client")
        self.assertTrue(known.closed_at)

    def test_a_co_borrower_shares_the_file_and_an_agent_does_not(self):
        lead = self._ask(self.source)
        sam = self._borrower("Sam Ruiz", "sam@example.com", "+17135550190")
        agent = self._borrower("Amy Agent", "amy@example.com", "+17135550191")
        self.env["mortgage.party"].create(
            [
                {"lead_id": lead.id, "partner_id": sam.id, "role": "co_borrower"},
                {"lead_id": lead.id, "partner_id": agent.id, "role": "buyer_agent"},
            ]
        )
        self.assertTrue(self._of(sam).inquired_at)
        self.assertFalse(self._of(agent).inquired_at)

    def test_a_sister_company_has_a_relationship_of_its_own(self):
        sister = self.env["res.company"].create({"name": "Gulf Sister Lending"})
        borrower = self._ask(self.source).partner_id
        self.assertFalse(self._of(borrower.with_company(sister)).inquired_at)

    def test_the_number_of_queries_does_not_grow(self):
        people = self.env["res.partner"].browse(
            self._ask(self.source, number).partner_id.id for number in range(1, 13)
        )
        counts = []
        people._mortgage_relationships()
        for some in (people[:2], people):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some._mortgage_relationships()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)

    def test_only_compliance_signs_and_new_terms_unsign(self):
        terms = {"names_seller": True, "vendor_consent_text": "I agree that … may call"}
        self.bought.write(terms)
        for user in (self.mortgage_admin, self.maria, self.manager):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.bought.with_user(user).action_sign_basis()
        with self.assertRaises(AccessError):
            self.bought.with_user(self.mortgage_admin).write(
                {"basis_signed_at": "2026-11-01 00:00:00"}
            )
        self.bought.with_user(self.compliance).action_sign_basis()
        self.assertEqual(self.bought.basis_signed_by_id, self.compliance)
        admin = self.bought.with_user(self.mortgage_admin)
        admin.write({"cost": 12, "names_seller": True})
        self.assertTrue(self.bought.basis_signed_at)
        admin.vendor_consent_text = "Other words"
        self.assertFalse(self.bought.basis_signed_at)

    def test_a_source_that_names_us_is_signed_with_its_text_only(self):
        self.bought.names_seller = True
        with self.assertRaisesRegex(UserError, "paste the consent text"):
            self.bought.with_user(self.compliance).action_sign_basis()
