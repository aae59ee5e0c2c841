from odoo import fields, models


class MortgageConsent(models.Model):
    _name = "mortgage.consent"
    _description = "Consent"
    _order = "at desc, id desc"

    point_id = fields.Many2one("mortgage.contact.point", required=True, index=True)
    at = fields.Datetime(required=True)
