from odoo import api, models

from ...tools import bounce


class MortgageInboundMessage(models.Model):
    """Mails that came back, and mails that only ask to be unsubscribed."""

    _inherit = "mortgage.inbound.message"

    @api.model
    def _receive_unsubscribe(self, message_dict, point):
        """Take in a mail with the token of ``point`` in its subject, whoever sent it
        and whatever else it says."""
        touches, _point = self._mail_context(message_dict)
        company = touches[:1].company_id or self.env.company
        message = self.with_company(company)._keep(
            "email",
            message_dict["message_id"],
            {
                "sender": message_dict.get("email_from"),
                "receiver": message_dict.get("to"),
                "body": self.env._("Unsubscribed by mail, as the mail program offers."),
                "point_id": point.id,
                "touch_id": touches[:1].id,
                "meaning": "opt_out",
            },
        )
        if message:
            message._file_under(message._find_document())
            message._obey()

    @api.model
    def _receive_bounce(self, mail, message_dict):
        """Note that a mail came back; a dead address is not written to again.

        Only an address that we wrote to lately can come back: anybody can write a
        bounce that names somebody else. What is no bounce but came to where bounces go,
        as absence notes do, is taken in like any answer.
        """
        bounces = bounce.read(mail)
        if not bounces:
            self._receive_mail(mail, self._without_secrets(message_dict), (False, 0))
            return
        for touch, returned in self._returned(bounces, message_dict):
            if returned.kind == "delayed":
                continue
            touch._set_outcome("failed", error_code=returned.code or "bounced")
            touch._take_return(returned)

    @api.model
    def _returned(self, bounces, message_dict):
        """Return ``[(touch, Bounce)]``: which of our mails a report is about."""
        named = {returned.address: returned for returned in bounces}
        touches = self.env["mortgage.touch"]
        found = touches._by_message_ids(message_dict.get("bounced_msg_ids") or [])
        if found:
            # Behind a forwarding address another one may be named.
            return [
                (touch, named.get(touch.point_id.value, bounces[0])) for touch in found
            ]
        if message_dict.get("bounced_message"):
            # Another mail of Odoo's: none of our business.
            return []
        # Some relays give mails a Message-Id of their own.
        return [
            (touch, named[touch.point_id.value])
            for touch in touches._mailed_lately(named)
        ]
