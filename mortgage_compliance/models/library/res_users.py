from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.words import is_address


class ResUsers(models.Model):
    _inherit = "res.users"

    mortgage_booking_link = fields.Char(
        "Booking page", help="Where a borrower picks a time, such as https://…"
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return super().SELF_READABLE_FIELDS + ["mortgage_booking_link"]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return super().SELF_WRITEABLE_FIELDS + ["mortgage_booking_link"]

    @api.constrains("mortgage_booking_link")
    def _check_mortgage_booking_link(self):
        for user in self:
            link = user.mortgage_booking_link
            if link and not is_address(link):
                raise ValidationError(
                    self.env._(
                        "The booking page of %(user)s must be an address that begins"
                        " with https://.",
                        user=user.name,
                    )
                )
