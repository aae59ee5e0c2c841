from datetime import timedelta, timezone

from odoo import api, fields, models
from odoo.fields import Domain

# What may have reached a borrower, so that an answer can be to it.
MAY_HAVE_ARRIVED = ("queued", "sent", "delivered", "failed", "in_doubt")
ANSWER_AGE = timedelta(days=30)


class MortgageTouch(models.Model):
    _inherit = "mortgage.touch"

    # When the keyword came that this message confirms; within five minutes of it the
    # gate lets the one confirmation through.
    confirms_at = fields.Datetime(readonly=True, copy=False)

    @api.model
    def _answered_by(self, point, channel, number=""):
        """Return the last touch that somebody at ``point`` can be answering; of a text
        to one of our numbers the last that left from that ``number``."""
        answerable = Domain(
            [
                ("point_id", "=", point.id),
                ("channel", "=", channel),
                ("state", "in", MAY_HAVE_ARRIVED),
                ("queued_at", ">", fields.Datetime.now() - ANSWER_AGE),
                # What has not left its queue yet nobody can answer.
                "|",
                ("state", "!=", "queued"),
                ("attempted_at", "!=", False),
            ]
        )
        domains = [answerable]
        if number:
            domains.insert(0, answerable & Domain("sender_number", "=", number))
        for domain in domains:
            touch = self.sudo().search(domain, order="queued_at desc, id desc", limit=1)
            if touch:
                break
        return touch

    @api.model
    def _by_message_ids(self, message_ids):
        """Return the mails that have one of these Message-Ids, the latest first."""
        if not message_ids:
            return self.sudo().browse()
        return self.sudo().search(
            [("wire_id", "in", list(message_ids)), ("channel", "=", "email")],
            order="queued_at desc, id desc",
        )

    def _request(self, facts, at):
        request = super()._request(facts, at)
        if self.confirms_at:
            request.confirms_at = self.confirms_at.replace(tzinfo=timezone.utc)
        return request
