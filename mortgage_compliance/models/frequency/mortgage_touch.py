from odoo import api, fields, models

# What reached the borrower or may have, and what waits in a queue to do so. A call that
# is still to be made does not count.
COUNTED_STATES = ("queued", "sent", "delivered", "failed", "in_doubt")
# What goes out by itself once it is allowed; everything else counts when an LO did it.
SELF_SENT = ("email", "sms")


class MortgageTouch(models.Model):
    """When a contact counts as an attempt to reach the borrower."""

    _inherit = "mortgage.touch"

    counted_at = fields.Datetime(
        "Counts from",
        compute="_compute_counted_at",
        store=True,
        help="When the borrower was contacted, or it went into the queue.",
    )

    # Both serve the count of what a borrower has been sent lately.
    _person_idx = models.Index(
        "(partner_id, counted_at) WHERE kind = 'marketing' AND counted_at IS NOT NULL"
    )
    _number_idx = models.Index(
        "(point_id, counted_at) WHERE kind = 'marketing' AND counted_at IS NOT NULL"
    )

    @api.depends("state", "queued_at", "attempted_at")
    def _compute_counted_at(self):
        for touch in self:
            counts = touch.state in COUNTED_STATES
            touch.counted_at = counts and (touch.attempted_at or touch.queued_at)

    def _request(self, facts, at):
        request = super()._request(facts, at)
        request.touch_id = self._origin.id or 0
        request.in_series = self.channel in SELF_SENT
        return request

    def _on_allowed(self, going):
        """Let two dispatchers that contact one borrower at once count each other."""
        result = super()._on_allowed(going)
        self.env["mortgage.contact.turn"].sudo()._take(
            partner_id
            for touch, verdict in going
            if touch.channel in SELF_SENT
            for partner_id in verdict.counts_for
        )
        return result
