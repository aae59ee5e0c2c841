from datetime import datetime, time

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..models.disclosure.mortgage_disclosure import BUSINESSES

# Fields of the company that the form takes and gives back under the same names.
ON_COMPANY = (
    *("name", "nmls_id", "mortgage_trade_name", "mortgage_business", "phone", "email"),
    *("street", "street2", "city", "state_id", "zip"),
)


class MortgageCompanySetup(models.TransientModel):
    """The lender in one form: who it is, where it sits, where it is licensed."""

    _name = "mortgage.company.setup"
    _description = "Your company"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    name = fields.Char("Legal name", required=True)
    nmls_id = fields.Char("NMLS number", required=True)
    mortgage_trade_name = fields.Char("Trade name")
    mortgage_business = fields.Selection(BUSINESSES, "Business", required=True)
    phone = fields.Char(required=True)
    email = fields.Char()
    street = fields.Char(required=True)
    street2 = fields.Char()
    city = fields.Char(required=True)
    state_id = fields.Many2one(
        "res.country.state",
        required=True,
        domain="[('country_id.code', '=', 'US')]",
    )
    zip = fields.Char("ZIP", required=True)
    license_state_ids = fields.Many2many(
        "res.country.state",
        string="Licensed in",
        domain="[('country_id.code', '=', 'US')]",
    )
    license_end = fields.Date(
        "Licenses until",
        default=lambda self: fields.Date.today().replace(month=12, day=31),
        help="State licenses end with the year unless they are renewed.",
    )

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        company = self.env.company.sudo()
        for name in ON_COMPANY:
            if name in fields and company[name]:
                field = self._fields[name]
                values[name] = field.convert_to_write(company[name], company)
        if "license_state_ids" in fields:
            values["license_state_ids"] = [(6, 0, self._licensed_states(company).ids)]
        return values

    def action_save(self):
        """Write the company and a license for each state that has none in force."""
        self.ensure_one()
        self._check_may()
        company = self.company_id.sudo()
        company.write(
            {
                **{
                    name: self._fields[name].convert_to_write(self[name], self)
                    for name in ON_COMPANY
                },
                "country_id": self.env.ref("base.us").id,
            }
        )
        new = self.license_state_ids - self._licensed_states(company)
        self.env["mortgage.license"].create(self._license_vals(new, company))
        return {"type": "ir.actions.act_window_close"}

    def _check_may(self):
        user = self.env.user
        if not user.has_group("mortgage_compliance.group_admin"):
            raise AccessError(
                self.env._("Only a mortgage administrator may set up the company.")
            )
        if self.company_id not in user.company_ids:
            raise AccessError(self.env._("That is not one of your companies."))

    @api.model
    def _license_vals(self, states, company):
        end = self.license_end
        return [
            {
                "company_id": company.id,
                "state": state.code,
                "valid_to": datetime.combine(end, time.max).replace(microsecond=0)
                if end
                else False,
            }
            for state in states
        ]

    @api.model
    def _licensed_states(self, company):
        licensed = self.env["mortgage.license"]._licensed([], company.ids)
        return self.env["res.country.state"].search(
            [
                ("country_id.code", "=", "US"),
                ("code", "in", list(licensed["company", company.id])),
            ]
        )
