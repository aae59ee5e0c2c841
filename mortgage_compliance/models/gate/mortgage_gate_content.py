import regex

from odoo import api, models

from ...tools.verdict import Verdict

# A lender may write any expression: none may hold up the queue.
SECONDS = 1


class MortgageGateContent(models.AbstractModel):
    """What a channel must carry: a postal address, an address of the lender's own, a
    number to call back. What lacks waits until somebody has filled it in."""

    _inherit = "mortgage.gate.checks"

    @api.model
    def _check_content(self, cases, book):
        flaws, stopped = {}, {}
        for case in cases:
            if case.is_confirmation:
                continue
            for rule in book.of("content", case.company_id, case.at):
                if not rule.covers(case):
                    continue
                case.rules.append(rule.id)
                key = rule.id, case.request.user_id, case.company_id
                if key not in flaws:
                    flaws[key] = self._content_flaw(rule, *key[1:])
                if flaws[key]:
                    stopped[case.position] = Verdict(
                        "hold",
                        rule.code,
                        rule.id,
                        reason=flaws[key],
                        citation=rule.source,
                    )
                    break
        return stopped

    @api.model
    def _content_flaw(self, rule, user_id, company_id):
        """Return what is missing, and where it is filled in; empty where nothing is."""
        user = self.env["res.users"].sudo().browse(user_id)
        company = self.env["res.company"].sudo().browse(company_id)
        flaw = {
            "content.address": self._address_flaw,
            "content.from": self._from_flaw,
            "content.caller_id": self._caller_flaw,
            "content.sender": self._sender_flaw,
        }.get(rule.code)
        return flaw(rule, user, company) if flaw else ""

    def _address_flaw(self, _rule, _user, company):
        partner = company.partner_id
        if partner.street and partner.city and partner.zip and partner.state_id:
            return ""
        return self.env._(
            "Waits: %(company)s has no complete postal address, which stands under"
            " every such email. An administrator enters it in Setup, Postal address.",
            company=company.name,
        )

    def _from_flaw(self, rule, user, company):
        sender = user.partner_id or company.partner_id
        address = company.alias_domain_id.default_from_email or sender.email or ""
        if not address:
            return self.env._(
                "Waits: %(sender)s has no email address to write from. An administrator"
                " enters it on the user.",
                sender=sender.name,
            )
        if not self._is_free_mail(rule, address):
            return ""
        return self.env._(
            "Waits: %(address)s is free mail, which mail servers refuse from a company."
            " An administrator enters an address of the company's own domain.",
            address=address,
        )

    @api.model
    def _is_free_mail(self, rule, address):
        try:
            found = rule.pattern and regex.search(
                rule.pattern, address, timeout=SECONDS
            )
        except TimeoutError:
            return True
        return bool(found)

    def _caller_flaw(self, _rule, user, company):
        sender = self.env["mortgage.sender"]
        number = user and sender._person_values(user)["lo_phone"]
        if number or company.phone:
            return ""
        return self.env._(
            "Waits: neither %(caller)s nor %(company)s has a phone number for the"
            " caller ID. An administrator enters it on the user.",
            caller=user.name or self.env._("the caller"),
            company=company.name,
        )

    def _sender_flaw(self, _rule, user, company):
        if user.name or company.name:
            return ""
        return self.env._("Waits: the text would not say who it is from.")
