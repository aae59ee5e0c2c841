from odoo import fields, models


class MortgageSuppression(models.Model):
    _name = "mortgage.suppression"
    _description = "Do not contact"
    _order = "at desc, id desc"

    point_id = fields.Many2one("mortgage.contact.point", required=True, index=True)
    at = fields.Datetime(required=True)
