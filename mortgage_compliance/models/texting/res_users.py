from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def write(self, vals):
        successors = {}
        if vals.get("active") is False:
            successors = {user: user._mortgage_successor() for user in self}
        result = super().write(vals)
        numbers = self.env["sms.twilio.number"].sudo()
        for user, successor in successors.items():
            # Answers to a number reach whoever works its borrowers now.
            owned = numbers.search([("mortgage_user_id", "=", user.id)])
            owned.mortgage_user_id = successor
        return result

    def _mortgage_successor(self):
        """Hook: return who takes over the numbers of an LO who leaves, if anybody."""
        return self.browse()
