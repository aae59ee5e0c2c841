from datetime import datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ...tools import audience, loan_example
from ...tools.products import PRODUCTS

RULE = "content.example"
DAY = 24
# What is told to borrowers: a change of any of it has to be looked at again.
FIGURES = (
    *("company_id", "purpose", "product", "loan_amount", "property_value"),
    *("credit_score", "rate", "years", "points", "charges", "most_charges"),
    *("mi_monthly", "mi_months", "fixed_months", "later_rate", "max_apr"),
    *("states", "as_of", "expires_at"),
)
# Stands in the context while the button acts; nobody can send an object by RPC.
_BY_BUTTON = object()
# What a preview and a review show in place of today's figures.
SAMPLE = loan_example.Example(
    at=datetime(2026, 1, 5, 9, 30, tzinfo=ZoneInfo("America/Chicago")),
    purpose="purchase",
    product="conventional",
    amount=Decimal(350000),
    value=Decimal(437500),
    score=740,
    rate=Decimal("6.25"),
    points=Decimal(1),
    charges=Decimal(1295),
)
SAMPLE_LINE = loan_example.Example(
    at=SAMPLE.at,
    purpose="heloc",
    product="heloc",
    amount=Decimal(50000),
    value=SAMPLE.value,
    score=740,
    rate=Decimal("8.5"),
    most_charges=Decimal(500),
    max_apr=Decimal(18),
)


class MortgageLoanExample(models.Model):
    """A loan as it is priced today, for advertisements that state a rate, a payment, a
    term or a charge: 12 CFR 1026.24(d)(2) asks for the rest of the terms beside it.

    It counts for a day and once somebody other than its author has verified it.
    """

    _name = "mortgage.loan.example"
    _description = "Example of a priced loan"
    _order = "as_of desc, id desc"

    name = fields.Char("Example", compute="_compute_figures")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    purpose = fields.Selection(
        [
            ("purchase", "Purchase"),
            ("refinance", "Refinance"),
            ("cash_out", "Cash-out refinance"),
            ("heloc", "Home equity line (HELOC)"),
        ],
        required=True,
        default="purchase",
    )
    product = fields.Selection(PRODUCTS, help="Empty for a home equity line.")
    states = fields.Char(help="Such as “TX FL”; empty for every state.")
    loan_amount = fields.Monetary("Loan amount or line", required=True)
    property_value = fields.Monetary("Home value", required=True)
    credit_score = fields.Integer("Credit score assumed", required=True, default=740)
    rate = fields.Float("Interest rate, %", digits=(6, 3), required=True)
    years = fields.Integer("Term in years", default=30)
    points = fields.Float("Points, %", digits=(6, 3))
    charges = fields.Monetary(
        "Other finance charges",
        help="Paid at closing beside the points, such as origination, underwriting and"
        " prepaid interest. Of a line: what it costs to open it, at least.",
    )
    most_charges = fields.Monetary("Costs to open it, at most")
    mi_monthly = fields.Monetary("Mortgage insurance a month")
    mi_months = fields.Integer("for how many months")
    fixed_months = fields.Integer(
        "Months with this rate", help="Of an adjustable-rate mortgage; 0 if it is none."
    )
    later_rate = fields.Float(
        "Rate after that, %", digits=(6, 3), help="Today's index and the margin."
    )
    max_apr = fields.Float("Maximum APR, %", digits=(6, 3))
    as_of = fields.Datetime("Priced", required=True, default=fields.Datetime.now)
    expires_at = fields.Datetime(
        "Counts until",
        compute="_compute_expires_at",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        help="A day after it was priced, unless the company's rule says otherwise.",
    )
    verified_by_id = fields.Many2one(
        "res.users", "Verified by", readonly=True, copy=False
    )
    verified_at = fields.Datetime("Verified", readonly=True, copy=False)
    state = fields.Selection(
        [
            ("unverified", "To verify"),
            ("good", "In use"),
            ("expired", "Expired"),
        ],
        compute="_compute_state",
    )
    loan_to_value = fields.Float(
        "Loan to value, %", compute="_compute_figures", digits=(6, 2)
    )
    apr = fields.Float("APR, %", compute="_compute_figures", digits=(6, 3))
    words = fields.Text("As borrowers read it", compute="_compute_figures")
    words_es = fields.Text("In Spanish", compute="_compute_figures")

    @api.depends("as_of", "company_id")
    def _compute_expires_at(self):
        for example in self:
            life = timedelta(hours=example._life_hours())
            example.expires_at = (example.as_of or fields.Datetime.now()) + life

    @api.depends("expires_at", "verified_by_id")
    def _compute_state(self):
        now = fields.Datetime.now()
        for example in self:
            fresh = bool(example.expires_at) and example.expires_at > now
            verified = "good" if example.verified_by_id else "unverified"
            example.state = verified if fresh else "expired"

    @api.depends(*FIGURES)
    def _compute_figures(self):
        for example in self:
            if example._flaws():
                example.update(
                    {
                        "name": self.env._("Incomplete example"),
                        "loan_to_value": 0,
                        "apr": 0,
                        "words": False,
                        "words_es": False,
                    }
                )
                continue
            value = example._as_value()
            example.loan_to_value = 100 * example.loan_amount / example.property_value
            example.apr = float(value.apr)
            example.words = example._in_words("en")
            example.words_es = example._in_words("es")
            example.name = self.env._(
                "%(what)s %(rate)s%%, APR %(apr)s%%",
                what=example._product_name(),
                rate=f"{example.rate:.3f}",
                apr=f"{value.apr:.3f}",
            )

    @api.constrains(*FIGURES)
    def _check_figures(self):
        for example in self:
            flaws = example._flaws()
            if flaws:
                raise ValidationError("\n".join(flaws))

    def _flaws(self):
        """Return in words what makes no loan of these figures."""
        is_line = self.purpose == "heloc"
        flaws = []
        if self.loan_amount <= 0 or self.property_value <= 0:
            flaws.append(self.env._("Enter the loan amount and the value of the home."))
        elif self.purpose == "purchase" and self.loan_amount > self.property_value:
            flaws.append(self.env._("A purchase loan is no larger than the price."))
        if not 0 < self.rate < 30:
            flaws.append(self.env._("Enter the interest rate, such as 6.250."))
        if not 300 <= self.credit_score <= 850:
            flaws.append(self.env._("Enter a credit score between 300 and 850."))
        if is_line and not self.rate <= self.max_apr < 100:
            flaws.append(self.env._("A line needs its maximum APR."))
        if not is_line and not (self.product and 1 <= self.years <= 40):
            flaws.append(self.env._("Choose the product and a term of 1 to 40 years."))
        if not 0 <= self.points < 10 or self.charges < 0:
            flaws.append(self.env._("Points are below 10 %, charges not below 0."))
        if self.fixed_months and not 0 < self.later_rate < 30:
            flaws.append(
                self.env._("An adjustable rate needs the rate after the fixed months.")
            )
        if audience.parse(self.states)[1]:
            flaws.append(self.env._("Write states as codes, such as TX FL."))
        return flaws

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            # Given one by one: a default in the context must not get in.
            vals.update(verified_by_id=False, verified_at=False)
        return super().create(vals_list)

    def write(self, vals):
        by_button = self.env.context.get("mortgage_by_button") is _BY_BUTTON
        if not by_button and {"verified_by_id", "verified_at"}.intersection(vals):
            raise UserError(self.env._("An example is verified by the button only."))
        if not by_button and set(FIGURES).intersection(vals):
            vals = {**vals, "verified_by_id": False, "verified_at": False}
        return super().write(vals)

    def action_verify(self):
        """Confirm that these terms are offered; what waited for them goes out."""
        if not self.env.user.has_groups(
            "mortgage_compliance.group_compliance,mortgage_compliance.group_manager"
        ):
            raise AccessError(
                self.env._("Managers and compliance verify examples of loans.")
            )
        for example in self:
            if self.env.user in (example.create_uid | example.write_uid):
                raise UserError(
                    self.env._(
                        "You entered %(example)s. Somebody else has to verify it.",
                        example=example.name,
                    )
                )
            if example.expires_at <= fields.Datetime.now():
                raise UserError(
                    self.env._(
                        "%(example)s has expired: enter today's figures.",
                        example=example.name,
                    )
                )
        self.with_context(mortgage_by_button=_BY_BUTTON).write(
            {"verified_by_id": self.env.uid, "verified_at": fields.Datetime.now()}
        )
        self._log_verified()
        self.env["mortgage.touch"]._release([RULE], self.company_id.ids)

    def _log_verified(self):
        self.env["mortgage.ledger.entry"].sudo()._append(
            [
                {
                    "event": "approval",
                    "res_model": self._name,
                    "res_id": example.id,
                    "company_id": example.company_id.id,
                    "payload": {
                        "act": "verified",
                        "words": example.words,
                        "expires_at": fields.Datetime.to_string(example.expires_at),
                    },
                }
                for example in self
            ]
        )

    def action_renew(self):
        """Open a copy, priced now, for today's figures."""
        self.ensure_one()
        renewed = self.copy({"as_of": fields.Datetime.now()})
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": renewed.id,
            "view_mode": "form",
        }

    def copy_data(self, default=None):
        default = {"as_of": fields.Datetime.now(), **(default or {})}
        return [
            {name: value for name, value in vals.items() if name != "expires_at"}
            for vals in super().copy_data(default)
        ]

    @api.model
    def _in_force(self, company_ids):
        """Return the examples of these companies that may be told now, newest first."""
        now = fields.Datetime.now()
        return self.sudo().search(
            Domain("company_id", "in", list(company_ids))
            & Domain("verified_by_id", "!=", False)
            & Domain("as_of", "<=", now)
            & Domain("expires_at", ">", now)
        )

    def _fitting(self, company_id, loan, state, is_line):
        """Return the example of ``self`` for a message about ``loan``, or none.

        Its product and purpose are those of the message where they are known.
        """
        fits = self.filtered(
            lambda one: (
                one.company_id.id == company_id
                and (one.purpose == "heloc") == is_line
                and one._is_for(state)
                and (is_line or loan.get("product") in (False, None, one.product))
            )
        )
        same = fits.filtered(lambda one: one.purpose == loan.get("purpose"))
        known = loan.get("purpose") and not is_line
        return (same if known else same or fits)[:1]

    def _is_for(self, state):
        states = audience.parse(self.states)[0]
        return not states or state in states

    def _as_value(self):
        zone = self.company_id._mortgage_zone()
        is_line = self.purpose == "heloc"
        return loan_example.Example(
            at=self.as_of.replace(tzinfo=timezone.utc).astimezone(zone),
            purpose=self.purpose,
            product=self.product or "",
            amount=_exact(self.loan_amount, 2),
            value=_exact(self.property_value, 2),
            score=self.credit_score,
            rate=_exact(self.rate, 3),
            years=self.years,
            points=_exact(self.points, 3),
            charges=_exact(self.charges, 2),
            most_charges=_exact(self.most_charges, 2),
            mi_monthly=_exact(self.mi_monthly, 2),
            mi_months=self.mi_months,
            fixed_months=0 if is_line else self.fixed_months,
            later_rate=_exact(self.later_rate, 3),
            max_apr=_exact(self.max_apr, 3) if is_line else Decimal(0),
        )

    def _in_words(self, lang, short=False):
        return loan_example.in_words(
            self._as_value(), self._product_name(), lang, short
        )

    def _product_name(self):
        return dict(PRODUCTS).get(self.product, "HELOC")

    def _life_hours(self):
        book = self.env["mortgage.contact.policy"]._rulebook()
        company_id = (self.company_id or self.env.company).id
        now = datetime.now(timezone.utc)
        return book.require(RULE, company_id, now).period_hours or DAY


def _exact(number, digits):
    return Decimal(f"{number or 0:.{digits}f}")
