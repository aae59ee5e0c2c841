from odoo import models

from ...tools.places import state_name

# How many licenses that end are named.
SHOWN_ENDING = 3


class MortgageReadiness(models.AbstractModel):
    """Who the lender is."""

    _inherit = "mortgage.readiness"

    def _item_company_nmls(self):
        number = self.env.company.nmls_id
        return self._company_item(
            "company_nmls",
            self.env._("Company's NMLS number"),
            "set" if number else "missing",
            number or self.env._("%(company)s has none.", company=self._company_name()),
            holds_back=self.env._("every automatic message"),
        )

    def _item_postal_address(self):
        partner = self.env.company.partner_id
        address = self.env["mortgage.sender"]._address(partner)
        complete = all([address, partner.city, partner.zip, partner.state_id])
        words = self.env._("Street, city, state and ZIP stand under every email.")
        return self._company_item(
            "postal_address",
            self.env._("Postal address"),
            "set" if complete else "missing",
            address if complete else words,
            holds_back=self.env._("every email"),
        )

    def _item_trade_name(self):
        trade = self.env.company.mortgage_trade_name
        same = self.env._(
            "None, borrowers read “%(company)s”.", company=self._company_name()
        )
        name = self.env._("Trade name (if you have one)")
        return self._company_item("trade_name", name, "set", trade or same)

    def _item_company_licenses(self):
        company = self.env.company
        licenses = self._licenses([False])
        states = sorted(set(licenses.mapped("state")))
        lacking = self._lacking_license_texts(states)
        ending = self._renewals([False])
        state, detail = "set", ", ".join(map(state_name, states))
        if not states:
            state = "missing"
            detail = self.env._(
                "%(company)s has no license in force.", company=self._company_name()
            )
        elif lacking:
            state = "warning"
            detail = self.env._(
                "Not recorded yet: %(what)s. Nothing is sent to these states.",
                what=", ".join(lacking),
            )
        elif ending:
            state = "warning"
            detail = ending
        return self._item(
            "company_licenses",
            self.env._("Company's state licenses"),
            state,
            detail,
            section="company",
            holds_back=self.env._("leads and messages of those states"),
            **self._license_button(
                self.env._("Company's licenses"),
                [("user_id", "=", False), ("company_id", "=", company.id)],
                bool(states),
            ),
        )

    def _license_button(self, name, domain, exist):
        """Return where licenses are entered: at first with the company, then as a
        list."""
        if not exist:
            return self._company_button()
        action = self._window(
            "mortgage.license", name, views=[[False, "list"]], domain=domain
        )
        return {"action": action, "button": self.env._("Licenses")}

    def _company_item(self, code, name, state, detail, **more):
        values = {"section": "company", **self._company_button(), **more}
        return self._item(code, name, state, detail, **values)

    def _company_button(self):
        return {
            "action": self._dialog(
                "mortgage.company.setup", self.env._("Your company")
            ),
            "button": self.env._("Your company"),
        }

    def _company_name(self):
        return self.env.company.name

    def _licenses(self, user_ids):
        """Return the licenses in force under the company, of ``user_ids`` (False for
        the company's own)."""
        return (
            self.env["mortgage.license"]
            .search(
                [
                    ("company_id", "=", self.env.company.id),
                    ("user_id", "in", user_ids),
                ]
            )
            .filtered("is_in_force")
        )

    def _renewals(self, user_ids):
        """Return in words which licenses of the company, held by ``user_ids`` (False
        for its own), end soon or ended and are not renewed; empty for none."""
        ending = self.env["mortgage.license"]._ending()
        ending = ending.filtered(
            lambda record: (
                record.company_id == self.env.company and record.user_id.id in user_ids
            )
        ).sorted("valid_to")
        if not ending:
            return ""
        words = "; ".join(r._ending_words() for r in ending[:SHOWN_ENDING])
        if len(ending) > SHOWN_ENDING:
            words = self.env._(
                "%(some)s; and %(more)s more",
                some=words,
                more=len(ending) - SHOWN_ENDING,
            )
        return self.env._("Renew in time: %(which)s.", which=words)

    def _lacking_license_texts(self, states):
        """Return what the license texts of ``states`` still want to know of the
        company, in words; what they want of an LO is asked of the LOs."""
        company = self.env.company
        sender = self.env["mortgage.sender"]._sender_values([(False, company.id)])
        missing = sender[False, company.id]["license_missing"]
        labels = self.env["mortgage.disclosure"]._fields_known()
        of_officers = {labels[name] for name in labels if name.startswith("lo_")}
        return [
            label
            for state in states
            for label in missing.get(state, [])
            if label.removesuffix(f" ({state})") not in of_officers
        ]
