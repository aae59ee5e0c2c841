import re

from odoo import api, models

from ...tools import complaint

_TOKEN = re.compile(r"\b(\d+-[0-9a-f]{64})\b")


class MailThread(models.AbstractModel):
    """What machines answer to our mails: bounces, complaints, requests to unsubscribe.

    What is about anybody else's mail goes Odoo's own way.
    """

    _inherit = "mail.thread"

    @api.model
    def message_route(
        self, message, message_dict, model=None, thread_id=None, custom_values=None
    ):
        point = self._mortgage_unsubscriber(message_dict)
        if point:
            inbound = self.env["mortgage.inbound.message"].sudo()
            inbound._receive_unsubscribe(message_dict, point)
            return []
        return super().message_route(
            message, message_dict, model, thread_id, custom_values
        )

    @api.model
    def _mortgage_unsubscriber(self, message_dict):
        """Return the point whose token stands in the subject, as List-Unsubscribe
        writes it there."""
        token = _TOKEN.search(message_dict.get("subject") or "")
        points = self.env["mortgage.contact.point"].sudo()
        return points._by_token(token.group(1)) if token else points

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        inbound = self.env["mortgage.inbound.message"].sudo()
        told = complaint.read(email_message)
        if told and inbound._receive_complaint(email_message, message_dict, told):
            return None
        result = super()._routing_handle_bounce(email_message, message_dict)
        if not told:
            inbound._receive_bounce(email_message, message_dict)
        return result
