from odoo import models
from odoo.tools import plaintext2html


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _mortgage_stored_body(self):
        return self.body_html

    def _mortgage_store_body(self, text):
        self.body_html = plaintext2html(text)
