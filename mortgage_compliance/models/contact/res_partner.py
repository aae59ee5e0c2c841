from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    mortgage_point_ids = fields.Many2many(
        "mortgage.contact.point",
        "mortgage_contact_point_partner_rel",
        "partner_id",
        "point_id",
        string="Contact points",
        copy=False,
    )
