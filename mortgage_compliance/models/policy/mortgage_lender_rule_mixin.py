from odoo import api, fields, models
from odoo.fields import Domain


class MortgageLenderRuleMixin(models.AbstractModel):
    """A shipped rule that a lender changes, for a company or for all, in the form or in
    a file. Where its own row asks for less, the reason stands in the record."""

    _name = "mortgage.lender.rule.mixin"
    _description = "Rule that a lender may change"
    _inherit = ["mortgage.rule.mixin", "mortgage.rule.file"]

    company_id = fields.Many2one(
        "res.company",
        help="Empty for a rule of every company. A company's own row with the same code"
        " replaces the general one for that company.",
    )
    reason = fields.Text(
        "Why it may be looser",
        copy=False,
        help="Asked for where a rule allows more than the shipped one, and kept in the"
        " record: counsel's word, a decision, a statute.",
    )

    @api.model
    def _rule_open_fields(self):
        return super()._rule_open_fields() | {"reason"}

    def _shipped_rows(self):
        """Return ``{code: youngest shipped row}`` of the rules' codes."""
        found = self.sudo().search(
            [("code", "in", self.mapped("code")), ("origin", "=", "shipped")],
            order="valid_from, id",
        )
        return {rule.code: rule for rule in found}

    @api.model
    def _file_key(self):
        return ["code", "company_id"]

    @api.model
    def _file_records(self):
        """Return the rules in force now, by code."""
        now = fields.Datetime.now()
        return self.search(
            Domain("superseded_by", "=", False)
            & Domain("valid_from", "<=", now)
            & (Domain("valid_to", "=", False) | Domain("valid_to", ">", now)),
            order="code, company_id, valid_from, id",
        )
