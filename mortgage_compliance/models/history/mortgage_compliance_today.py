from odoo import api, models


class MortgageComplianceToday(models.AbstractModel):
    _inherit = "mortgage.compliance.today"

    @api.model
    def find(self, words):
        """Return whom ``words`` may mean, each with the page of all that was said."""
        history = self.env["mortgage.history"]
        rows = super().find(words)
        for row in rows:
            points = self.env["mortgage.contact.point"].browse(row["point_ids"])
            partner = self.env["res.partner"].browse(row["partner_id"] or [])
            row["history"] = history._page_action(
                partner=partner or None, point=None if partner else points[:1]
            )
        return rows
