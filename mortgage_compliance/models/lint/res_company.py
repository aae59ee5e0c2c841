from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    mortgage_calls_recorded = fields.Boolean(
        "Calls are recorded", help="Then every call script must say so."
    )

    def _mortgage_lint_facts(self):
        """Return the facts that are known of the company, for the rules that ask."""
        return set() if self.mortgage_calls_recorded else {"not_recorded"}
