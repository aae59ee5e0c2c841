import csv

from odoo import api, fields, models
from odoo.tools import file_open

SHIPPED_WORDS = "mortgage_sales/data/merge/milestone_words.csv"


class MortgageMilestone(models.Model):
    """What borrowers read of a milestone, whatever the office calls it."""

    _inherit = "mortgage.milestone"

    borrower_name = fields.Char(
        "What borrowers read",
        help="Such as In underwriting. Empty: the milestone's name.",
    )
    borrower_name_es = fields.Char("In Spanish")
    next_step = fields.Char(
        "What comes next",
        help="What a borrower reads about the step after this one, without a period at"
        " the end.",
    )
    next_step_es = fields.Char("What comes next, in Spanish")

    @api.model
    def _load_shipped_words(self):
        """Give the shipped milestones without words for borrowers theirs."""
        with file_open(SHIPPED_WORDS, "r") as source:
            rows = {row.pop("code"): row for row in csv.DictReader(source)}
        shipped = self.with_context(active_test=False).search(
            [("origin", "=", "shipped"), ("borrower_name", "=", False)]
        )
        for milestone in shipped.filtered(lambda milestone: milestone.code in rows):
            milestone.write(rows[milestone.code])

    def _mortgage_told(self, lang):
        """Return ``{merge field: value}`` for a borrower who reads ``lang``."""
        self.ensure_one()
        if lang == "es":
            name, step = self.borrower_name_es, self.next_step_es
        else:
            name, step = self.borrower_name, self.next_step
        return {"milestone_name": name or self.name, "next_step": step}
