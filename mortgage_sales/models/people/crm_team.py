from odoo import fields, models


class CrmTeam(models.Model):
    _inherit = "crm.team"

    is_mortgage = fields.Boolean(
        "Mortgage team",
        help="Its leads are borrowers: mortgage stages, the gate and routing apply.",
    )
    mortgage_active = fields.Boolean(
        "Follow-up is on",
        help="Off until you say so: no automatic message leaves for this team's leads.",
    )
    mortgage_on_call_ids = fields.Many2many(
        "res.users",
        "crm_team_mortgage_on_call_rel",
        "team_id",
        "user_id",
        string="On call",
        help="Whose alarm rings when the owner of a new lead is off.",
    )
