from odoo import api, models


class MortgageComplianceToday(models.AbstractModel):
    """Words of others that wait, and how the record stands."""

    _inherit = "mortgage.compliance.today"

    @api.model
    def _counts(self):
        return [*super()._counts(), "own_words", "packages", "broken", "holds"]

    def _count_own_words(self):
        return self._count(
            "mortgage.template.slot",
            self.env._("LOs' own words to read"),
            [("state", "=", "review")],
            empty=self.env._("No loan officer waits for an approval."),
            oldest="submitted_at",
        )

    def _count_packages(self):
        return self._count(
            "mortgage.template.package",
            self.env._("Packages to accept"),
            [("state", "=", "review")],
            empty=self.env._("No package of templates waits."),
        )

    def _count_broken(self):
        checks = self.env["mortgage.ledger.check"]
        if not checks.has_access("read"):
            return None
        ended = [("state", "!=", "running")]
        last = checks.search(ended, limit=1)
        return self._count(
            checks._name,
            self.env._("Breaks in the record"),
            [("id", "in", last.ids), ("state", "=", "broken")],
            empty=self.env._("The last check found it whole.")
            if last
            else self.env._("It was not checked yet."),
            first=last.words or "",
            oldest="finished_at",
        )

    def _count_holds(self):
        return self._count(
            "mortgage.legal.hold",
            self.env._("Legal holds"),
            [("state", "=", "open")],
            empty=self.env._("No matter keeps records past their date."),
            waits=False,
        )
