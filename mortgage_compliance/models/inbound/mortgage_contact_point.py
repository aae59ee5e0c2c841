import hmac as comparing

from odoo import api, fields, models
from odoo.tools import hmac

TOKEN_SCOPE = "mortgage-preferences"


class MortgageContactPoint(models.Model):
    """A borrower's own say over an address: links without a login, and what they do."""

    _inherit = "mortgage.contact.point"

    def _preference_token(self):
        """Return what names this point in a link; it never expires (15 USC 7704)."""
        self.ensure_one()
        return f"{self.id}-{hmac(self.env(su=True), TOKEN_SCOPE, self.id)}"

    def _unsubscribe_url(self):
        """Return the link of List-Unsubscribe: people open it, machines post to it."""
        return f"{self.get_base_url()}/mortgage/unsubscribe/{self._preference_token()}"

    def _preference_url(self):
        return f"{self.get_base_url()}/mortgage/preferences/{self._preference_token()}"

    @api.model
    def _by_token(self, token):
        """Return the point that ``token`` names, or none."""
        number, _dash, signature = (token or "").partition("-")
        point_id = int(number) if number.isascii() and number.isdigit() else 0
        expected = hmac(self.env(su=True), TOKEN_SCOPE, point_id)
        signed = comparing.compare_digest(expected.encode(), signature.encode())
        # Looked up either way: the time taken says nothing.
        found = self.sudo().search([("id", "=", min(point_id, 2**31 - 1))])
        return found if signed else found.browse()

    def _of_the_same_people(self):
        return self | self.sudo().partner_ids.mortgage_point_ids

    def _opt_out(self, scope, reason, note="", taken_back=False):
        """Suppress ``scope`` on these points at once and tell the open documents.

        What was agreed to before is ``taken_back`` here unless it was already: who
        comes back with START gives consent anew. Returns the points on which it was
        news.
        """
        self.env["mortgage.inbound.message"].sudo()._close_reviews(self)
        suppression = self.env["mortgage.suppression"].sudo()
        active = suppression._active(self.ids)
        news = self.filtered(lambda point: scope not in active.get(point.id, ()))
        suppression._suppress(self.ids, scope, reason, note=note)
        if not taken_back:
            at = fields.Datetime.now()
            self.env["mortgage.consent"].sudo()._take_back(
                {(point_id, scope): (at, reason, note) for point_id in news.ids}, reason
            )
        for documents in self._open_documents():
            documents._mortgage_on_opt_out(self, scope)
        return news

    def _open_documents(self):
        """Return, per kind of document, the open ones that belong to these points."""
        registry = self.env.registry
        found = []
        for name in registry.descendants(["mortgage.contactable"], "_inherit"):
            if not registry[name]._abstract:
                found.append(self.env[name].sudo()._mortgage_find_by_points(self))
        return [documents for documents in found if documents]
