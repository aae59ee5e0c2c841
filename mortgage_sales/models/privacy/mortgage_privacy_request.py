from odoo import models


class MortgagePrivacyRequest(models.Model):
    _inherit = "mortgage.privacy.request"

    def _is_kept_by_law(self, people):
        loans = self.env["mortgage.privacy.map"]._loans_of(people.partners)
        return bool(loans) or super()._is_kept_by_law(people)
