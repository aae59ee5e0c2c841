from collections import defaultdict
from urllib.parse import urlsplit

from phonenumbers import (
    NumberParseException,
    PhoneNumberFormat,
    format_number,
    is_possible_number,
    parse,
)

from odoo import api, models

from ...tools.footer import EQUAL_HOUSING, Occasion, footer
from ...tools.license_page import consumer_access

MARK = "/mortgage_compliance/static/img/equal_housing.png"


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
        pages = self.env["mortgage.license.page"]
        for (user, company), sender in values.items():
            sender["license_page"] = pages._address(
                companies.browse(company), users.browse(user or False)
            )
        return values

    @api.model
    def _sample_footer(self):
        """Return what a preview's footer shows beside the sample merge fields."""
        company = self.env.company
        return {
            "equal_housing": EQUAL_HOUSING[company.mortgage_business],
            "equal_housing_mark": f"{company.get_base_url()}{MARK}",
            "license_page": "https://lender.example/l/1-7-k3f9x2q",
        }

    @api.model
    def _add_license_texts(self, values, companies):
        """Put into each of ``values`` what the states want to read under a message.

        ``license_words``: ``{state: {(language, is short): text}}``; ``notices``:
        ``{state: [Notice]}``; ``license_missing``: ``{state: labels}``, what has to be
        recorded before a message may go to that state.
        """
        disclosures = self.env["mortgage.disclosure"]
        rows, chosen = disclosures._in_force(companies), disclosures._chosen(companies)
        texts = {
            company_id: (own._license_texts(company_id, chosen), own._notices())
            for company_id, own in rows.items()
        }
        numbers = self._license_numbers(companies, {user for user, _c in values})
        for (user, company), sender in values.items():
            self._add_license_numbers(sender, numbers, user, company)
            license_texts, notices = texts.get(company, ({}, []))
            sender["license_words"], sender["license_missing"] = {}, {}
            sender["notices"] = defaultdict(list)
            for state, row in license_texts.items():
                words, missing = row._render(
                    self._with_license_numbers(sender, numbers, user, company, state)
                )
                sender["license_words"][state] = words
                if missing:
                    sender["license_missing"][state] = [
                        f"{label} ({state})" for label in missing
                    ]
            for row in notices:
                known = self._with_license_numbers(
                    sender, numbers, user, company, row.state
                )
                sender["notices"][row.state].append(row._as_notice(known))

    @api.model
    def _add_license_numbers(self, sender, numbers, user, company):
        """Hook: note for a sender which of the ``numbers`` are his or hers."""

    @api.model
    def _with_license_numbers(self, sender, numbers, user, company, state):
        return {
            **sender,
            "license_no": numbers.get((False, company, state)),
            "lo_license_no": user and numbers.get((user, company, state)),
        }

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
            "company_id": company.id,
            "company_name": company.name,
            "company_trade_name": trade if trade != company.name else "",
            "company_nmls": company.nmls_id,
            "company_phone": self._national(company.phone),
            "company_address": self._address(company.partner_id),
            "company_website": self._website(company),
            "consumer_access": consumer_access("COMPANY", company.nmls_id),
            "equal_housing": EQUAL_HOUSING[company.mortgage_business],
            "equal_housing_mark": f"{company.get_base_url()}{MARK}",
        }

    @api.model
    def _website(self, company):
        """Return the host of the company's website; this server's where it has none."""
        address = company.website or company.get_base_url()
        return urlsplit(address).hostname or ""

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
    def _footer(self, channel, kind, sender_values, state, links, lang="en", **more):
        """Return ``(html, text)`` to stand under a message; see ``tools.footer``.

        ``more``: ``loan``, what is known of the loan, and ``above``, a text's words.
        """
        occasion = Occasion(channel, kind, state, links or {}, lang, **more)
        return footer(occasion, sender_values)

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
