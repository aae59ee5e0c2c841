import email.policy

from odoo import api, models

OURS = "/mortgage/unsubscribe/"


class PlainWaysOut(type(email.policy.SMTP)):
    """Leaves List-Unsubscribe in plain letters on the wire.

    Python encodes a word that is longer than a line (RFC 2047), and to a mailbox
    provider the header is then none: links are longer than lines.
    """

    def _fold(self, name, value, *args, **kwargs):
        if name.lower() == "list-unsubscribe":
            ways = value.replace(", ", f",{self.linesep} ")
            return f"{name}: {ways}{self.linesep}"
        return super()._fold(name, value, *args, **kwargs)


PLAIN = PlainWaysOut(linesep=email.policy.SMTP.linesep)


class IrMailServer(models.Model):
    _inherit = "ir.mail_server"

    @api.model
    def _build_email__(self, *args, **kwargs):
        message = super()._build_email__(*args, **kwargs)
        if OURS in (message["List-Unsubscribe"] or ""):
            message.policy = PLAIN
        return message
