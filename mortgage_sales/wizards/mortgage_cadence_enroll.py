from odoo import api, fields, models


class MortgageCadenceEnroll(models.TransientModel):
    """Puts the leads chosen in a list or form on a follow-up plan."""

    _name = "mortgage.cadence.enroll"
    _description = "Add leads to a follow-up plan"

    cadence_id = fields.Many2one(
        "mortgage.cadence",
        "Follow-up plan",
        required=True,
        domain=[("superseded_by_id", "=", False)],
    )
    lead_ids = fields.Many2many(
        "crm.lead", string="Leads", context={"active_test": False}
    )
    step_ids = fields.One2many(related="cadence_id.step_ids")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if self.env.context.get("active_model") == "crm.lead":
            values["lead_ids"] = [(6, 0, self.env.context.get("active_ids", []))]
        return values

    def action_enroll(self):
        """Start the plan and say for which leads it could not."""
        self.ensure_one()
        results = self.env["mortgage.cadence"].enroll(
            self.cadence_id.id, self.lead_ids.ids
        )
        started = [row for row in results if row["status"] == "enrolled"]
        reasons = {row["reason"] for row in results if row["reason"]}
        message = self.env._(
            "%(started)s of %(all)s leads started. %(reasons)s",
            started=len(started),
            all=len(results),
            reasons=" ".join(sorted(reasons)),
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if len(started) == len(results) else "warning",
                "message": message.strip(),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
