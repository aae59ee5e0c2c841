from odoo import api, fields, models


class MortgageReassign(models.TransientModel):
    """Hands leads to another LO, and says beforehand what that does."""

    _name = "mortgage.reassign"
    _description = "Hand leads to another LO"

    lead_ids = fields.Many2many(
        "crm.lead", string="Leads", context={"active_test": False}
    )
    candidate_ids = fields.Many2many("res.users", compute="_compute_candidate_ids")
    user_id = fields.Many2one("res.users", "Hand to")
    note = fields.Char("Why", help="Stands in the lead's history and in the alerts.")
    outlook = fields.Html(compute="_compute_outlook", sanitize=False)

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if self.env.context.get("active_model") == "crm.lead":
            values["lead_ids"] = [(6, 0, self.env.context.get("active_ids", []))]
        return values

    @api.depends("lead_ids")
    def _compute_candidate_ids(self):
        officer = self.env.ref("mortgage_compliance.group_lo")
        for wizard in self:
            teams = wizard.lead_ids.sudo().team_id.filtered("is_mortgage")
            people = (teams.member_ids | teams.user_id).filtered(
                lambda user: officer in user.all_group_ids
            )
            wizard.candidate_ids = people.sudo(False)

    @api.depends("lead_ids", "user_id")
    def _compute_outlook(self):
        for wizard in self:
            leads = wizard.lead_ids._origin
            leads.check_access("read")
            if not wizard.user_id or not leads:
                wizard.outlook = False
                continue
            wizard.outlook = self.env["ir.qweb"]._render(
                "mortgage_sales.mortgage_reassign_outlook",
                leads._mortgage_handover_outlook(wizard.user_id.sudo()),
                minimal_qcontext=True,
            )

    def action_hand_over(self):
        """Give the leads to the chosen person, as an edit of the lead itself would."""
        self.ensure_one()
        leads = self.lead_ids.filtered(lambda lead: lead.user_id != self.user_id)
        leads.with_context(mortgage_handover_note=self.note or False).write(
            {"user_id": self.user_id.id}
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(number)s handed to %(owner)s",
                    number=len(leads),
                    owner=self.user_id.name,
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
