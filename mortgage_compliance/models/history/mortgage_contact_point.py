from odoo import models


class MortgageContactPoint(models.Model):
    _inherit = "mortgage.contact.point"

    def action_history(self):
        """Open all that was said over this email or phone."""
        self.ensure_one()
        self.check_access("read")
        return self.env["mortgage.history"]._page_action(point=self)
