from odoo import models


class IrActionsServer(models.Model):
    _inherit = "ir.actions.server"

    def run(self):
        # Odoo's scheduled work posts what people wrote earlier or from their mailboxes.
        if any(action.usage == "ir_cron" for action in self.sudo()):
            return super().run()
        actions = self.with_context(mortgage_written="automation")
        return super(IrActionsServer, actions).run()
