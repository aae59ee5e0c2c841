import codecs

from odoo import api, models


class MailThread(models.AbstractModel):
    """Borrowers' mails: recognised as answers, never bounced, placed on their loan."""

    _inherit = "mail.thread"

    @api.model
    def message_process(self, model, message, *args, **kwargs):
        if isinstance(message, str):
            message = message.encode()
        # No mail may have a NUL, and PostgreSQL takes none: better read than lost.
        message = bytes(getattr(message, "data", message)).replace(b"\x00", b"")
        # Not None, which XML-RPC cannot bring back to the mail server.
        return super().message_process(model, message, *args, **kwargs) or False

    def _message_parse_extract_payload(self, message, message_dict, *args, **kwargs):
        for part in message.walk():
            # Odoo would not take the mail at all; most of it can be read.
            if part.get_content_maintype() == "text" and not _is_known(part):
                part.set_param("charset", "utf-8")
        return super()._message_parse_extract_payload(
            message, message_dict, *args, **kwargs
        )

    @api.model
    def message_route(
        self, message, message_dict, model=None, thread_id=None, custom_values=None
    ):
        document = self._mortgage_document_of_mail(message_dict)
        if not document:
            return super().message_route(
                message, message_dict, model, thread_id, custom_values
            )
        self._routing_reset_bounce(message, message_dict)
        user = self._mail_find_user_for_gateway(message_dict["email_from"])
        return [(document._name, document.id, {}, user.id or self.env.uid, None)]

    @api.model
    def _mortgage_document_of_mail(self, message_dict):
        """Return where a mail belongs that Odoo would send back or could not place."""
        if message_dict.get("is_bounce"):
            return None
        parent = self.env["mail.message"].sudo().browse(message_dict.get("parent_id"))
        if parent.model and parent.res_id:
            return None
        inbound = self.env["mortgage.inbound.message"].sudo()
        touches, _point = inbound._mail_context(message_dict)
        if not touches and not self._detect_write_to_catchall(message_dict):
            return None
        return inbound._mail_document(message_dict)

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        inbound = self.env["mortgage.inbound.message"].sudo()
        is_bounce = message_dict.get("is_bounce")
        if not is_bounce:
            message_dict = inbound._without_secrets(message_dict)
        # Odoo takes values out of it on the way.
        received = dict(message_dict)
        thread_id = super()._message_route_process(message, message_dict, routes)
        if not is_bounce:
            model = routes[-1][0] if routes else False
            inbound._receive_mail(message, received, (model, thread_id))
        return thread_id


def _is_known(part):
    try:
        return bool(codecs.lookup(part.get_content_charset("utf-8")))
    except LookupError:
        return False
