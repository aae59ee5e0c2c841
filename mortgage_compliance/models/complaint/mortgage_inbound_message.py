from odoo import models

INTAKES = {"sms": "text", "email": "email"}


class MortgageInboundMessage(models.Model):
    _inherit = "mortgage.inbound.message"

    def action_file_complaint(self):
        """File what the borrower wrote as a complaint, to be saved by a person."""
        self.ensure_one()
        self.check_access("read")
        partner = self.point_id.partner_ids[:1]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Complaint"),
            "res_model": "mortgage.complaint",
            "views": [[False, "form"]],
            "context": {
                "default_received_at": self.at,
                "default_intake": INTAKES[self.channel],
                "default_company_id": self.company_id.id,
                "default_partner_id": partner.id,
                "default_complainant": partner.name or self.sender,
                "default_point_ids": self.point_id.ids,
                "default_words": self.body,
                "default_inbound_ids": self.ids,
                "default_touch_ids": self.touch_id.ids,
                "default_user_id": self.touch_id.user_id.id,
            },
        }
