from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    mortgage_taking_leads = fields.Boolean(
        "Taking leads", default=True, help="Off: new leads do not ring here."
    )
    mortgage_lead_cap = fields.Integer(
        "Active leads at most", default=0, help="0 for no limit."
    )
    mortgage_paused = fields.Boolean(
        "No new leads", help="Routing passes this person over until it is unticked."
    )
