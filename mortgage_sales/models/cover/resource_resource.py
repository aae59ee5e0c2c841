from odoo import fields, models


class ResourceResource(models.Model):
    _inherit = "resource.resource"

    mortgage_leave_ids = fields.One2many("resource.calendar.leaves", "resource_id")
