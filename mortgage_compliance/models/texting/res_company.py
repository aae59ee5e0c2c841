from odoo import api, fields, models
from odoo.exceptions import AccessError

STATES = [
    ("not_approved", "Not approved"),
    ("pending", "Sent in for approval"),
    ("approved", "Approved"),
]


class ResCompany(models.Model):
    """Whether carriers take the company's texts, and what a text costs."""

    _inherit = "res.company"

    mortgage_texts_state = fields.Selection(
        STATES, "Texting", default="not_approved", required=True
    )
    mortgage_texts_submitted_on = fields.Date("Sent in on")
    mortgage_texts_approved_on = fields.Date("Approved on")
    mortgage_texts_campaign = fields.Char(
        "Campaign ID", help="As the provider shows it once the campaign is registered."
    )
    mortgage_texts_requirement_ids = fields.One2many(
        "mortgage.texts.requirement",
        "company_id",
        "What carriers ask for",
        groups="mortgage_compliance.group_admin,mortgage_compliance.group_compliance",
    )
    mortgage_texts_welcome = fields.Boolean(
        "Confirm consent by text",
        help="The first consent of a number is answered once: who writes, how often,"
        " what it may cost, HELP and STOP.",
    )
    mortgage_texts_fault = fields.Char("Why texts are stopped", readonly=True)
    mortgage_text_price = fields.Float(
        "Price of a text segment",
        digits=(12, 5),
        help="What the provider and carriers take for one segment; 0 to show no cost.",
    )

    def _mortgage_texts_allowed(self):
        """Whether texts may leave: carriers approved them, or none is involved."""
        self.ensure_one()
        if self.mortgage_texts_state == "approved":
            return True
        provider = self._mortgage_text_provider()
        return bool(provider and not provider.NEEDS_APPROVAL)

    def _mortgage_stop_texts(self, reason):
        """Hold every text of these companies until somebody has put the account right:
        hundreds would fail for the same reason."""
        self.sudo().filtered(
            lambda company: not company.mortgage_texts_fault
        ).mortgage_texts_fault = reason

    def _mortgage_resume_texts(self):
        """The account is right again: judge what waited anew."""
        self.sudo().mortgage_texts_fault = False
        self.env["mortgage.touch"]._release(["texting.account"], self.ids)

    @api.model
    def mortgage_text_price_of_segment(self):
        """Return ``{price, currency_id}`` of a text of the caller's company."""
        if not self.env.user._is_internal():
            raise AccessError(self.env._("Only employees see what a text costs."))
        company = self.env.company.sudo()
        return {
            "price": company.mortgage_text_price,
            "currency_id": company.currency_id.id,
        }
