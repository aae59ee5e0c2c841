from odoo import api, models
from odoo.fields import Domain

from .mortgage_complaint import OPEN_STATES


class MortgageComplianceToday(models.AbstractModel):
    _inherit = "mortgage.compliance.today"

    @api.model
    def _counts(self):
        return [*super()._counts(), "complaints"]

    def _count_complaints(self):
        complaints = self.env["mortgage.complaint"]
        if not complaints.has_access("write"):
            return None
        opened = Domain("state", "in", OPEN_STATES)
        late = complaints.search_count(opened & Domain("is_late", "=", True))
        next_due = complaints.search(opened, order="answer_due", limit=1)
        words = self.env._("Next: %s", next_due.display_name)
        return self._count(
            complaints._name,
            self.env._("Complaints to answer"),
            list(opened),
            empty=self.env._("Nobody waits for an answer."),
            first=self.env._("%s past their date", late) if late else words,
            oldest="received_at",
        )
