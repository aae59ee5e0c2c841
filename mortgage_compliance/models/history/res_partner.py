from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_mortgage_history(self):
        """Open the person's whole contact history."""
        self.ensure_one()
        self.check_access("read")
        return self.env["mortgage.history"]._page_action(partner=self)
