from odoo import fields, models

# What was, or may have been, on its way to the borrower.
TRIED = ("queued", "sent", "delivered", "failed", "in_doubt")


class MortgageTouch(models.Model):
    """The number a text leaves from: a borrower's answers keep coming to one."""

    _inherit = "mortgage.touch"

    sender_number = fields.Char("From number", readonly=True, copy=False)

    def _choose_number(self):
        """Note the number that this text leaves from, and return it."""
        self.ensure_one()
        number = self.env["sms.twilio.number"]._mortgage_for(
            self, self._number_known_to_borrower()
        )
        self.sender_number = number.number
        return self.sender_number

    def _number_known_to_borrower(self):
        last = self.sudo().search(
            [
                ("id", "!=", self.id),
                ("point_id", "=", self.point_id.id),
                ("company_id", "=", self.company_id.id),
                ("sender_number", "!=", False),
                ("state", "in", TRIED),
            ],
            order="attempted_at desc, id desc",
            limit=1,
        )
        if last:
            return last.sender_number
        answer = self.env["mortgage.inbound.message"].sudo()
        return answer.search(
            [
                ("channel", "=", "sms"),
                ("point_id", "=", self.point_id.id),
                ("company_id", "=", self.company_id.id),
            ],
            limit=1,
        ).receiver
