from odoo import api, models


class SmsComposer(models.TransientModel):
    _inherit = "sms.composer"

    @api.constrains("body")
    def _check_mortgage_secrets(self):
        """Odoo keeps for a day what was written in its dialogs."""
        scope = self.env["mortgage.gate.scope"]
        for composer in self:
            if scope._is_contactable(composer.res_model):
                documents = composer._get_records()
                self.env["mortgage.gate"]._refuse_secrets(
                    documents[:1], "", composer.body, "sms"
                )
