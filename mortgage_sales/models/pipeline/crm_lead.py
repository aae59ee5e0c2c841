from odoo import fields, models

PURPOSES = [
    ("purchase", "Purchase"),
    ("refinance", "Refinance"),
    ("cash_out", "Cash-out refinance"),
    ("heloc", "Home equity line"),
    ("reverse", "Reverse mortgage"),
]
PRODUCTS = [
    ("conventional", "Conventional"),
    ("fha", "FHA"),
    ("va", "VA"),
    ("usda", "USDA"),
    ("jumbo", "Jumbo"),
    ("non_qm", "Non-QM"),
]


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "mortgage.contactable"]

    # Not stored: it would be computed, and so written, on every lead of the host.
    is_mortgage = fields.Boolean(related="team_id.is_mortgage")
    currency_id = fields.Many2one(related="company_currency", string="Loan currency")
    loan_purpose = fields.Selection(PURPOSES)
    product = fields.Selection(PRODUCTS)
    loan_amount = fields.Monetary(currency_field="company_currency")
    down_payment = fields.Monetary(currency_field="company_currency")
    credit_band = fields.Char()
    timeframe = fields.Char("Buying when")
    property_street = fields.Char()
    property_city = fields.Char()
    property_state = fields.Char(size=2, index=True, help="Two-letter code.")
    property_zip = fields.Char("Property ZIP")
    property_type = fields.Char()
    property_occupancy = fields.Char("Occupancy")
    property_value = fields.Monetary(currency_field="company_currency")
    property_tbd = fields.Boolean("Property not found yet")
    current_loan_balance = fields.Monetary(currency_field="company_currency")
    current_loan_rate = fields.Float("Current rate", digits=(6, 3))
    current_loan_lender = fields.Char("Current lender")
    current_loan_type = fields.Char()
    under_contract = fields.Boolean()
    first_time_buyer = fields.Boolean("First-time buyer")
    military = fields.Boolean("Military or veteran")
    employment = fields.Char()
    best_time = fields.Char("Best time to call")
    language = fields.Char("Language asked for")
    requested_lo = fields.Char("LO asked for")
    referral_partner = fields.Char()
    extra_answers = fields.Text(
        "Other answers", help="What the source sent beside the known fields."
    )
