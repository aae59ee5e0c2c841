from datetime import timezone

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.jurisdiction import BY_MEMO, Jurisdiction
from ...tools.places import state_name

STATUSES = [
    ("not_set_up", "Not set up"),
    ("registered", "Registered"),
    ("not_required", "Not required, see the memo"),
    ("exempt", "Exempt, see the memo"),
    ("lapsed", "Lapsed"),
]


class MortgageJurisdiction(models.Model):
    """How the lender stands with a state that asks solicitors to register."""

    _name = "mortgage.jurisdiction"
    _description = "State registration"
    _inherit = "mortgage.memo.mixin"
    _order = "state"

    state = fields.Char(required=True)
    company_id = fields.Many2one(required=True)
    status = fields.Selection(STATUSES, required=True, default="not_set_up")
    certificate = fields.Char("Certificate number")
    currency_id = fields.Many2one(related="company_id.currency_id")
    bond_amount = fields.Monetary("Bond")
    expires_on = fields.Date("Good through", help="The last day of the registration.")
    emergency = fields.Boolean(
        "Declared emergency",
        help="While it is on, nobody is solicited there, or in the areas given.",
    )
    areas = fields.Text(
        "Where the emergency is",
        help="ZIP codes or their first digits, such as “110 11201”; empty for the"
        " whole state.",
    )
    gate_name = fields.Char("What the state asks", compute="_compute_gate_name")

    _state_uniq = models.UniqueIndex(
        "(company_id, state)", "This state is in the list already: change its row."
    )

    @api.depends("state")
    def _compute_display_name(self):
        for one in self:
            one.display_name = state_name(one.state) if one.state else ""

    @api.depends("state")
    def _compute_gate_name(self):
        rules = self.env["mortgage.contact.policy"].sudo()._registration_rules()
        for one in self:
            one.gate_name = rules.get(one.state, False)

    @api.constrains("areas")
    def _check_areas(self):
        for one in self:
            for area in (one.areas or "").split():
                if not (area.isdecimal() and len(area) <= 5):
                    raise ValidationError(
                        self.env._(
                            "%(state)s, where the emergency is: “%(area)s” is no ZIP"
                            " code. Give ZIP codes or their first digits, with spaces"
                            " between.",
                            state=one.display_name,
                            area=area,
                        )
                    )

    @api.constrains("status", "certificate", "memo")
    def _check_proof(self):
        for one in self:
            if one.status == "registered" and not one.certificate:
                raise ValidationError(
                    self.env._(
                        "%(state)s: give the number of the registration certificate.",
                        state=one.display_name,
                    )
                )

    def action_add_licensed(self):
        """Add the states that ask for a registration and in which the company is
        licensed, to be set up one by one."""
        self.check_access("create")
        company = self.env.company
        known = self.search([("company_id", "=", company.id)]).mapped("state")
        wanted = self._licensed_states(company) - set(known)
        self.create(
            [{"state": state, "company_id": company.id} for state in sorted(wanted)]
        )
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _licensed_states(self, company):
        """Return the states that ask for a registration and license the company."""
        licenses = (
            self.env["mortgage.license"]
            .sudo()
            .search(
                [
                    ("company_id", "=", company.id),
                    ("user_id", "=", False),
                    ("branch_id", "=", False),
                ]
            )
            .filtered("is_in_force")
        )
        rules = self.env["mortgage.contact.policy"].sudo()._registration_rules()
        return set(licenses.mapped("state")) & set(rules)

    @api.model
    def _file_columns(self):
        return [
            "state",
            "status",
            "certificate",
            "bond_amount",
            "expires_on",
            "emergency",
            "areas",
            "note",
            "company_id",
        ]

    @api.model
    def _file_key(self):
        return ["state", "company_id"]

    def _releases(self):
        return ["registration."]

    def _as_value(self, memos):
        ends = self.expires_on and self.env["mortgage.license"]._end_of(
            self.expires_on, self.company_id
        )
        return Jurisdiction(
            state=self.state,
            company_id=self.company_id.id,
            status=self.status,
            has_memo=self.id in memos,
            ends=ends.replace(tzinfo=timezone.utc) if ends else None,
            emergency=self.emergency,
            areas=tuple((self.areas or "").split()),
        )

    @api.model
    def _values(self):
        """Return how every company stands with every state."""
        found = self.sudo().search([("state", "!=", False)])
        by_memo = found.filtered(lambda one: one.status in BY_MEMO)
        memos = set(
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_field", "=", "memo"),
                    ("res_id", "in", by_memo.ids),
                ]
            )
            .mapped("res_id")
            if by_memo
            else []
        )
        return [one._as_value(memos) for one in found]
