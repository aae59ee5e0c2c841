from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.words import is_address

# The company's pages for borrowers.
PAGES = ("mortgage_review_link", "mortgage_upload_link")


class ResCompany(models.Model):
    _inherit = "res.company"

    mortgage_review_link = fields.Char(
        "Review page",
        help="Where a borrower writes a review, such as https://…, for LOs without a"
        " page of their own.",
    )
    mortgage_upload_link = fields.Char(
        "Secure page for documents",
        help="Where borrowers log in and upload papers, such as https://…. Without it"
        " no message that asks for papers is sent.",
    )

    @api.constrains(*PAGES)
    def _check_mortgage_pages(self):
        for company in self:
            for name in PAGES:
                if company[name] and not is_address(company[name]):
                    raise ValidationError(
                        self.env._(
                            "%(page)s of %(company)s must be an address that begins"
                            " with https://.",
                            page=self._fields[name]._description_string(self.env),
                            company=company.name,
                        )
                    )
