import json

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged, users

from .common import SalesCase

AGREEMENT = (
    "I agree that Lone Star Test Lending may text and call me with offers at the number"
    " above, also by automated means or a recorded voice. My agreement is not a"
    " condition of any loan or purchase."
)
DANA = {
    "source": "website-test",
    "external_id": "web-1",
    "first_name": "Dana",
    "last_name": "Ruiz",
    "email": "Dana.Ruiz@example.com",
    "phone": "(512) 555-0142",
    "state": "Texas",
    "zip": "78704",
    "loan_purpose": "purchase",
    "loan_amount": "320k",
}


@tagged("post_install", "-at_install")
class TestSubmit(SalesCase):
    """What submit makes of inquiries, and what it answers."""

    def _submit(self, *inquiries, user=None):
        model = self.env["mortgage.inquiry"].with_user(user or self.integration)
        return model.submit([DANA | inquiry for inquiry in inquiries])

    def _one(self, user=None, **inquiry):
        (result,) = self._submit(inquiry, user=user)
        return result

    def _lead(self, result):
        return self.env["crm.lead"].browse(result["lead_id"])

    def test_an_inquiry_becomes_a_lead_with_its_lo(self):
        result = self._one()
        self.assertEqual(result["status"], "created", result)
        lead = self._lead(result)
        self.assertEqual(result["assigned_to"], lead.user_id.name)
        self.assertTrue(lead.user_id)
        self.assertEqual(result["reasons"], [])
        self.assertEqual(lead.team_id, self.team)
        self.assertEqual(lead.lead_source_id, self.source)
        self.assertEqual(lead.property_state, "TX")
        self.assertEqual(lead.property_zip, "78704")
        self.assertEqual(lead.loan_amount, 320000)
        self.assertEqual(lead.partner_id.name, "Dana Ruiz")
        self.assertEqual(lead.partner_id.email, "dana.ruiz@example.com")
        self.assertEqual(lead.partner_id.phone, "+15125550142")
        self.assertEqual(
            set(lead.partner_id.mortgage_point_ids.mapped("value")),
            {"dana.ruiz@example.com", "+15125550142"},
        )
        self.assertEqual(lead.inquiry_ids.state, "routed")

    def test_a_repeat_answers_with_the_first_result(self):
        first = self._one()
        self.assertEqual(self._one(comments="again"), first)
        self.assertEqual(self._submit({}, {}), [first, first])
        inquiries = self.env["mortgage.inquiry"].search(
            [("lead_id", "=", first["lead_id"])]
        )
        self.assertEqual(len(inquiries), 1)
        self.assertNotIn("again", inquiries.payload)

    def test_without_a_number_the_same_answers_are_the_same_inquiry_for_a_day(self):
        first = self._one(external_id=False)
        self.assertEqual(self._one(external_id=False), first)
        inquiry = self.env["mortgage.inquiry"].browse(first["inquiry_id"])
        self.env.cr.execute(
            "UPDATE mortgage_inquiry SET received_at = received_at - '25 h'::interval,"
            " external_id = regexp_replace(external_id, '\\d{8}$', '20200101')"
            " WHERE id = %s",
            [inquiry.id],
        )
        inquiry.invalidate_recordset()
        later = self._one(external_id=False)
        self.assertEqual(later["status"], "merged")
        self.assertNotEqual(later["inquiry_id"], first["inquiry_id"])

    def test_one_person_through_two_sources_is_one_lead(self):
        other = self.source.copy({"name": "Vendor", "code": "vendor-test"})
        first, second = self._submit(
            {}, {"source": other.code, "email": False, "external_id": "v-1"}
        )
        self.assertEqual(first["status"], "created")
        self.assertEqual(second["status"], "merged")
        self.assertEqual(first["lead_id"], second["lead_id"])
        self.assertEqual(second["reasons"][0]["code"], "merged")
        lead = self._lead(first)
        self.assertEqual(len(lead.inquiry_ids), 2)
        self.assertIn("Vendor", lead.message_ids[0].body)

    def test_people_of_a_batch_are_joined_by_what_they_share(self):
        results = self._submit(
            {"external_id": "a", "phone": False},
            {"external_id": "b", "phone": "713 555 0101", "email": "x@example.com"},
            {"external_id": "c", "phone": "713 555 0101"},
            {"external_id": "d", "phone": "713 555 0199", "email": "y@example.com"},
        )
        self.assertEqual(
            [result["status"] for result in results],
            ["created", "merged", "merged", "created"],
        )
        self.assertEqual(len({result["lead_id"] for result in results}), 2)

    def test_two_who_share_a_phone_are_not_taken_for_each_other(self):
        dana = self._one()
        other = {"name": "Lee Ruiz", "first_name": False, "last_name": False}
        lee = self._one(external_id="2", email="lee@example.com", **other)
        self.assertEqual(lee["status"], "created")
        partners = self._lead(dana).partner_id, self._lead(lee).partner_id
        self.assertNotEqual(*partners)
        self.assertEqual(partners[1].email, "lee@example.com")
        self.assertEqual(self._lead(lee).email_from, "lee@example.com")
        # With the first name, or without an email of her own, it is Dana.
        for number, again in enumerate(
            ({"email": "dana@work.example.com"}, {"email": False, **other})
        ):
            result = self._one(external_id=f"again-{number}", **again)
            self.assertEqual(result["status"], "merged")
        self.assertEqual(len(partners[1].mortgage_lead_ids), 1)

    def test_two_who_share_a_phone_in_one_batch_are_two(self):
        other = {"name": "Lee Ruiz", "first_name": False, "last_name": False}
        results = self._submit(
            {"external_id": "a"},
            {"external_id": "b", "email": "lee@example.com", **other},
            {"external_id": "c", "email": "lee@example.com", "phone": False, **other},
        )
        self.assertEqual(
            [result["status"] for result in results], ["created", "created", "merged"]
        )
        self.assertEqual(results[1]["lead_id"], results[2]["lead_id"])

    def test_a_closed_lead_does_not_take_a_new_inquiry(self):
        first = self._one()
        self._lead(first).action_set_lost()
        second = self._one(external_id="web-2")
        self.assertEqual(second["status"], "created")
        self.assertNotEqual(first["lead_id"], second["lead_id"])
        self.assertEqual(self._lead(first).partner_id, self._lead(second).partner_id)

    def test_a_known_partner_keeps_what_it_has_and_gets_what_it_lacks(self):
        dana = self.env["res.partner"].create(
            {"name": "Dana M. Ruiz", "email": "dana.ruiz@example.com", "city": "Waco"}
        )
        lead = self._lead(self._one())
        self.assertEqual(lead.partner_id, dana)
        self.assertEqual(dana.name, "Dana M. Ruiz")
        self.assertEqual(dana.city, "Waco")
        self.assertFalse(dana.zip)
        self.assertEqual(dana.phone, "+15125550142")
        self.assertEqual(dana.phone_sanitized, "+15125550142")

    def test_an_employee_is_never_taken_for_a_borrower(self):
        lead = self._lead(self._one(email=self.maria.email))
        self.assertNotEqual(lead.partner_id, self.maria.partner_id)

    def test_a_co_borrower_stands_on_the_lead(self):
        co_borrower = {
            "first_name": "Lee",
            "last_name": "Ruiz",
            "email": "lee@example.com",
        }
        result = self._one(co_borrower=co_borrower)
        party = self._lead(result).party_ids
        self.assertEqual(party.role, "co_borrower")
        self.assertEqual(party.partner_id.name, "Lee Ruiz")
        again = self._one(external_id="web-2", co_borrower=co_borrower)
        self.assertEqual(again["status"], "merged")
        self.assertEqual(self._lead(result).party_ids, party)
        own = self._one(external_id="3", email="lee@example.com", phone=False)
        self.assertEqual((own["status"], own["lead_id"]), ("merged", result["lead_id"]))

    def test_a_co_borrower_with_the_borrowers_phone_is_someone_else(self):
        lead = self._lead(
            self._one(co_borrower={"name": "Lee Ruiz", "phone": DANA["phone"]})
        )
        self.assertEqual(lead.party_ids.partner_id.name, "Lee Ruiz")
        self.assertNotEqual(lead.party_ids.partner_id, lead.partner_id)
        self._one(external_id="2", co_borrower={"name": "Lee Ruiz"})
        self.assertEqual(len(lead.party_ids), 1)

    def test_a_state_without_company_licence_is_rejected(self):
        result = self._one(state="NY", zip="10001")
        self.assertEqual(result["status"], "rejected")
        self.assertEqual(result["lead_id"], False)
        self.assertEqual(result["reasons"][0]["code"], "not_licensed")
        self.assertIn("NY", result["reasons"][0]["text"])
        self.assertFalse(
            self.env["res.partner"].search([("email", "=ilike", DANA["email"])])
        )

    def test_a_source_may_keep_what_we_refer_out(self):
        self.source.unlicensed = "refer"
        result = self._one(state="NY", zip="10001")
        self.assertEqual((result["status"], result["lead_id"]), ("held", False))
        self.assertIn("referred out; nothing is sent", result["reasons"][0]["text"])
        self.assertFalse(
            self.env["mortgage.touch"].search(
                [("partner_id.email", "=ilike", DANA["email"])]
            )
        )
        inquiry = self.env["mortgage.inquiry"].browse(result["inquiry_id"])
        self._license("NY")
        inquiry.action_resubmit()
        self.assertTrue(inquiry.lead_id)

    def test_the_zip_tells_the_state(self):
        self.assertEqual(self._one(state=False, zip="10001")["status"], "rejected")
        lead = self._lead(self._one(external_id="2", state=False))
        self.assertEqual(lead.property_state, "TX")

    def test_an_unknown_state_goes_on(self):
        self.assertEqual(self._one(state=False, zip=False)["status"], "created")

    def test_nobody_to_reach_is_held_or_rejected(self):
        cases = [
            ({"phone": False, "email": "nonsense"}, "held", "no_contact"),
            ({"first_name": False, "last_name": False}, "held", "no_name"),
            (
                {"first_name": "", "last_name": "", "phone": "", "email": ""},
                "rejected",
                "no_name",
            ),
        ]
        for number, (inquiry, status, code) in enumerate(cases):
            result = self._one(external_id=f"h-{number}", **inquiry)
            self.assertEqual(result["status"], status)
            self.assertTrue(result["inquiry_id"])
            self.assertFalse(result["lead_id"])
            self.assertIn(code, [reason["code"] for reason in result["reasons"]])

    def test_a_held_inquiry_is_corrected_and_submitted_again(self):
        held = self._one(phone=False, email="nonsense")
        inquiry = self.env["mortgage.inquiry"].browse(held["inquiry_id"])
        inquiry = inquiry.with_user(self.manager)
        self.assertEqual(inquiry.reasons_text.count("nonsense"), 1)
        self.assertNotIn("email: email", inquiry.reasons_text)
        with self.assertRaises(UserError):
            inquiry.write({"payload": "{}"})
        inquiry.write({"phone": "512 555 0142"})
        inquiry.action_resubmit()
        self.assertEqual(inquiry.state, "routed")
        self.assertEqual(inquiry.lead_id.partner_id.phone, "+15125550142")
        with self.assertRaises(UserError):
            inquiry.write({"phone": "1"})
        with self.assertRaises(UserError):
            inquiry.action_resubmit()

    def test_what_must_not_be_kept_is_cut_and_said(self):
        result = self._one(
            comments="My SSN is 123-45-6789", favorite_color="078 05 1120", pet="Rex"
        )
        said = [(reason["code"], reason["field"]) for reason in result["reasons"]]
        self.assertEqual(said, [("removed", "comments"), ("removed", "favorite_color")])
        inquiry = self.env["mortgage.inquiry"].browse(result["inquiry_id"])
        self.assertNotIn("6789", inquiry.payload)
        self.assertNotIn("1120", inquiry.payload)
        lead = self._lead(result)
        self.assertNotIn("6789", lead.description)
        self.assertIn("pet: Rex", lead.extra_answers)

    def test_a_bad_field_is_named_and_the_rest_goes_on(self):
        result = self._one(loan_amount="lots")
        self.assertEqual(result["status"], "created")
        (reason,) = result["reasons"]
        self.assertEqual((reason["code"], reason["field"]), ("invalid", "loan_amount"))
        self.assertIn("such as 400000", reason["text"])

    def test_bad_arguments_name_field_and_fix(self):
        model = self.env["mortgage.inquiry"].with_user(self.integration)
        with self.assertRaisesRegex(ValidationError, "inquiries: send a list"):
            model.submit({"source": "x"})
        results = model.submit([7, {}, {"source": "nowhere"}, {"source": {}}])
        self.assertEqual([result["status"] for result in results], ["rejected"] * 4)
        self.assertEqual(
            [result["reasons"][0]["field"] for result in results],
            ["", "source", "source", "source"],
        )

    def test_results_are_json(self):
        for result in self._submit({}, {"external_id": "2", "state": "NY"}):
            json.dumps(result)
            self.assertNotIn(None, result.values())

    def test_who_may_submit(self):
        for user in (self.integration, self.mortgage_admin, self.manager):
            self.assertEqual(self._one(user=user)["status"], "created")
        for user in (
            self.maria,
            self.assistant,
            self.compliance,
            self.processor,
            self.marketing,
            self.outsider,
            self.portal,
            self.env.ref("base.public_user"),
        ):
            with self.assertRaises(AccessError):
                self._one(user=user)

    def test_a_source_of_another_company_is_unknown(self):
        other = self.env["res.company"].create({"name": "Other Lending"})
        self.source.copy(
            {"code": "elsewhere", "company_id": other.id, "team_id": False}
        )
        result = self._one(source="elsewhere")
        self.assertEqual(result["reasons"][0]["code"], "unknown_source")

    @users("maria")
    def test_an_lo_sees_the_inquiries_of_own_leads_only(self):
        results = self._submit(
            {}, {"external_id": "2", "email": "z@example.com", "phone": ""}
        )
        leads = (
            self.env["crm.lead"].sudo().browse(result["lead_id"] for result in results)
        )
        leads[0].user_id = self.env.user
        leads[1].user_id = self.frank
        self.assertEqual(
            self.env["mortgage.inquiry"].search([]).lead_id.ids, leads[0].ids
        )

    def test_the_hosts_salespeople_read_their_leads_as_before(self):
        seller = new_test_user(self.env, "seller", "sales_team.group_sale_salesman")
        lead = self.env["crm.lead"].create({"name": "Roof", "user_id": seller.id})
        self.assertNotIn("inquiry_ids", lead.with_user(seller).fields_get())
        with Form(lead.with_user(seller)) as form:
            form.name = "New roof"
        self._one()
        self.env["crm.lead"].with_user(self.manager).search([]).read(["inquiry_ids"])

    def test_queries_do_not_grow_with_the_batch(self):
        def batch(name, size, again=False):
            return [
                {
                    "external_id": f"{name}-{number}-{again}",
                    "email": f"{name}{number}@example.com",
                    "phone": f"512 {200 + len(name)} {number:04}",
                    "comments": "Hello",
                    "co_borrower": {
                        "name": "Lee Ruiz",
                        "email": f"lee-{name}{number}@example.com",
                    },
                }
                for number in range(size)
            ]

        self._submit(*batch("warm", 4))
        for again in (False, True):
            few = self._queries(batch("ab", 10, again))
            many = self._queries(batch("abc", 80, again))
            self.assertLessEqual(many, few + 4, f"again: {again}")

    def _queries(self, inquiries):
        """Return how many queries it takes to submit ``inquiries``."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self._submit(*inquiries)
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def test_consent_is_what_was_agreed_to(self):
        agreed = {
            "text": AGREEMENT,
            "seller": "Lone Star Test Lending",
            "channels": ["sms", "call"],
            "at": "2026-01-02 03:04:05",
            "ip": "203.0.113.7",
            "user_agent": "Mozilla/5.0",
        }
        nameless = AGREEMENT.replace("Lone Star Test Lending", "you and your partners")
        cases = (
            ({}, "pec"),
            ({"consent": agreed}, "pewc"),
            ({"consent": agreed | {"channels": ["call"]}}, "pec"),
            ({"consent": agreed | {"text": ""}}, "pec"),
            ({"consent": agreed | {"seller": "Somebody Else"}}, "pec"),
            ({"consent": agreed | {"seller": ""}}, "pewc"),
            ({"consent": agreed | {"seller": "", "text": nameless}}, "pec"),
            ({"consent": agreed | {"ip": ""}}, "pec"),
        )
        for number, (inquiry, level) in enumerate(cases):
            phone = f"+1512555{100 + number:04}"
            self._one(external_id=phone, phone=phone, email=False, **inquiry)
            (point,) = self._points(("phone", phone))
            levels = self.env["mortgage.consent"]._levels(point.ids)[point.id]
            self.assertEqual(levels.get("sms"), level, inquiry)

    def test_a_consent_from_the_future_is_one_of_now(self):
        self._one(consent={"text": "I agree", "at": "2999-01-01 00:00:00"})
        self.assertLess(
            max(self.env["mortgage.consent"].search([]).mapped("at")).year, 2999
        )
