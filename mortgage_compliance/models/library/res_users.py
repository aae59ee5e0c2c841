from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.words import is_address

# The pages a LO has for borrowers.
PAGES = ("mortgage_booking_link", "mortgage_review_link")


class ResUsers(models.Model):
    _inherit = "res.users"

    mortgage_booking_link = fields.Char(
        "Booking page", help="Where a borrower picks a time, such as https://…"
    )
    mortgage_review_link = fields.Char(
        "Review page",
        help="Where a borrower writes a review, such as https://…. Empty: the"
        " company's page.",
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return super().SELF_READABLE_FIELDS + [*PAGES]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return super().SELF_WRITEABLE_FIELDS + [*PAGES]

    @api.constrains(*PAGES)
    def _check_mortgage_pages(self):
        for user in self:
            for name in PAGES:
                if user[name] and not is_address(user[name]):
                    raise ValidationError(
                        self.env._(
                            "The %(page)s of %(user)s must be an address that begins"
                            " with https://.",
                            page=self._fields[name]._description_string(self.env),
                            user=user.name,
                        )
                    )
