from odoo import models


class MortgageContactable(models.AbstractModel):
    _inherit = "mortgage.contactable"

    def _mortgage_lint_flags(self):
        """Return ``{record id: flags}``: what is known about these records that makes
        words true which elsewhere would be a promise, as that a loan is approved.

        A flag is a name that the conditions of ``mortgage.lint.rule`` ask for.
        """
        return dict.fromkeys(self.ids, frozenset())
