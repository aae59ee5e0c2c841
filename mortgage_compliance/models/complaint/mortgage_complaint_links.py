from odoo import fields, models


class MortgageComplaint(models.Model):
    """What hangs together with it: messages, what the borrower wrote, holds."""

    _inherit = "mortgage.complaint"

    touch_ids = fields.Many2many(
        "mortgage.touch",
        "mortgage_complaint_touch_rel",
        "complaint_id",
        "touch_id",
        string="About these messages",
    )
    inbound_ids = fields.Many2many(
        "mortgage.inbound.message",
        "mortgage_complaint_inbound_rel",
        "complaint_id",
        "inbound_id",
        string="What the borrower wrote",
    )
    hold_ids = fields.One2many("mortgage.legal.hold", "complaint_id", "Legal holds")

    def action_open_hold(self):
        """Open a legal hold about the same people, to be saved by a person."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Legal hold"),
            "res_model": "mortgage.legal.hold",
            "views": [[False, "form"]],
            "context": {
                "default_complaint_id": self.id,
                "default_company_id": self.company_id.id,
                "default_name": self.env._("Complaint %s", self.name),
                "default_reason": self.env._(
                    "Complaint %(number)s of %(who)s",
                    number=self.name,
                    who=self.complainant,
                ),
                "default_partner_ids": self.partner_id.ids,
                "default_point_ids": self.point_ids.ids,
            },
        }

    def action_export(self):
        """Set up an exam export of the complaint and all that was said with them."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Exam export"),
            "res_model": "mortgage.exam.export",
            "views": [[False, "form"]],
            "context": {
                "default_purpose": self.env._("Complaint %s", self.name),
                "default_company_id": self.company_id.id,
                "default_scope_ids": [
                    (0, 0, {"about": "complaint", "complaint_ids": [(6, 0, self.ids)]})
                ],
            },
        }
