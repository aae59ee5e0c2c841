from odoo import api, models
from odoo.tools import hmac

from ...tools import license_page
from ...tools.footer import equal_housing, license_words
from ...tools.places import state_name

SCOPE = "mortgage-license-page"


class MortgageLicensePage(models.AbstractModel):
    """The public page with the licenses of a lender and of one LO.

    What is too long for a text to a phone stands there. Its address is signed: nobody
    finds out by trying who works here.
    """

    _name = "mortgage.license.page"
    _description = "Page with the licenses"

    @api.model
    def _address(self, company, user):
        """Return the short address of the page of ``user`` at ``company``, or of the
        company alone; empty for no company."""
        if not company:
            return ""
        token = license_page.token(company.id, user.id, self._sign)
        return f"{company.get_base_url()}/l/{token}"

    @api.model
    def _sign(self, text):
        return hmac(self.env(su=True), SCOPE, text)

    @api.model
    def _by_token(self, token):
        """Return ``(company, LO)`` that ``token`` names; no company for a wrong one.

        Whoever does not work there any more is left out: the company's page remains.
        """
        named = license_page.read(token, self._sign)
        companies, users = self.env["res.company"].sudo(), self.env["res.users"].sudo()
        if not named:
            return companies, users
        company = companies.search([("id", "=", named[0]), ("active", "=", True)])
        user = users.search(
            [
                ("id", "=", named[1]),
                ("active", "=", True),
                ("share", "=", False),
                ("company_ids", "in", company.ids),
            ]
        )
        return company, user

    @api.model
    def _shown(self, company, user, lang):
        """Return what the page says about ``user`` (or nobody) at ``company``."""
        key = (user.id or 0, company.id)
        sender = self.env["mortgage.sender"].sudo()._sender_values([key])[key]
        licenses = self._licenses(company, user)
        states = sorted({state for _who, state in licenses}, key=state_name)
        return {
            "sender": sender,
            "mark": sender["equal_housing"],
            "legend": equal_housing(sender["equal_housing"], lang),
            "company_access": license_page.consumer_access("COMPANY", company.nmls_id),
            "user_access": license_page.consumer_access("INDIVIDUAL", user.nmls_id),
            "states": [
                {
                    "name": state_name(state),
                    "company": licenses.get(("company", state)),
                    "user": licenses.get(("user", state)),
                    "words": license_words(sender, state, lang),
                    "notices": [
                        notice.text(lang)
                        for notice in sender["notices"].get(state, ())
                        if "page" in notice.channels and not notice.missing
                    ],
                }
                for state in states
            ],
        }

    @api.model
    def _licenses(self, company, user):
        """Return ``{("company" or "user", state): number}`` in force now; a license
        without a recorded number has True."""
        records = (
            self.env["mortgage.license"]
            .sudo()
            .search(
                [
                    ("company_id", "=", company.id),
                    ("user_id", "in", [False, *user.ids]),
                    ("branch_id", "=", False),
                ]
            )
        )
        return {
            ("user" if record.user_id else "company", record.state): record.number
            or True
            for record in records
            if record.is_in_force
        }
