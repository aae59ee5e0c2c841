from odoo import fields, models


class MortgageLintFlag(models.Model):
    """A fact that lifts a lint rule: compliance confirms it for a template's words, or
    it is known of the borrower."""

    _name = "mortgage.lint.flag"
    _description = "Fact that lifts a lint rule"
    _order = "name"

    code = fields.Char(required=True, help="The word that rules ask for.")
    name = fields.Char("Fact", required=True)
    of_borrower = fields.Boolean(
        "Known of the borrower",
        help="Not confirmed for a template, but seen in a file.",
    )

    _code_uniq = models.UniqueIndex("(code)", "This code is taken.")
