from odoo import api, models
from odoo.tools import email_split


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def message_route(
        self, message, message_dict, model=None, thread_id=None, custom_values=None
    ):
        """Keep what comes to a journal address from Odoo's own ways: it is filed with
        the borrowers it names, and answered by nobody."""
        addresses = email_split(message_dict.get("recipients") or "")
        addresses += email_split(str(message.get("X-Original-To") or ""))
        company = self.env["res.company"]._mortgage_journal_of(addresses)
        if not company or message_dict.get("is_bounce"):
            return super().message_route(
                message, message_dict, model, thread_id, custom_values
            )
        journal = self.env["mortgage.journal.message"].sudo()
        if not journal._receive(message, message_dict, company):
            # A borrower who has the address from somewhere is heard all the same.
            document = self._mortgage_document_of_stranger(message_dict)
            return [] if document is None else [document]
        return []

    @api.model
    def _mortgage_document_of_stranger(self, message_dict):
        """Return the route of a borrower's mail, None for everybody else's."""
        inbound = self.env["mortgage.inbound.message"].sudo()
        document = inbound._mail_document(message_dict)
        if not document:
            return None
        return (document._name, document.id, {}, self.env.uid, None)
