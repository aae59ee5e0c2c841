from odoo import api, fields, models

from ..models.complaint.mortgage_complaint import TOPICS
from ..models.complaint.mortgage_complaint_clock import INTAKES

FIELDS = (
    *("partner_id", "complainant", "received_at", "intake", "topic", "user_id"),
    "words",
)


class MortgageComplaintFiling(models.TransientModel):
    """What whoever hears of a complaint writes down about it."""

    _name = "mortgage.complaint.filing"
    _description = "File a complaint"

    partner_id = fields.Many2one("res.partner", "Borrower", ondelete="cascade")
    complainant = fields.Char(
        "Who complains",
        compute="_compute_complainant",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    received_at = fields.Datetime("Heard", required=True, default=fields.Datetime.now)
    intake = fields.Selection(INTAKES, "Came in by", required=True, default="call")
    topic = fields.Selection(TOPICS, "About", required=True)
    user_id = fields.Many2one("res.users", "Loan officer", ondelete="cascade")
    words = fields.Text("What they say", required=True)

    @api.depends("partner_id")
    def _compute_complainant(self):
        for filing in self:
            filing.complainant = filing.complainant or filing.partner_id.name or False

    def action_file(self):
        """File it; compliance takes it from here."""
        self.ensure_one()
        values = {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in FIELDS
        }
        complaint = self.env["mortgage.complaint"].create(values)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Filed as %s. Compliance answers it.", complaint.name
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
