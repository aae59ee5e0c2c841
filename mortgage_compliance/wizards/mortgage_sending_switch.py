from odoo import api, fields, models
from odoo.exceptions import AccessError


class MortgageSendingSwitch(models.TransientModel):
    """The one place to stop, resume and, on a moved database, allow sending."""

    _name = "mortgage.sending.switch"
    _description = "Stop or resume messages"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        domain=lambda self: [("id", "in", self.env.user.company_ids.ids)],
    )
    is_stopped = fields.Boolean(related="company_id.mortgage_stopped")
    stop_reason = fields.Char(related="company_id.mortgage_stop_reason")
    reason = fields.Char(help="Everyone sees it in the red line at the top.")
    is_bound = fields.Boolean(compute="_compute_is_bound")
    effect = fields.Char("What it does", compute="_compute_effect")

    @api.depends_context("uid")
    def _compute_is_bound(self):
        self.is_bound = self.env["mortgage.sending"]._is_bound()

    @api.depends("company_id")
    def _compute_effect(self):
        for switch in self:
            switch.effect = switch.company_id._mortgage_switch_effect()

    def action_stop(self):
        self.company_id.action_mortgage_stop(self.reason)
        return {"type": "ir.actions.act_window_close"}

    def action_resume(self):
        self.company_id.action_mortgage_resume()
        return {"type": "ir.actions.act_window_close"}

    def action_bind(self):
        """Allow sending from this database; the view asked whether it is the one."""
        if not self.env.user.has_group("mortgage_compliance.group_admin"):
            raise AccessError(
                self.env._("Only a mortgage administrator may allow sending from here.")
            )
        self.env["mortgage.sending"]._allow_here()
        return {"type": "ir.actions.act_window_close"}
