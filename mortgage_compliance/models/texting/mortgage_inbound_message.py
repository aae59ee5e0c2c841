from odoo import models


class MortgageInboundMessage(models.Model):
    """What texting adds to a borrower's text: whose number it came to, and START."""

    _inherit = "mortgage.inbound.message"

    def _find_document(self):
        """A text to an LO's own number is about that LO's business, unless it answers
        what was sent from that number."""
        owner = self._number_owner()
        if owner and self.touch_id.sender_number != self.receiver:
            for documents in self.point_id._open_documents():
                if "user_id" not in documents._fields:
                    continue
                own = self._of_company(documents).filtered(
                    lambda document: document.user_id == owner
                )
                if own:
                    return own[:1]
        return super()._find_document()

    def _number_owner(self):
        if self.channel != "sms" or not self.receiver:
            return self.env["res.users"]
        numbers = self.env["sms.twilio.number"].sudo()
        return numbers.search(
            [
                ("number", "=", self.receiver),
                ("company_id", "=", self.company_id.id),
                ("mortgage_user_id", "!=", False),
            ],
            limit=1,
        ).mortgage_user_id

    def _start_again(self, confirmed):
        """START is consent given anew, to texts: what it lifts is not all that stood
        in the way of one who never agreed."""
        result = super()._start_again(confirmed)
        if self.point_id:
            self.env["mortgage.consent"].sudo()._record(
                [
                    {
                        "point_id": self.point_id.id,
                        "level": "pec",
                        "channels": ["sms"],
                        "method": "START",
                        "text": self.body,
                        "res_model": self.res_model,
                        "res_id": self.res_id,
                    }
                ]
            )
        return result
