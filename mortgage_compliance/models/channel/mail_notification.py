from odoo import fields, models

from .mortgage_outgoing import FAILURES


class MailNotification(models.Model):
    """Shows the author why a message to a borrower did not leave."""

    _inherit = "mail.notification"

    failure_type = fields.Selection(selection_add=FAILURES)
