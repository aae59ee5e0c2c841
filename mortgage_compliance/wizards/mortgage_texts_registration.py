from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..models.caller import check_caller

MAY_REGISTER = ("group_admin", "group_compliance")


class MortgageTextsRegistration(models.TransientModel):
    """The way to carriers' approval (A2P 10DLC), and what a text costs."""

    _name = "mortgage.texts.registration"
    _description = "Texts: registration"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    state = fields.Selection(related="company_id.mortgage_texts_state")
    submitted_on = fields.Date(related="company_id.mortgage_texts_submitted_on")
    approved_on = fields.Date(related="company_id.mortgage_texts_approved_on")
    fault = fields.Char(related="company_id.mortgage_texts_fault")
    # Not related: who registers need not be able to edit companies.
    campaign = fields.Char(
        "Campaign ID",
        default=lambda self: self.env.company.mortgage_texts_campaign,
        help="As the provider shows it once the campaign is registered.",
    )
    welcome = fields.Boolean(
        "Confirm consent by text",
        default=lambda self: self.env.company.mortgage_texts_welcome,
        help="The first consent of a number is answered once: who writes, how often,"
        " what it may cost, HELP and STOP. On with the approval.",
    )
    price = fields.Float(
        "Price of a text segment",
        digits=(12, 5),
        default=lambda self: self.env.company.mortgage_text_price,
        help="Shown while a text is written. 0 shows no cost.",
    )
    requirement_ids = fields.Many2many(
        "mortgage.texts.requirement",
        string="What carriers ask for",
        default=lambda self: self.env["mortgage.texts.requirement"]._for_company(
            self.env.company
        ),
    )

    def action_save(self):
        """Keep what was ticked and written."""
        self._company()
        return {"type": "ir.actions.act_window_close"}

    def action_submit(self):
        """Brand and campaign were sent in: nothing leaves until they are approved."""
        company = self._company()
        company.write(
            {
                "mortgage_texts_state": "pending",
                "mortgage_texts_submitted_on": fields.Date.context_today(self),
            }
        )
        return self._reopen()

    def action_approve(self):
        """Carriers approved the campaign: texts planned from now on leave."""
        company = self._company()
        # All of them, also what somebody took out of the form.
        asked = self.env["mortgage.texts.requirement"]._for_company(company)
        undone = asked.filtered(lambda row: not row.done)
        if undone or not self.campaign:
            missing = undone.mapped("name")
            if not self.campaign:
                missing.append(self.env._("Campaign ID"))
            raise UserError(
                self.env._("Not done yet: %(what)s.", what=", ".join(missing))
            )
        self.welcome = True
        company.write(
            {
                "mortgage_texts_state": "approved",
                "mortgage_texts_approved_on": fields.Date.context_today(self),
                "mortgage_texts_welcome": True,
            }
        )
        return self._reopen()

    def action_withdraw(self):
        """The approval is gone: no text leaves any more."""
        company = self._company()
        company.write(
            {
                "mortgage_texts_state": "not_approved",
                "mortgage_texts_approved_on": False,
            }
        )
        self.env["mortgage.touch"]._doubt_verdicts(company.ids, ["sms"])
        return self._reopen()

    def action_resume(self):
        """The account is right again: texts that waited are judged anew."""
        self._company()._mortgage_resume_texts()
        return self._reopen()

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Texts: registration"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [[False, "form"]],
            "target": "new",
        }

    def _company(self):
        """Return the company for the caller to register, with what stands in the
        form."""
        check_caller(self.env, MAY_REGISTER, self.env._("register for texting"))
        self.ensure_one()
        if self.company_id not in self.env.companies:
            raise AccessError(self.env._("You may register your own companies only."))
        company = self.company_id.sudo()
        company.write(
            {
                "mortgage_texts_campaign": self.campaign,
                "mortgage_texts_welcome": self.welcome,
                "mortgage_text_price": self.price,
            }
        )
        return company
