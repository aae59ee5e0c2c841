from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        info = super().session_info()
        if self.env.user._is_internal():
            info["mortgage_sending"] = self.env["mortgage.sending"].banner()
            # Where the composer asks before anybody writes; elsewhere it asks nothing.
            scope = self.env["mortgage.gate.scope"].sudo()
            info["mortgage_written_models"] = scope._written_models(self.env.user)
        return info
