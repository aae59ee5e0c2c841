import json

from odoo.tests import tagged

from .test_why import EIGHT, WhyCase


@tagged("post_install", "-at_install")
class TestStoodOn(WhyCase):
    """The record of a message keeps what it stood on, whatever is changed later."""

    def _kept(self, touch):
        entry = self.env["mortgage.ledger.entry"].search(
            [("touch_id", "=", touch.id), ("event", "=", "handover")]
        )
        return json.loads(entry.payload)

    def _license_of(self, touch):
        return self.env["mortgage.license"].search(
            [("user_id", "=", touch.user_id.id), ("state", "=", "FL")]
        )

    def test_it_names_consent_licenses_words_and_rules(self):
        touch = self._sent()
        kept = self._kept(touch)
        consents = self.env["mortgage.consent"].search(
            [("point_id", "=", self.phone_point.id)]
        )
        self.assertEqual(kept["consent"]["level"], "pec")
        self.assertEqual(kept["consent"]["ids"], consents.ids)
        self.assertEqual(kept["consent"]["entries"], consents.mapped("ledger_id"))
        self.assertIn("Given Sun, Dec 30, 2029", kept["consent"]["words"])
        self.assertIn(consents.text_sha256, kept["consent"]["words"])
        self.assertEqual(kept["license"]["state"], "FL")
        self.assertEqual(kept["license"]["lo_nmls"], "1234102")
        self.assertEqual(kept["license"]["company_nmls"], self.company.nmls_id)
        self.assertIn(self._license_of(touch).id, kept["license"]["ids"])
        self.assertEqual(
            kept["template_sha256"], touch.template_version_id.content_sha256
        )
        self.assertTrue(kept["rules"])

    def test_what_is_changed_later_does_not_change_it(self):
        touch = self._sent()
        license_ = self._license_of(touch)
        number = license_.number
        license_.write({"number": "FL-NEW", "valid_to": "2030-01-08 00:00:00"})
        self.env["mortgage.consent"].sudo()._revoke(
            [{"point_id": self.phone_point.id, "channels": ["sms"]}]
        )
        with self.at("2030-02-01 12:00:00"):
            page = self._page(touch)
        told = self._words_of(page["license"])
        self.assertIn("As the record has it", told)
        self.assertIn("Frank Hall, Florida license", told)
        self.assertNotIn("FL-NEW", told)
        if number:
            self.assertIn(number, told)
        self.assertIn("Given Sun, Dec 30, 2029", self._words_of(page["consent"]))

    def test_a_license_of_another_branch_or_state_is_not_in_it(self):
        branch = self.env["mortgage.branch"].create(
            {"name": "Tampa", "company_id": self.company.id}
        )
        values = {"company_id": self.company.id, "valid_from": "2020-01-01 00:00:00"}
        others = self.env["mortgage.license"].create(
            [
                {"state": "FL", "branch_id": branch.id, "number": "B-1", **values},
                {"state": "GA", "user_id": self.frank.id, "number": "G-1", **values},
                {
                    "state": "FL",
                    "user_id": self.frank.id,
                    "number": "OLD",
                    **values,
                    "valid_to": "2029-01-01 00:00:00",
                },
            ]
        )
        kept = self._kept(self._sent())["license"]
        self.assertFalse(set(others.ids) & set(kept["ids"]))

    def test_no_number_and_no_address_is_in_it(self):
        kept = json.dumps(self._kept(self._sent()))
        for secret in ("203.0.113.7", self.phone_point.value, self.email_point.value):
            self.assertNotIn(secret, kept)

    def test_it_costs_the_same_for_one_and_for_many(self):
        counts = []
        for number in (1, 25):
            touches = self.touches.browse()
            with self.at(EIGHT):
                for tries in range(number):
                    touches |= self._touch("sms", user_id=self.frank.id, tries=tries)
                touches._dispatch()
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                stood = touches._stood_on()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(set(stood), set(touches.ids))
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[1], 14)
