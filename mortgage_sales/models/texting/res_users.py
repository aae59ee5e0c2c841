from collections import Counter

from odoo import models

# Enough to see who works the borrowers of a number now.
LATEST = 500


class ResUsers(models.Model):
    _inherit = "res.users"

    def _mortgage_successor(self):
        """Return the LO who has most of the leads that were texted from this LO's
        numbers, else who stands in for this LO, so that answers reach a person."""
        self.ensure_one()
        numbers = self.env["sms.twilio.number"].sudo()
        owned = numbers.search([("mortgage_user_id", "=", self.id)]).mapped("number")
        touches = self.env["mortgage.touch"].sudo()
        texted = touches.search(
            [("sender_number", "in", owned), ("lead_id", "!=", False)],
            order="id desc",
            limit=LATEST,
        )
        owners = Counter(
            lead.user_id
            for lead in texted.lead_id
            if lead.user_id.active and lead.user_id != self
        )
        if owners:
            return owners.most_common(1)[0][0]
        cover, _back = self._mortgage_covers().get(self.id, (None, None))
        return cover or super()._mortgage_successor()
