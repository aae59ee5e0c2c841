from odoo import api, models

from ...tools import written_words


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    @api.constrains("subject", "body")
    def _check_mortgage_secrets(self):
        """Odoo keeps for a day what was written in its dialogs."""
        scope = self.env["mortgage.gate.scope"]
        for composer in self:
            if scope._is_contactable(composer.model):
                ids = composer._evaluate_res_ids()
                self.env["mortgage.gate"]._refuse_secrets(
                    self.env[composer.model].browse(ids[:1]),
                    composer.subject,
                    written_words.own_words(composer.body),
                )
