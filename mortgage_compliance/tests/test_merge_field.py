from odoo.tests import tagged

from odoo.addons.mortgage_compliance.tests.common import ComplianceCase

# What approved versions of 19.0.1.2.0 were read with: (English, Spanish) fallbacks.
EARLIER = {
    "borrower_first_name": ("there", "buen día"),
    "purpose_words": ("home loan", "hipoteca"),
    "property_place": ("your area", "su zona"),
    "call_when": ("as soon as I can", "lo antes posible"),
    "lo_name": (None, None),
    "lo_first_name": (None, None),
    "lo_nmls": (None, None),
    "lo_phone": (None, None),
    "lo_email": (None, None),
    "booking_link": ("", ""),
    "company_name": (None, None),
    "company_nmls": (None, None),
    "company_phone": ("", ""),
    "company_address": (None, None),
}


@tagged("post_install", "-at_install")
class TestMergeField(ComplianceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.merge_field = cls.env["mortgage.merge.field"]

    def test_what_approved_words_name_means_what_it_meant(self):
        english, spanish = (self.merge_field._known(lang) for lang in ("en", "es"))
        for name, fallbacks in EARLIER.items():
            with self.subTest(name):
                found = english[name].fallback, spanish[name].fallback
                self.assertEqual(found, fallbacks)

    def test_a_second_load_of_the_shipped_fields_changes_nothing(self):
        row = self.merge_field.search([("name", "=", "call_when")])
        row.fallback_en = "soon"
        count = self.merge_field.search_count([])
        self.merge_field._load_shipped()
        self.assertEqual(self.merge_field.search_count([]), count)
        self.assertEqual(self.merge_field._known()["call_when"].fallback, "soon")
