from odoo import models


class SmsSms(models.Model):
    _inherit = "sms.sms"

    def _mortgage_stored_body(self):
        return self.body

    def _mortgage_store_body(self, text):
        self.body = text
