from odoo import api, fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    mortgage_license_page = fields.Char(
        "Page with licenses",
        compute="_compute_mortgage_license_page",
        help="Anybody may open it, on a phone too. Its address stands in texts and"
        " under emails, and may stand in a signature or on a card.",
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return super().SELF_READABLE_FIELDS + ["mortgage_license_page"]

    @api.depends("company_id")
    def _compute_mortgage_license_page(self):
        pages = self.env["mortgage.license.page"]
        for user in self:
            user.mortgage_license_page = pages._address(user.company_id, user)
