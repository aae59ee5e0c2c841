from odoo import fields, models

from ..frequency.mortgage_touch import SELF_SENT


class MortgageTouch(models.Model):
    """A contact that was asked for uses the request up."""

    _inherit = "mortgage.touch"

    def _on_allowed(self, going):
        result = super()._on_allowed(going)
        requests = self.env["mortgage.contact.request"].sudo()
        for touch, verdict in going:
            # A call uses it when it is made.
            if verdict.asked_id and touch.channel in SELF_SENT:
                requests.browse(verdict.asked_id)._use(touch)
        return result

    def _answer_requests(self):
        """Let each of ``self``, made just now, use up what its borrower asked for."""
        now = fields.Datetime.now()
        requests = self.env["mortgage.contact.request"].sudo()
        found = requests._open_rows(self.partner_id.ids, [], now, now)
        for touch in self:
            for asked in found.get(touch.partner_id.id, ()):
                fits = touch.channel in asked.channels and not asked.is_used
                if fits and asked.company_id == touch.company_id.id:
                    requests.browse(asked.id)._use(touch)
                    break
