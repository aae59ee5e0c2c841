from odoo import api, fields, models

ROLES = [
    ("co_borrower", "Co-borrower"),
    ("spouse", "Spouse not on the loan"),
    ("buyer_agent", "Buyer's agent"),
    ("listing_agent", "Listing agent"),
    ("referral", "Referral partner"),
    ("title", "Title company"),
    ("insurance", "Insurance agent"),
    ("attorney", "Attorney"),
]
HOUSEHOLD_ROLES = ("co_borrower",)


class MortgageParty(models.Model):
    """Who else has to do with a lead; the borrower is the lead's own contact."""

    _name = "mortgage.party"
    _description = "Person on a lead"
    _order = "lead_id, id"
    _rec_name = "partner_id"

    lead_id = fields.Many2one("crm.lead", required=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one(
        "res.partner", "Person", required=True, index=True, ondelete="cascade"
    )
    role = fields.Selection(ROLES, required=True, default="co_borrower")
    email = fields.Char(related="partner_id.email", readonly=False)
    phone = fields.Char(related="partner_id.phone", readonly=False)

    _person_uniq = models.Constraint(
        "UNIQUE(lead_id, partner_id, role)", "This person has that role already."
    )

    @api.model_create_multi
    def create(self, vals_list):
        parties = super().create(vals_list)
        parties.sudo().partner_id._mortgage_sync_points()
        return parties

    def write(self, vals):
        result = super().write(vals)
        if "partner_id" in vals:
            self.sudo().partner_id._mortgage_sync_points()
        return result
