from odoo import api, models
from odoo.fields import Domain

from .mortgage_privacy_request import OPEN_STATES


class MortgageComplianceToday(models.AbstractModel):
    _inherit = "mortgage.compliance.today"

    @api.model
    def _counts(self):
        return [*super()._counts(), "privacy"]

    def _count_privacy(self):
        requests = self.env["mortgage.privacy.request"]
        if not requests.has_access("read"):
            return None
        late = requests.search_count(requests._late_domain())
        opened = Domain("state", "in", OPEN_STATES)
        next_due = requests.search(opened, order="answer_due", limit=1)
        words = self.env._("Next: %s", next_due.display_name)
        return self._count(
            requests._name,
            self.env._("Privacy requests"),
            list(opened),
            empty=self.env._("Nobody waits for an answer."),
            first=self.env._("%s past their date", late) if late else words,
            oldest="received_at",
        )
