from odoo import fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    mortgage_backfill_line_ids = fields.One2many(
        "mortgage.backfill.line",
        "lead_id",
        groups="mortgage_compliance.group_admin",
    )
