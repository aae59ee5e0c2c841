from odoo import api, fields, models

from odoo.addons.mortgage_compliance.tools.secrets import cut

TYPES = [
    ("pta", "Prior to approval"),
    ("ptd", "Prior to docs"),
    ("ptf", "Prior to funding"),
]
STATES = [
    ("open", "Open"),
    ("received", "Received"),
    ("cleared", "Cleared"),
    ("waived", "Waived"),
]
OWED_BY = [
    ("borrower", "Borrower"),
    ("lo", "Loan officer"),
    ("processor", "Processor"),
    ("underwriter", "Underwriter"),
    ("agent", "Real estate agent"),
    ("title", "Title company"),
    ("insurance", "Insurance agent"),
    ("appraiser", "Appraiser"),
    ("other", "Somebody else"),
]


class MortgageCondition(models.Model):
    """Something the file still needs before approval, docs or funding."""

    _name = "mortgage.condition"
    _description = "Loan condition"
    _order = "loan_id, type, due_on, id"

    loan_id = fields.Many2one(
        "mortgage.loan", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="loan_id.company_id")
    name = fields.Char("Condition", required=True)
    type = fields.Selection(TYPES, "Needed", required=True, default="ptd")
    due_on = fields.Date("Due")
    owed_by = fields.Selection(OWED_BY, required=True, default="borrower")
    state = fields.Selection(STATES, required=True, default="open", index=True)
    external_id = fields.Char("Number in the LOS", readonly=True)

    _external_uniq = models.UniqueIndex(
        "(loan_id, external_id) WHERE external_id IS NOT NULL",
        "The LOS has sent this condition already.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._without_secrets(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._without_secrets(vals))

    def _without_secrets(self, vals):
        """Underwriters quote account and Social Security numbers; we keep none."""
        if not vals.get("name"):
            return vals
        return {**vals, "name": cut(vals["name"], free=False)[0]}

    def _take(self, values):
        """Write what differs; tell whether anything did."""
        differing = {
            name: value
            for name, value in values.items()
            if (self[name] or False) != value
        }
        if differing:
            self.write(differing)
        return bool(differing)
