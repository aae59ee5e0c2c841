from datetime import timezone

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.exemption import Exemption

# Whose rules may be lifted. Opt-outs, licenses and consent never are.
LIFTED = ("window", "closed_days", "frequency", "registration")


class MortgageExemption(models.Model):
    """A state's exemption that the lender relies on. It lifts one rule, and nothing
    without counsel's memo."""

    _name = "mortgage.exemption"
    _description = "Claimed exemption"
    _inherit = "mortgage.memo.mixin"
    _order = "state, rule_code, valid_from desc"
    _rec_name = "rule_code"

    state = fields.Char(required=True)
    company_id = fields.Many2one(required=True)
    rule_code = fields.Char(
        "Rule lifted", required=True, help="Its code, such as window.TX."
    )
    ground = fields.Selection(
        [
            ("pec", "Borrower's express consent"),
            ("pewc", "Borrower's express written consent"),
            ("ebr", "Established business relationship"),
            ("licensed", "Licensed lender or bank"),
            ("other", "Other, see the memo"),
        ],
        required=True,
    )
    source = fields.Text("Citation")
    valid_from = fields.Datetime(
        "Claimed from", required=True, default=fields.Datetime.now
    )
    valid_to = fields.Datetime(
        "Until", help="The first minute it is no longer claimed."
    )
    user_id = fields.Many2one(
        "res.users",
        "Claimed by",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
        copy=False,
    )
    status = fields.Selection(
        [
            ("no_memo", "Lifts nothing: no memo"),
            ("to_come", "To come"),
            ("claimed", "In force"),
            ("ended", "Ended"),
        ],
        compute="_compute_status",
    )

    _dates_check = models.Constraint(
        "CHECK(valid_to IS NULL OR valid_to > valid_from)",
        "An exemption must end after it begins.",
    )

    @api.depends("memo", "valid_from", "valid_to")
    def _compute_status(self):
        now = fields.Datetime.now()
        for claim in self:
            if claim.valid_to and claim.valid_to <= now:
                claim.status = "ended"
            elif not claim.memo:
                claim.status = "no_memo"
            else:
                begun = claim.valid_from and claim.valid_from <= now
                claim.status = "claimed" if begun else "to_come"

    @api.constrains("rule_code", "state")
    def _check_rule(self):
        policies = self.env["mortgage.contact.policy"].sudo()
        for claim in self:
            rules = policies.search([("code", "=", claim.rule_code)])
            if not any(
                rule.check in LIFTED and claim.state in (rule.states or "").split()
                for rule in rules
            ):
                raise ValidationError(
                    self.env._(
                        "Rule “%(code)s” cannot be lifted in %(state)s: name a rule of"
                        " that state about hours, closed days, caps or registration,"
                        " such as window.%(state)s.",
                        code=claim.rule_code,
                        state=claim.state,
                    )
                )

    @api.model
    def _file_columns(self):
        return [
            "state",
            "rule_code",
            "ground",
            "valid_from",
            "valid_to",
            "source",
            "note",
            "company_id",
        ]

    @api.model
    def _file_key(self):
        return ["state", "rule_code", "valid_from", "company_id"]

    def _releases(self):
        return [*set(self.mapped("rule_code")), "window.", "closed_days."]

    def _as_value(self):
        return Exemption(
            id=self.id,
            company_id=self.company_id.id,
            rule=self.rule_code,
            state=self.state,
            ground=self.ground,
            valid_from=self.valid_from.replace(tzinfo=timezone.utc),
            valid_to=self.valid_to and self.valid_to.replace(tzinfo=timezone.utc),
        )

    @api.model
    def _values_in_force(self):
        """Return every claim that has its memo, in two queries."""
        memos = (
            self.env["ir.attachment"]
            .sudo()
            ._read_group(
                [("res_model", "=", self._name), ("res_field", "=", "memo")],
                aggregates=["res_id:array_agg"],
            )[0][0]
            or []
        )
        claims = self.sudo().search([("id", "in", memos)]) if memos else self.browse()
        return [claim._as_value() for claim in claims]
