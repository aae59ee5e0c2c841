from odoo import api, fields, models
from odoo.tools.sql import column_exists, create_column

from odoo.addons.mortgage_compliance.tools.products import PRODUCTS

from ...tools import loan_words

PURPOSES = [
    ("purchase", "Purchase"),
    ("refinance", "Refinance"),
    ("cash_out", "Cash-out refinance"),
    ("heloc", "Home equity line"),
    ("reverse", "Reverse mortgage"),
]
PROPERTY_TYPES = [
    ("single_family", "Single family"),
    ("condo", "Condo"),
    ("townhouse", "Townhouse"),
    ("multi_family", "2–4 units"),
    ("manufactured", "Manufactured home"),
    ("land", "Land"),
    ("other", "Other"),
]
OCCUPANCIES = [
    ("primary", "Primary home"),
    ("second_home", "Second home"),
    ("investment", "Investment"),
]


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "mortgage.contactable"]

    # Not stored: a stored one would be computed, and so written, on every host lead.
    is_mortgage = fields.Boolean(related="team_id.is_mortgage")
    loan_purpose = fields.Selection(PURPOSES, "Loan purpose")
    product = fields.Selection(PRODUCTS)
    loan_amount = fields.Monetary("Loan amount", currency_field="company_currency")
    down_payment = fields.Monetary("Down payment", currency_field="company_currency")
    loan_to_value = fields.Float(
        "LTV", compute="_compute_loan_to_value", digits=(6, 1), help="Percent."
    )
    down_payment_percent = fields.Float(
        "Percent down", compute="_compute_down_payment_percent", digits=(6, 1)
    )
    credit_band = fields.Char("Credit", help="As the source sent it, such as 720-739.")
    credit_floor = fields.Integer(
        "Credit score from",
        compute="_compute_credit_floor",
        store=True,
        help="The lower end of the credit band; 0 when it is not known.",
    )
    timeframe = fields.Char("When")
    property_street = fields.Char("Property street")
    property_city = fields.Char("Property city")
    property_state = fields.Char(
        "Property state", size=2, index=True, help="Two-letter code."
    )
    property_zip = fields.Char("Property ZIP")
    property_type = fields.Selection(PROPERTY_TYPES, "Kind of home")
    property_occupancy = fields.Selection(OCCUPANCIES, "Occupancy")
    property_value = fields.Monetary("Home value", currency_field="company_currency")
    property_tbd = fields.Boolean("Property not found yet")
    current_loan_balance = fields.Monetary(
        "Balance today", currency_field="company_currency"
    )
    current_loan_rate = fields.Float("Current rate", digits=(6, 3))
    current_loan_lender = fields.Char("Current lender")
    current_loan_type = fields.Char("Kind of loan today")
    under_contract = fields.Boolean("Under contract")
    first_time_buyer = fields.Boolean("First-time buyer")
    military = fields.Boolean("Military or veteran")
    employment = fields.Char()
    best_time = fields.Char("Best time to call")
    language = fields.Char("Language asked for")
    language_name = fields.Char(
        "Borrower's language",
        compute="_compute_language_name",
        inverse="_inverse_language_name",
    )
    requested_lo = fields.Char("LO asked for")
    referral_partner = fields.Char("Referral partner")
    extra_answers = fields.Text(
        "Other answers", help="What the source sent beside the known fields."
    )

    def _auto_init(self):
        # Made beforehand, so that installing computes, and so writes, no host lead.
        if not column_exists(self.env.cr, "crm_lead", "credit_floor"):
            create_column(self.env.cr, "crm_lead", "credit_floor", "int4")
        return super()._auto_init()

    @api.depends("loan_amount", "property_value")
    def _compute_loan_to_value(self):
        for lead in self:
            value = lead.property_value
            lead.loan_to_value = 100 * lead.loan_amount / value if value else 0

    @api.depends("down_payment", "property_value")
    def _compute_down_payment_percent(self):
        for lead in self:
            value = lead.property_value
            lead.down_payment_percent = 100 * lead.down_payment / value if value else 0

    @api.depends("language")
    def _compute_language_name(self):
        for lead in self:
            lead.language_name = loan_words.language_name(lead.language)

    def _inverse_language_name(self):
        for lead in self:
            lead.language = lead.language_name

    @api.depends("credit_band")
    def _compute_credit_floor(self):
        for lead in self:
            lead.credit_floor = loan_words.credit_floor(lead.credit_band)
