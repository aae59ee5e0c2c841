from phonenumbers import (
    NumberParseException,
    PhoneNumberFormat,
    format_number,
    is_possible_number,
    parse,
)

from odoo import api, models

from ...tools import footer
from .res_company import EQUAL_HOUSING


class MortgageSender(models.AbstractModel):
    """Who speaks in a message: LO, branch and company, with their numbers."""

    _name = "mortgage.sender"
    _description = "Sender of a message"

    @api.model
    def _sender_fields(self):
        """Return ``{name: (label, sample, fallback)}`` of the fields about the sender.

        See ``mortgage.template._merge_fields``.
        """
        known = self.env["mortgage.merge.field"]._known(
            self.env.context.get("mortgage_lang")
        )
        return {
            name: (field.label, field.sample, field.fallback)
            for name, field in known.items()
            if field.from_sender
        }

    @api.model
    def _sender_values(self, pairs):
        """Return ``{(user id, company id): values}`` for all ``pairs`` at once.

        A user id of 0 or False is the company itself: its LO fields are empty. Beside
        the merge fields there are the license texts, ready for ``_footer``.
        """
        pairs = set(pairs)
        users = (
            self.env["res.users"].sudo().browse({user for user, _c in pairs if user})
        )
        companies = (
            self.env["res.company"].sudo().browse({company for _u, company in pairs})
        )
        people = {user.id: self._person_values(user) for user in users.exists()}
        firms = {firm.id: self._company_values(firm) for firm in companies.exists()}
        values = {
            (user, company): {**firms.get(company, {}), **people.get(user, {})}
            for user, company in pairs
        }
        self._add_license_texts(values, companies.exists())
        return values

    @api.model
    def _add_license_texts(self, values, companies):
        """Put into each of ``values`` what the states want to read under a message.

        ``license_words``: ``{state: text}``; ``license_missing``: ``{state: labels}``,
        what has to be recorded before a message may go to that state.
        """
        texts = self.env["mortgage.disclosure"]._texts(companies)
        numbers = self._license_numbers(companies, {user for user, _c in values})
        for (user, company), sender in values.items():
            sender["license_words"], sender["license_missing"] = {}, {}
            for state, row in texts.get(company, {}).items():
                known = {
                    **sender,
                    "license_no": numbers.get((False, company, state)),
                    "lo_license_no": user and numbers.get((user, company, state)),
                }
                text, missing = row._render(known)
                sender["license_words"][state] = text
                if missing:
                    sender["license_missing"][state] = [
                        f"{label} ({state})" for label in missing
                    ]

    @api.model
    def _license_numbers(self, companies, user_ids):
        """Return ``{(user id or False, company id, state): number}`` in force now."""
        licenses = (
            self.env["mortgage.license"]
            .sudo()
            .search(
                [
                    ("company_id", "in", companies.ids),
                    ("user_id", "in", [False, *filter(None, user_ids)]),
                    ("number", "!=", False),
                ]
            )
        )
        return {
            (license.user_id.id, license.company_id.id, license.state): license.number
            for license in licenses
            if license.is_in_force
        }

    @api.model
    def _company_values(self, company):
        """Return what is known about ``company``, by merge field."""
        trade = company.mortgage_trade_name
        return {
            "company_name": company.name,
            "company_trade_name": trade if trade != company.name else "",
            "company_nmls": company.nmls_id,
            "company_phone": self._national(company.phone),
            "company_address": self._address(company.partner_id),
            "equal_housing": EQUAL_HOUSING[company.mortgage_business],
        }

    @api.model
    def _person_values(self, user):
        """Return what is known about ``user``, by merge field."""
        branch = user.mortgage_branch_id
        name = user.name or ""
        return {
            "lo_name": name,
            "lo_first_name": name.split()[0] if name.split() else "",
            "lo_nmls": user.nmls_id,
            "lo_phone": self._national(user.phone or branch.partner_id.phone),
            "lo_email": user.email,
            "booking_link": user.mortgage_booking_link,
            "branch_name": branch.trade_name or branch.name,
            "branch_nmls": branch.nmls_id,
        }

    @api.model
    def _footer(self, channel, kind, sender_values, state, links, lang="en"):
        """Return ``(html, text)`` to stand under a message; see ``tools.footer``."""
        return footer.footer(channel, kind, sender_values, state, links, lang)

    @api.model
    def _national(self, phone):
        """Return ``phone`` as it is read in the United States."""
        try:
            number = parse(phone or "", "US")
        except NumberParseException:
            return phone or ""
        if number.country_code != 1 or not is_possible_number(number):
            return phone
        return format_number(number, PhoneNumberFormat.NATIONAL)

    @api.model
    def _address(self, partner):
        """Return the postal address of ``partner`` on one line."""
        place = " ".join(filter(None, [partner.state_id.code, partner.zip]))
        parts = [partner.street, partner.street2, partner.city, place]
        return ", ".join(filter(None, parts)) if partner.street else ""
