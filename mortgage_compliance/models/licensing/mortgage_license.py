from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...tools.places import STATES, state_code, state_name

# With these a person or company may do business in the state.
WORKING = ("approved", "renewal_requested", "temporary", "federal")


class MortgageLicense(models.Model):
    """The right of a company or of a person to do mortgage business in one state."""

    _name = "mortgage.license"
    _description = "State license"
    _order = "state, valid_to desc"
    _rec_name = "number"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        help="The licensed company, or the one that sponsors the person's license.",
    )
    user_id = fields.Many2one(
        "res.users", "Loan officer", help="Empty for a license of the company."
    )
    state = fields.Char(required=True, size=2, help="Two-letter code, such as TX.")
    number = fields.Char("License number")
    status = fields.Selection(
        [
            ("approved", "Approved"),
            ("renewal_requested", "Renewal requested"),
            ("temporary", "Temporary authority"),
            ("federal", "Federally registered"),
            ("inactive", "Approved, inactive"),
            ("expired", "Expired"),
            ("revoked", "Revoked or surrendered"),
        ],
        required=True,
        default="approved",
    )
    valid_from = fields.Datetime(required=True, default=fields.Datetime.now)
    valid_to = fields.Datetime(
        "Valid until", help="The first minute without the license; empty if open."
    )
    is_in_force = fields.Boolean("In force", compute="_compute_is_in_force")

    _dates_check = models.Constraint(
        "CHECK(valid_to IS NULL OR valid_to > valid_from)",
        "A license must end after it begins.",
    )
    # Serves the gate and routing: whose licenses, under which company.
    _holder_idx = models.Index("(user_id, company_id, state)")

    @api.depends("status", "valid_from", "valid_to")
    def _compute_is_in_force(self):
        now = fields.Datetime.now()
        for record in self:
            record.is_in_force = (
                record.status in WORKING
                and record.valid_from
                and record.valid_from <= now
                and not (record.valid_to and record.valid_to <= now)
            )

    @api.depends("state", "user_id", "company_id")
    def _compute_display_name(self):
        for record in self:
            holder = record.user_id.name or record.company_id.name or ""
            record.display_name = f"{holder}, {state_name(record.state)}"

    @api.constrains("state")
    def _check_state(self):
        for record in self:
            if record.state not in STATES:
                raise ValidationError(
                    self.env._(
                        "State “%(state)s” of a license is unknown: give the"
                        " two-letter code, such as TX.",
                        state=record.state,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_state_code(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._with_state_code(vals))

    @api.model
    def _with_state_code(self, vals):
        """Let a person or an import write “Texas” or “tx”."""
        if "state" not in vals:
            return vals
        return {**vals, "state": state_code(vals["state"]) or vals["state"]}

    @api.model
    def _licensed(self, user_ids, company_ids, at=None):
        """Return ``{("user", id): states, ("company", id): states}`` in force then.

        ``at`` is naive UTC, now if absent. A license counts from the minute it begins
        up to, and not including, the minute it ends. A person's license counts only
        under a sponsor among ``company_ids``.
        """
        at = at or fields.Datetime.now()
        licensed = {("user", user_id): set() for user_id in user_ids}
        licensed |= {("company", company_id): set() for company_id in company_ids}
        for row in self._rows(user_ids, company_ids):
            if row["from"] <= at and not (row["to"] and row["to"] <= at):
                holder = ("user", row["user_id"])
                if not row["user_id"]:
                    holder = ("company", row["company_id"])
                licensed[holder].add(row["state"])
        return licensed

    @api.model
    def _rows(self, user_ids, company_ids):
        """Return what may count: ``[{user_id, company_id, state, from, to}]``."""
        company_ids = list(company_ids)
        records = self.sudo().search_fetch(
            Domain("status", "in", WORKING)
            & Domain("company_id", "in", company_ids)
            & Domain("user_id", "in", [*user_ids, False]),
            ["user_id", "company_id", "state", "valid_from", "valid_to"],
        )
        return [
            {
                "user_id": record.user_id.id,
                "company_id": record.company_id.id,
                "state": record.state,
                "from": record.valid_from,
                "to": record.valid_to,
            }
            for record in records
        ]
