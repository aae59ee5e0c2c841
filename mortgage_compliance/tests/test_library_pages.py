from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.mortgage_compliance.tests.common import ComplianceCase


@tagged("post_install", "-at_install")
class TestLibraryPages(ComplianceCase):
    """The pages of an LO and a company that messages point to."""

    def _values(self, user=None):
        pair = (user.id if user else False, self.company.id)
        return self.env["mortgage.template"]._sender_values([pair])[pair]

    def test_an_lo_without_a_review_page_uses_the_companys(self):
        self.company.mortgage_review_link = "https://lender.example/reviews"
        self.frank.mortgage_review_link = "https://lender.example/reviews/frank"
        for user, page in (
            (self.maria, "https://lender.example/reviews"),
            (self.frank, "https://lender.example/reviews/frank"),
            (None, "https://lender.example/reviews"),
        ):
            with self.subTest(user and user.name):
                self.assertEqual(self._values(user)["review_link"], page)

    def test_papers_are_uploaded_to_the_companys_page(self):
        self.assertFalse(self._values(self.maria)["upload_link"])
        self.company.mortgage_upload_link = "https://lender.example/my/documents"
        self.assertEqual(
            self._values(self.maria)["upload_link"],
            "https://lender.example/my/documents",
        )

    def test_an_appointment_is_moved_on_the_booking_page(self):
        self.maria.mortgage_booking_link = "https://lender.example/book/maria"
        self.assertEqual(
            self._values(self.maria)["reschedule_link"],
            "https://lender.example/book/maria",
        )

    def test_a_page_is_an_address(self):
        for record, name in (
            (self.maria, "mortgage_booking_link"),
            (self.maria, "mortgage_review_link"),
            (self.company, "mortgage_review_link"),
            (self.company, "mortgage_upload_link"),
        ):
            with self.subTest(name), self.assertRaisesRegex(ValidationError, "https"):
                record[name] = "javascript:alert(1)"

    def test_an_lo_sets_the_own_pages(self):
        self.maria.with_user(self.maria).mortgage_review_link = "https://x.example/r"
        self.assertEqual(self.maria.mortgage_review_link, "https://x.example/r")
