from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import ComplianceCase


@tagged("post_install", "-at_install")
class TestReadiness(ComplianceCase):
    """What is set, what is missing, who may see it and who may set it up."""

    def _items(self, user=None):
        readiness = self.env["mortgage.readiness"]
        rows = readiness.with_user(user or self.mortgage_admin).items()
        return {row["code"]: row for row in rows}

    def _state(self, code):
        return self._items()[code]["state"]

    def test_a_row_has_what_the_page_shows(self):
        items = self._items()
        self.assertGreater(len(items), 12)
        for code, row in items.items():
            with self.subTest(code=code):
                self.assertIn(row["state"], ("set", "missing", "warning"))
                self.assertIn(row["who"], ("admin", "compliance", "system"))
                self.assertTrue(row["name"] and row["detail"] and row["section"])
                self.assertTrue(row["holds_back"] or row["state"] == "set")

    def test_managers_and_compliance_read_and_others_do_not(self):
        for user in (self.manager, self.compliance, self.mortgage_admin):
            self.assertTrue(self._items(user))
        for user in (
            *(self.maria, self.assistant, self.processor, self.marketing),
            *(self.integration, self.outsider, self.portal),
        ):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._items(user)

    def test_only_who_may_fix_gets_the_button(self):
        self.assertFalse(self._items(self.manager)["company_nmls"]["action"])
        self.assertTrue(self._items(self.mortgage_admin)["company_nmls"]["action"])
        self.assertTrue(self._items(self.compliance)["templates"]["action"])
        self.assertFalse(self._items(self.mortgage_admin)["templates"]["action"])
        self.assertFalse(self._items(self.mortgage_admin)["mail_replies"]["action"])
        odoo_admin = self.env.ref("base.user_admin")
        self.assertTrue(self._items(odoo_admin)["mail_replies"]["action"])

    def test_each_item_turns_with_what_it_stands_for(self):
        company = self.company
        domain = self.env["mail.alias.domain"].create({"name": "lender.example"})
        number = {"number": "+15125550100", "country_id": self.env.ref("base.us").id}
        account = {
            "sms_provider": "twilio",
            "sms_twilio_account_sid": "AC" + "a1" * 16,
            "sms_twilio_auth_token": "b" * 32,
        }
        table = (
            ("company_nmls", company, {"nmls_id": False}, {"nmls_id": "1"}),
            ("postal_address", company, {"zip": False}, {"zip": "78701"}),
            (
                "mail_replies",
                company,
                {"alias_domain_id": False},
                {"alias_domain_id": domain.id},
            ),
            ("texts_account", company, {"sms_provider": "iap"}, account),
            (
                "texts_number",
                company,
                {"sms_twilio_number_ids": [(5,)]},
                {"sms_twilio_number_ids": [(0, 0, number)]},
            ),
        )
        for code, record, without, having in table:
            with self.subTest(code=code):
                record.write(without)
                self.assertEqual(self._state(code), "missing")
                record.write(having)
                self.assertEqual(self._state(code), "set")

    def test_the_company_s_licenses(self):
        own = self.env["mortgage.license"].search([("user_id", "=", False)])
        mine = own.filtered(lambda license: license.company_id == self.company)
        self.assertEqual(self._state("company_licenses"), "set")
        mine.number = False
        self.company.mortgage_business = "broker"
        detail = self._items()["company_licenses"]["detail"]
        self.assertNotIn("LO", detail)
        mine.write({"number": "1", "valid_to": "2026-01-01 00:00:00"})
        self.assertEqual(self._state("company_licenses"), "missing")

    def test_licenses_that_end_are_named(self):
        self._license("TX", self.manager)
        for record in self.env["mortgage.license"].search([("state", "=", "TX")]):
            record.valid_to = fields.Datetime.now() + timedelta(days=20)
        for code, whose in [
            ("company_licenses", "Lone Star Test Lending, Texas: ends"),
            ("officer_licenses", "Maria Gomez, Texas: ends"),
        ]:
            item = self._items()[code]
            self.assertIn(whose, item["detail"])
            self.assertEqual(item["state"], "warning")

    def test_loan_officers_by_number_and_license(self):
        items = self._items()
        self.assertEqual(items["officers"]["state"], "set")
        self.assertEqual(items["officer_numbers"]["state"], "set")
        self.assertIn("Max Boone", items["officer_licenses"]["detail"])
        self.maria.nmls_id = False
        row = self._items()["officer_numbers"]
        self.assertEqual(row["state"], "warning")
        self.assertIn("1 of 4", row["detail"])
        self.assertIn("Maria Gomez", row["detail"])
        people = self.maria | self.frank | self.cora | self.manager
        people.active = False
        self.assertEqual(self._state("officers"), "missing")
        self.assertFalse(self._items()["officer_numbers"]["action"])

    def test_words_count_until_they_are_approved(self):
        self.assertEqual(self._state("templates"), "missing")
        self.assertIn("Cleo Park", self._items()["templates"]["detail"])
        versions = self.env["mortgage.template.version"].search(
            [("state", "=", "review")]
        )
        versions[:1].with_user(self.compliance).action_approve()
        self.assertEqual(self._state("templates"), "warning")
        versions[1:].with_user(self.compliance).action_approve()
        self.assertEqual(self._state("templates"), "set")
        template = versions[0].template_id
        template.expires_on = "2020-01-01"
        self.assertEqual(self._state("templates"), "warning")
        self.assertIn(template.name, self._items()["templates"]["detail"])
        template.with_user(self.compliance).expires_on = False
        self.assertEqual(self._state("templates"), "set")
        self.compliance.active = False
        self.assertEqual(self._state("approver"), "missing")

    def test_stopped_sending_is_said_with_its_reason(self):
        self.assertEqual(self._state("sending"), "set")
        self.company.action_mortgage_stop("Wrong rate")
        row = self._items()["sending"]
        self.assertEqual(row["state"], "missing")
        self.assertIn("Wrong rate", row["detail"])

    def test_the_server_is_told_how_crons_wake(self):
        place = "odoo.addons.mortgage_compliance.models.readiness"
        with patch.dict(f"{place}.mortgage_readiness_running.os.environ", clear=True):
            row = self._items()["clockwork"]
        self.assertEqual(row["state"], "warning")
        self.assertIn("ODOO_NOTIFY_CRON_CHANGES", row["detail"])

    def test_the_company_in_one_form(self):
        states = self.env.ref("base.state_us_44") | self.env.ref("base.state_us_5")
        Setup = self.env["mortgage.company.setup"].with_user(self.mortgage_admin)
        values = Setup.default_get(list(Setup._fields))
        self.assertEqual(values["nmls_id"], "1234001")
        setup = Setup.create({**values, "nmls_id": "77"})
        setup.license_state_ids |= states
        setup.action_save()
        self.assertEqual(self.company.nmls_id, "77")
        licenses = self.env["mortgage.license"]
        licensed = licenses._licensed([], self.company.ids)
        self.assertEqual(
            licensed["company", self.company.id],
            {"TX", "FL", "CO"} | set(states.mapped("code")),
        )
        before = licenses.search_count([])
        setup.action_save()
        self.assertEqual(licenses.search_count([]), before)
        with self.assertRaises(AccessError):
            setup.with_user(self.manager).action_save()

    def test_texts_in_one_form(self):
        odoo_admin = self.env.ref("base.user_admin")
        odoo_admin.company_ids |= self.company
        Setup = self.env["mortgage.texts.setup"].with_user(odoo_admin)
        setup = Setup.create(
            {
                "account_sid": "AC" + "a1" * 16,
                "auth_token": "b" * 32,
                "number": "(512) 555-0100",
            }
        )
        setup.action_save()
        self.assertEqual(self.company.sms_provider, "twilio")
        self.assertEqual(
            self.company.sms_twilio_number_ids.mapped("number"), ["+15125550100"]
        )
        setup.number = "12"
        with self.assertRaises(ValidationError):
            setup.action_save()
        with self.assertRaises(AccessError):
            self.env["mortgage.texts.setup"].with_user(self.mortgage_admin).create({})
