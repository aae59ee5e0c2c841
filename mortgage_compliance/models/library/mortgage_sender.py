from odoo import api, models


class MortgageSender(models.AbstractModel):
    """The pages for borrowers that a message may point to."""

    _inherit = "mortgage.sender"

    @api.model
    def _company_values(self, company):
        return super()._company_values(company) | {
            "review_link": company.mortgage_review_link,
            "upload_link": company.mortgage_upload_link,
        }

    @api.model
    def _person_values(self, user):
        values = super()._person_values(user)
        # Moving an appointment and making one happen on the same page.
        values["reschedule_link"] = user.mortgage_booking_link
        if user.mortgage_review_link:
            values["review_link"] = user.mortgage_review_link
        return values
