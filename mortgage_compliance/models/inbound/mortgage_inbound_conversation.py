from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_datetime

LAST = 8
WRITTEN = ("sent", "delivered", "failed", "in_doubt")


class MortgageInboundMessage(models.Model):
    """What was said before, for whoever must understand an answer."""

    _inherit = "mortgage.inbound.message"

    conversation = fields.Html(
        "Said before", compute="_compute_conversation", compute_sudo=True
    )

    @api.depends("point_id", "at")
    def _compute_conversation(self):
        for message in self:
            said = sorted(message._ours() + message._theirs(), key=lambda one: one[0])
            message.conversation = Markup("").join(
                Markup("<p><small class='text-muted'>%s · %s</small><br/>%s</p>")
                % (who, format_datetime(self.env, at, dt_format="MMM d, h:mm a"), words)
                for at, who, words in said[-LAST:]
            )

    def _theirs(self):
        earlier = self.search(
            [
                ("point_id", "=", self.point_id.id),
                ("point_id", "!=", False),
                ("id", "<", self.id or 0),
            ],
            limit=LAST,
        )
        name = self._partner().name or self.sender or ""
        return [(one.at, name, one.body or "") for one in earlier]

    def _ours(self):
        touches = self.env["mortgage.touch"].search(
            [
                ("point_id", "=", self.point_id.id),
                ("point_id", "!=", False),
                ("channel", "=", self.channel),
                ("state", "in", WRITTEN),
                ("sent_at", "<=", self.at),
            ],
            order="sent_at desc, id desc",
            limit=LAST,
        )
        archived = self.env["mortgage.archive"].search(
            [("touch_id", "in", touches.ids)], order="id"
        )
        texts = {}
        for one in archived:
            # The first body is what went out, later ones are answers to it.
            texts.setdefault(one.touch_id, one.text)
        return [
            (
                touch.sent_at,
                touch.user_id.name or touch.company_id.name,
                self._beginning(touch, texts.get(touch.id, "")),
            )
            for touch in touches
        ]

    def _beginning(self, touch, text):
        """Return what a touch said, as far as an answer to it needs: a text whole, of a
        mail what it was about."""
        subject = touch.mail_ids[:1].subject
        if touch.channel == "email":
            return subject or touch.template_version_id.subject or ""
        # The archive begins with whom it went to.
        return text.partition("\n\n")[2] or text
