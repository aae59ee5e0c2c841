from odoo import api, models

from odoo.addons.mortgage_compliance.tools.privacy import BLANK, DELETE, KEEP, Place

LEAD = {
    **dict.fromkeys(
        (
            *("contact_name", "partner_name", "function", "email_from", "email_cc"),
            *("phone", "website", "street", "street2", "city", "zip", "referred"),
            *("description", "property_street", "property_city", "property_zip"),
            *("credit_band", "timeframe", "employment", "best_time", "extra_answers"),
            *("current_loan_lender", "current_loan_type", "referral_partner"),
        ),
        False,
    ),
    "active": False,
}
INQUIRY = dict.fromkeys(("person_name", "email", "phone", "payload"), False)


class MortgagePrivacyMap(models.AbstractModel):
    """Leads go, with what came in about them; a loan's file is kept by law."""

    _inherit = "mortgage.privacy.map"

    @api.model
    def _own_records(self):
        return [
            *super()._own_records(),
            Place("mortgage.inquiry", ("lead_id",), BLANK, INQUIRY),
            Place("mortgage.backfill.line", ("lead_id",), BLANK, {"reason": False}),
            Place("mortgage.party", ("lead_id",), DELETE),
            Place("calendar.event", ("opportunity_id",), DELETE),
            Place("crm.lead", ("id",), BLANK, LEAD | {"name": self._nobody()}),
        ]

    @api.model
    def _kept(self):
        loan = self.env._(
            "Law asks for loan files (12 CFR 1002.12(b), 25 months and more), and the"
            " borrower's card stays with them."
        )
        nobody = self.env._("Says what was done with the lead, and names nobody.")
        return [
            *super()._kept(),
            Place("mortgage.loan", ("partner_id",), KEEP, why=loan),
            Place("mortgage.condition", (), KEEP, why=loan),
            Place("mortgage.enrollment", ("lead_id",), KEEP, why=nobody),
            Place("mortgage.routing.decision", ("lead_id",), KEEP, why=nobody),
        ]

    @api.model
    def _documents_of(self, partner_ids):
        documents = super()._documents_of(partner_ids)
        loans = self._loans_of(partner_ids)
        with_loan = loans.lead_id | loans.partner_id.mortgage_lead_ids.filtered(
            "loan_ids"
        )
        leads = self.env["crm.lead"].sudo().with_context(active_test=False)
        leads = leads.search([("partner_id", "in", list(partner_ids))]) - with_loan
        kept = loans.partner_id | with_loan.partner_id
        return {
            **documents,
            "res.partner": [
                one for one in documents["res.partner"] if one not in kept.ids
            ],
            "crm.lead": leads.ids,
        }

    @api.model
    def _loans_of(self, partner_ids):
        return (
            self.env["mortgage.loan"]
            .sudo()
            .with_context(active_test=False)
            .search(
                [
                    "|",
                    ("partner_id", "in", list(partner_ids)),
                    ("lead_id.partner_id", "in", list(partner_ids)),
                ]
            )
        )
