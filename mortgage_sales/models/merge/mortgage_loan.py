from odoo import fields, models

# A list of papers is a sentence; the rest of a longer one is on the secure page.
MOST_PAPERS = 6
MORE = {"en": "{count} more", "es": "{count} más"}


class MortgageLoan(models.Model):
    """What a loan file tells the words of a message."""

    _inherit = "mortgage.loan"

    def _mortgage_told(self, lang):
        """Return ``{merge field: value}`` for a borrower who reads ``lang``; what the
        file does not say is left out, so that the lead may say it."""
        self.ensure_one()
        told = {
            "loan_amount": self.amount,
            "loan_number": self.loan_number[-4:],
            "closing_day": self.closing_on,
            "lock_expires_day": self.lock_expires_on,
            "processor_name": self.processor_id.name,
            **self.milestone_id._mortgage_told(lang),
            **self._mortgage_papers(lang),
        }
        return {name: value for name, value in told.items() if value}

    def _mortgage_papers(self, lang):
        """Return the merge fields about what the borrower still owes the file."""
        owed = self.condition_ids.filtered(
            lambda condition: (
                condition.owed_by == "borrower" and condition.state == "open"
            )
        )
        names = owed.mapped("name")
        more = len(names) - MOST_PAPERS
        if more > 0:
            words = MORE.get(lang, MORE["en"])
            names = [*names[:MOST_PAPERS], words.format(count=more)]
        today = fields.Date.context_today(self)
        days = [day for day in owed.mapped("due_on") if day and day >= today]
        return {
            "document_list": names,
            "document_count": len(owed),
            "document_due": min(days, default=False),
        }
