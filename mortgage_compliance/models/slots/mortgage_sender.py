from odoo import api, models


class MortgageSender(models.AbstractModel):
    _inherit = "mortgage.sender"

    @api.model
    def _sender_values(self, pairs):
        """Add ``slot_words``, see ``mortgage.template.slot._approved_words``."""
        values = super()._sender_values(pairs)
        users = {user for user, _company in values if user}
        own = self.env["mortgage.template.slot"]._approved_words(users)
        for (user, _company), sender in values.items():
            sender["slot_words"] = own.get(user, {})
        return values
