from odoo import api, models

from ...tools import nmls


class MortgageSender(models.AbstractModel):
    _inherit = "mortgage.sender"

    @api.model
    def _add_license_numbers(self, sender, numbers, user, company):
        result = super()._add_license_numbers(sender, numbers, user, company)
        sender["own_numbers"] = frozenset(
            number
            for (holder, of, _state), number in numbers.items()
            if of == company and holder in (False, user)
        )
        return result

    @api.model
    def _others_numbers(self, texts):
        """Return, for each ``(words, own numbers)`` of ``texts``, ``{number: holder}``
        of the NMLS and license numbers of others that stand in the words."""
        asked = [nmls.tokens(words) - own for words, own in texts]
        known = self._holders(set().union(*asked))
        return [
            {number: known[number] for number in sorted(numbers) if number in known}
            for numbers in asked
        ]

    @api.model
    def _holders(self, numbers):
        """Return ``{number: whose it is}`` of those of ``numbers`` that are known."""
        if not numbers:
            return {}
        wanted, holders = list(numbers), {}
        licenses = self.env["mortgage.license"].sudo()
        for record in licenses.search([("number", "in", wanted)]):
            holders[record.number] = record._holder_name()
        for model in ("res.company", "mortgage.branch", "res.users"):
            records = self.env[model].sudo().with_context(active_test=False)
            for record in records.search([("nmls_id", "in", wanted)]):
                holders[record.nmls_id] = record.name
        return holders
