from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.mortgage_compliance.tools.places import STATES as US_STATES

from ...tools import loan_row
from ..pipeline.crm_lead import OCCUPANCIES, PRODUCTS, PROPERTY_TYPES, PURPOSES

STATES = [
    ("active", "In process"),
    ("funded", "Funded"),
    ("withdrawn", "Withdrawn"),
    ("denied", "Denied"),
]
# What those who work on a file change; its terms are the LOS's.
PROCESSING_FIELDS = {
    *("milestone_id", "processor_id", "condition_ids", "le_sent_on", "cd_received_on"),
    *("lock_on", "lock_expires_on", "closing_on", "note_on"),
}
# What a file made by hand takes from its lead: {field of the loan: of the lead}.
FROM_LEAD = {
    "purpose": "loan_purpose",
    "amount": "loan_amount",
    **{
        name: name
        for name in (
            *("product", "property_street", "property_city", "property_state"),
            *("property_zip", "property_type", "property_value"),
            "property_occupancy",
        )
    },
}


class MortgageLoan(models.Model):
    """A loan file as the LOS has it, from application to funding.

    Messages and notes stand on its lead: a file has no correspondence of its own.
    """

    _name = "mortgage.loan"
    _inherit = ["mortgage.export.watch"]
    _description = "Loan"
    _order = "closing_on, id desc"
    _rec_name = "loan_number"
    _rec_names_search = ["loan_number", "partner_id"]
    _check_company_auto = True

    name = fields.Char(related="loan_number", string="Loan")
    los = fields.Char(
        "LOS", required=True, default="manual", help="Which system the file is in."
    )
    loan_number = fields.Char("Loan number", required=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    lead_id = fields.Many2one(
        "crm.lead",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain=[("is_mortgage", "=", True)],
        help="The lead the loan came from; it stays once it is set.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Borrower",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        index=True,
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        "res.users",
        "Loan officer",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        index=True,
        domain=[("share", "=", False)],
    )
    team_id = fields.Many2one(
        "crm.team", compute="_compute_team_id", store=True, index=True
    )
    processor_id = fields.Many2one(
        "res.users", index=True, domain=[("share", "=", False)]
    )
    purpose = fields.Selection(PURPOSES)
    product = fields.Selection(PRODUCTS)
    amount = fields.Monetary("Loan amount")
    rate = fields.Float("Note rate", digits=(6, 3), aggregator="avg", help="Percent.")
    property_street = fields.Char("Property street")
    property_city = fields.Char("Property city")
    property_state = fields.Char("Property state", size=2, help="Two-letter code.")
    property_zip = fields.Char("Property ZIP")
    property_type = fields.Selection(PROPERTY_TYPES, "Property type")
    property_occupancy = fields.Selection(OCCUPANCIES, "Occupancy")
    property_value = fields.Monetary("Property value")
    milestone_id = fields.Many2one(
        "mortgage.milestone",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        default=lambda self: self._first_milestone(),
        group_expand="_read_group_milestone_ids",
    )
    milestone_since = fields.Datetime(
        "In the milestone since", required=True, default=fields.Datetime.now
    )
    state = fields.Selection(STATES, required=True, default="active", index=True)
    application_on = fields.Date("Application", help="The day all six items were in.")
    le_sent_on = fields.Date("Loan Estimate sent")
    lock_on = fields.Date("Locked")
    lock_expires_on = fields.Date("Lock expires", help="The last day of the lock.")
    closing_on = fields.Date("Closing", help="The day the borrower signs.")
    cd_received_on = fields.Date("Closing Disclosure received")
    note_on = fields.Date("Note date")
    funded_on = fields.Date("Funded")
    condition_ids = fields.One2many("mortgage.condition", "loan_id", "Conditions")
    may_edit_terms = fields.Boolean(compute="_compute_may_edit_terms")

    _number_uniq = models.Constraint(
        "UNIQUE(los, loan_number, company_id)",
        "There is a file with this loan number in this LOS already.",
    )
    _amount_check = models.Constraint(
        "CHECK(amount >= 0 AND property_value >= 0)",
        "A loan amount or property value cannot be less than 0.",
    )
    _rate_check = models.Constraint(
        "CHECK(rate >= 0 AND rate <= 30)",
        "A note rate is between 0 and 30 percent per year.",
    )
    # Serves the board of loans in process and what is in danger.
    _active_idx = models.Index("(company_id, closing_on) WHERE state = 'active'")

    @api.depends("loan_number", "partner_id")
    def _compute_display_name(self):
        for loan in self:
            names = [loan.sudo().partner_id.name, loan.loan_number]
            loan.display_name = " · ".join(filter(None, names))

    @api.depends("lead_id.partner_id")
    def _compute_partner_id(self):
        for loan in self:
            loan.partner_id = loan.lead_id.partner_id or loan.partner_id

    @api.depends("lead_id")
    def _compute_user_id(self):
        for loan in self:
            loan.user_id = loan.user_id or loan.lead_id.user_id

    @api.depends("lead_id.team_id", "user_id")
    def _compute_team_id(self):
        for loan in self:
            own = loan.user_id.crm_team_ids.filtered("is_mortgage")
            loan.team_id = loan.lead_id.team_id or own[:1]

    def _compute_may_edit_terms(self):
        self.may_edit_terms = self.env.su or self.env.user.has_group(
            "mortgage_compliance.group_admin"
        )

    def _first_milestone(self):
        return self.env["mortgage.milestone"]._of_company(self.env.company)[:1]

    @api.model
    def _read_group_milestone_ids(self, milestones, domain):
        """Show every milestone as a column, also those without a loan."""
        every = milestones | milestones._of_company(self.env.company).sudo(False)
        return every.sorted(lambda milestone: (milestone.sequence, milestone.id))

    @api.constrains("lock_on", "lock_expires_on", "funded_on", "state")
    def _check_dates(self):
        today = fields.Date.context_today(self)
        for loan in self:
            problem = loan_row.date_problem(loan, today)
            if problem:
                raise ValidationError(
                    self.env._(
                        "%(loan)s: %(problem)s",
                        loan=loan.loan_number,
                        problem=self._date_words()[problem[1]],
                    )
                )

    def _date_words(self):
        """Return what to say of each problem that dates can have."""
        return {
            "lock_backwards": self.env._("The lock expires before it begins."),
            "funded_later": self.env._(
                "A loan is funded today or on a day in the past."
            ),
            "not_funded": self.env._("Only a funded loan has a funding date."),
        }

    @api.constrains("property_state")
    def _check_property_state(self):
        for loan in self:
            if loan.property_state and loan.property_state not in US_STATES:
                raise ValidationError(
                    self.env._(
                        "“%(state)s” is no state: write its two letters, such as TX.",
                        state=loan.property_state,
                    )
                )

    @api.constrains("loan_number", "los")
    def _check_loan_number(self):
        for loan in self:
            if not loan.loan_number.strip() or not loan.los.strip():
                raise ValidationError(
                    self.env._("A loan file needs its number and the LOS it is in.")
                )
            if loan_row.is_ssn(loan.loan_number):
                raise ValidationError(self._ssn_words())

    def _ssn_words(self):
        return self.env._(
            "This loan number looks like a Social Security number, which is never kept"
            " here: enter the number the LOS gave the file."
        )

    @api.onchange("lead_id")
    def _onchange_lead_id(self):
        for own, name in FROM_LEAD.items():
            self[own] = self[own] or self.lead_id[name]

    @api.model_create_multi
    def create(self, vals_list):
        loans = super().create([self._with_outcome(vals) for vals in vals_list])
        loans._move_leads()
        return loans

    def write(self, vals):
        self._check_may_write(vals)
        before = self._standing()
        for loans, own in self._split(vals):
            super(MortgageLoan, loans).write(own)
        # Whoever works on a batch as superuser follows once for all of it.
        if not (self.env.su and self.env.context.get("mortgage_loan_batch")):
            self._follow(before)
        return True

    def _check_may_write(self, vals):
        if "lead_id" in vals:
            self._check_lead_kept(vals["lead_id"])
        terms = vals.keys() - PROCESSING_FIELDS
        if terms and not all(self.mapped("may_edit_terms")):
            names = [
                self._fields[name].string for name in terms if name in self._fields
            ]
            raise AccessError(
                self.env._(
                    "The terms of a loan are changed in the LOS, or by a mortgage"
                    " administrator: %(fields)s.",
                    fields=", ".join(sorted(names)),
                )
            )

    def _check_lead_kept(self, lead_id):
        kept = self.filtered(lambda loan: loan.lead_id and loan.lead_id.id != lead_id)
        merging = self.env.su and self.env.context.get("mortgage_merging_leads")
        if kept and not merging:
            raise UserError(
                self.env._(
                    "%(loan)s came from the lead “%(lead)s” and stays with it. If that"
                    " is the wrong person, merge the two leads.",
                    loan=kept[0].loan_number,
                    lead=kept[0].sudo().lead_id.name,
                )
            )

    def _standing(self):
        """Return ``{loan: what _follow compares}``, before a change."""
        return {loan: (loan.milestone_id, loan.state, loan.lead_id) for loan in self}

    def _split(self, vals):
        """Yield ``(loans, what to write on them)``: a milestone only where it is new,
        so that the time spent there goes on counting."""
        if "milestone_id" not in vals:
            yield self, vals
            return
        moving = self.filtered(
            lambda loan: loan.milestone_id.id != vals["milestone_id"]
        )
        rest = {name: value for name, value in vals.items() if name != "milestone_id"}
        yield moving, moving._with_outcome(vals)
        yield self - moving, rest

    def _with_outcome(self, vals):
        """Return ``vals`` with what a milestone says: since when, funded or not."""
        milestone = self.env["mortgage.milestone"].browse(vals.get("milestone_id"))
        vals = dict(vals)
        if self and milestone:
            vals.setdefault("milestone_since", fields.Datetime.now())
        if milestone.sudo().kind == "funded":
            vals.setdefault("state", "funded")
            vals.setdefault("funded_on", fields.Date.context_today(self))
        elif milestone and "funded" in self.mapped("state"):
            # Dragged to Funded by mistake, and back.
            vals.setdefault("state", "active")
            vals.setdefault("funded_on", False)
        return vals

    def _follow(self, before):
        """Let leads follow their loans' milestones, and note it on them."""
        changed = self.filtered(lambda loan: before[loan] != loan._standing()[loan])
        moved = changed.filtered(lambda loan: loan.milestone_id != before[loan][0])
        moved._note_on_leads({loan: before[loan][0] for loan in moved})
        changed._move_leads()

    def _move_leads(self):
        """Bring each loan's lead forward to where the loan is; never back."""
        stages = {}
        for loan in self.sudo():
            lead = loan.lead_id
            if lead.is_mortgage and lead.active and loan.state in ("active", "funded"):
                stage = loan.milestone_id._lead_stage()
                stages[stage] = stages.get(stage, lead.browse()) | lead
        for stage, leads in stages.items():
            leads._mortgage_stage_at_least(stage)

    def _note_on_leads(self, old):
        bodies = {}
        for lead, loans in self.sudo().filtered("lead_id").grouped("lead_id").items():
            bodies[lead.id] = ", ".join(
                self.env._(
                    "Loan %(number)s: %(old)s → %(new)s",
                    number=loan.loan_number,
                    old=old[loan].sudo().name,
                    new=loan.milestone_id.name,
                )
                for loan in loans
            )
        if bodies:
            leads = self.env["crm.lead"].sudo().browse(bodies)
            leads._message_log_batch(bodies)
