from odoo import fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    inquiry_ids = fields.One2many("mortgage.inquiry", "lead_id", "Inquiries")
    lead_source_id = fields.Many2one("mortgage.lead.source", "Lead source")
