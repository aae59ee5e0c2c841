from odoo import models


class MortgageLeadSource(models.Model):
    _inherit = "mortgage.lead.source"

    def action_test_lead(self):
        """Open the form that sends a marked inquiry through this source."""
        self.check_access("read")
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send a test lead"),
            "res_model": "mortgage.test.lead",
            "views": [[False, "form"]],
            "target": "new",
            "context": {"default_source_id": self.id},
        }
