from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import hmac

WINDOW = timedelta(minutes=10)
LIMIT = 60


class MortgagePageVisit(models.Model):
    """Counts visits of public pages, so that nobody tries tokens by the thousand."""

    _name = "mortgage.page.visit"
    _description = "Visit of a public page"
    _log_access = False
    _rec_name = "visitor"

    at = fields.Datetime(required=True)
    # Not the address itself: nobody needs to know who looked.
    visitor = fields.Char(required=True)

    _visitor_idx = models.Index("(visitor, at)")

    @api.model
    def _count(self, address):
        """Note a visit from the network ``address``; False when there are too many."""
        now = fields.Datetime.now()
        visitor = hmac(self.env(su=True), "mortgage-page-visit", address or "")
        visits = self.sudo()
        recent = visits.search_count(
            [("visitor", "=", visitor), ("at", ">", now - WINDOW)], limit=LIMIT
        )
        if recent >= LIMIT:
            return False
        visits.create({"at": now, "visitor": visitor})
        return True

    @api.autovacuum
    def _gc_visits(self):
        self.sudo().search([("at", "<", fields.Datetime.now() - WINDOW)]).unlink()
