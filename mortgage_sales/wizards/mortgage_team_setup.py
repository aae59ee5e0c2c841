from odoo import Command, fields, models


class MortgageTeamSetup(models.TransientModel):
    """A mortgage team with its members and the one rule that is enough to start."""

    _name = "mortgage.team.setup"
    _description = "Add a mortgage team"

    name = fields.Char(required=True, default=lambda self: self.env._("Home loans"))
    user_id = fields.Many2one(
        "res.users",
        "Leader",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        help="Is told of leads that nobody may own.",
    )
    member_ids = fields.Many2many(
        "res.users",
        "mortgage_team_setup_member_rel",
        string="Loan officers",
        default=lambda self: self.env["mortgage.readiness"].sudo()._officers(),
        domain="[('share', '=', False)]",
    )
    on_call_ids = fields.Many2many(
        "res.users",
        "mortgage_team_setup_on_call_rel",
        string="On call",
        domain="[('share', '=', False)]",
        help="Whose alarm rings while the owner of a new lead is off.",
    )
    with_rule = fields.Boolean("Every inquiry, in turn", default=True)

    def action_save(self):
        """Make the team, and the rule that gives it every inquiry in turn."""
        self.ensure_one()
        team = self.env["crm.team"].create(
            {
                "name": self.name,
                "is_mortgage": True,
                "company_id": self.env.company.id,
                "user_id": self.user_id.id,
                "member_ids": [Command.set(self.member_ids.ids)],
                "mortgage_on_call_ids": [Command.set(self.on_call_ids.ids)],
            }
        )
        rules = self.env["mortgage.routing.rule"]
        if self.with_rule and not rules.search_count(
            [("company_id", "=", self.env.company.id)], limit=1
        ):
            rules.create(
                {"name": self.env._("Every inquiry, in turn"), "team_id": team.id}
            )
        return {"type": "ir.actions.act_window_close"}
