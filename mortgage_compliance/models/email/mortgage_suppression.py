from odoo import api, models


class MortgageSuppression(models.Model):
    _inherit = "mortgage.suppression"

    @api.model
    def _lift(self, point_ids, scope, note):
        """Lift, and let the emails go on that waited for an address that works."""
        ledger_ids = super()._lift(point_ids, scope, note)
        if ledger_ids and scope == "email":
            self.env["mortgage.touch"]._release(["bounce.soft"])
        return ledger_ids
