from datetime import timedelta, timezone

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...tools.licenses import License, Licenses
from ...tools.places import STATES, state_code, state_name

JUDGED_FIELDS = (
    *("user_id", "branch_id", "company_id", "state", "status"),
    *("valid_from", "valid_to", "renewal_requested_on"),
)


class MortgageLicense(models.Model):
    """The right of a company, branch or person to do mortgage business in one state."""

    _name = "mortgage.license"
    _description = "State license"
    _order = "state, valid_to desc"
    _rec_name = "number"

    company_id = fields.Many2one(
        "res.company",
        "Sponsor",
        required=True,
        default=lambda self: self.env.company,
        help="The licensed company, or the one that sponsors the person's license.",
    )
    user_id = fields.Many2one(
        "res.users", "Loan officer", help="Empty for a license of the company."
    )
    branch_id = fields.Many2one(
        "mortgage.branch",
        index="btree_not_null",
        check_company=True,
        help="For states that license branches by themselves.",
    )
    state = fields.Char(required=True, size=2, help="Two-letter code, such as TX.")
    number = fields.Char("License number")
    trade_name = fields.Char(
        help="The name under which the state licensed it, if another one."
    )
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
        "Valid until",
        help="The first minute without the license; empty if open. For one that runs"
        " through December 31 this is midnight of January 1 where the company is.",
    )
    renewed_on = fields.Datetime(readonly=True, copy=False)
    renewal_requested_on = fields.Datetime(
        copy=False,
        help="Before the end it is timely: then some states let work go on after it.",
    )
    is_in_force = fields.Boolean("In force", compute="_compute_is_in_force")

    _dates_check = models.Constraint(
        "CHECK(valid_to IS NULL OR valid_to > valid_from)",
        "A license must end after it begins.",
    )
    _one_holder_check = models.Constraint(
        "CHECK(user_id IS NULL OR branch_id IS NULL)",
        "A license belongs to a loan officer, to a branch or to the company.",
    )
    # Serves the gate and routing: whose licenses, under which company.
    _holder_idx = models.Index("(user_id, company_id, state)")

    @api.depends(*JUDGED_FIELDS)
    def _compute_is_in_force(self):
        now = fields.Datetime.now().replace(tzinfo=timezone.utc)
        judge = Licenses([], self.env["mortgage.contact.policy"]._rulebook)
        for record in self:
            record.is_in_force = bool(record.valid_from) and judge.counts(
                record._as_value(), now
            )

    @api.depends("state", "user_id", "branch_id", "company_id")
    def _compute_display_name(self):
        for record in self:
            record.display_name = f"{record._holder_name()}, {state_name(record.state)}"

    def _holder_name(self):
        return self.user_id.name or self.branch_id.name or self.company_id.name or ""

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

    @api.constrains("user_id")
    def _check_user(self):
        people = self.sudo().user_id
        assistants = people._mortgage_assistants()
        if assistants:
            raise ValidationError(
                self.env._(
                    "%(names)s: an assistant has no license. Make the person a loan"
                    " officer first.",
                    names=", ".join(assistants.mapped("name")),
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        licenses = super().create([self._completed(vals) for vals in vals_list])
        licenses._on_change()
        return licenses

    def write(self, vals):
        before = {record: record.valid_to for record in self}
        result = super().write(self._completed(vals))
        if vals.get("valid_to"):
            renewed = self.filtered(lambda r: before[r] and r.valid_to > before[r])
            super(MortgageLicense, renewed).write({"renewed_on": fields.Datetime.now()})
        if not set(vals).isdisjoint(JUDGED_FIELDS):
            self._on_change()
        return result

    @api.model
    def _completed(self, vals):
        """Let a person or an import write “Texas” or “tx”, and date a request."""
        if "state" in vals:
            vals = {**vals, "state": state_code(vals["state"]) or vals["state"]}
        if vals.get("status") == "renewal_requested":
            vals = {"renewal_requested_on": fields.Datetime.now(), **vals}
        return vals

    def action_request_renewal(self):
        """Note that renewal of ``self`` was asked for now."""
        self.check_access("write")
        self.filtered(lambda record: record.status != "renewal_requested").write(
            {"status": "renewal_requested"}
        )

    def _on_change(self):
        if self and not self.env.context.get("mortgage_licenses_batch"):
            self._judge_again(self.company_id)

    @api.model
    def _judge_again(self, companies=()):
        """Have judged anew what waits for a license: one was made, changed or renewed,
        or a rule about them. No company means every company."""
        company_ids = [company.id for company in companies]
        touches = self.env["mortgage.touch"]
        touches._doubt_verdicts(company_ids)
        touches._release(["license."], company_ids)

    @api.model
    def _licensed(self, user_ids, company_ids, at=None):
        """Return ``{("user", id): states, ("company", id): states}`` in force then.

        ``at`` is naive UTC, now if absent. A person's license counts only under a
        sponsor among ``company_ids``, and where the state licenses branches, only with
        the license of the person's branch.
        """
        at = (at or fields.Datetime.now()).replace(tzinfo=timezone.utc)
        licenses = self._read_licenses(user_ids, company_ids)
        branches = self._branches(user_ids) if user_ids else {}
        licensed = {
            ("company", company_id): licenses.states(
                "company", company_id, company_id, at
            )
            for company_id in company_ids
        }
        for user_id in user_ids:
            licensed["user", user_id] = {
                state
                for company_id in company_ids
                for state in licenses.states("user", user_id, company_id, at)
                if licenses.branch_counts(
                    branches.get(user_id, 0), company_id, state, at
                )
            }
        return licensed

    @api.model
    def _last_end(self, since):
        """Return when the last license ended after ``since``, False if none has."""
        ended = self.sudo().search_fetch(
            [("valid_to", ">", since), ("valid_to", "<=", fields.Datetime.now())],
            ["valid_to"],
            order="valid_to desc",
            limit=1,
        )
        return ended.valid_to

    @api.model
    def _read_licenses(self, user_ids, company_ids, book=None):
        """Return the Licenses of these people and companies, in one query."""
        records = self.sudo().search_fetch(
            Domain("company_id", "in", list(company_ids))
            & Domain("user_id", "in", [*user_ids, False]),
            JUDGED_FIELDS,
        )
        book = book or self.env["mortgage.contact.policy"]._rulebook
        return Licenses([record._as_value() for record in records], book)

    @api.model
    def _branches(self, user_ids):
        """Return ``{user id: branch id}`` of those who work in a branch."""
        users = self.env["res.users"].sudo().with_context(active_test=False)
        found = users.search_fetch(
            [("id", "in", list(user_ids)), ("mortgage_branch_id", "!=", False)],
            ["mortgage_branch_id"],
        )
        return {user.id: user.mortgage_branch_id.id for user in found}

    def _as_value(self):
        """Return the license as the rules look at it."""
        requested = self.renewal_requested_on
        return License(
            company_id=self.company_id.id,
            user_id=self.user_id.id or 0,
            branch_id=self.branch_id.id or 0,
            state=self.state or "",
            status=self.status,
            begins=self.valid_from.replace(tzinfo=timezone.utc),
            ends=self.valid_to and self.valid_to.replace(tzinfo=timezone.utc) or None,
            requested_at=requested and requested.replace(tzinfo=timezone.utc) or None,
        )

    @api.model
    def _last_day(self, ends, company):
        """Return the last day on which a license that ``ends`` (UTC) is good, where
        the company is."""
        ends = ends.replace(tzinfo=timezone.utc) - timedelta(seconds=1)
        return ends.astimezone(company._mortgage_zone()).date()

    @api.model
    def _end_of(self, day, company):
        """Return the first minute, naive UTC, without what is good through ``day``."""
        return self._start_of(day + timedelta(days=1), company)

    @api.model
    def _start_of(self, day, company):
        """Return the first minute of ``day`` where the company is, naive UTC."""
        midnight = fields.Datetime.to_datetime(day).replace(
            tzinfo=company._mortgage_zone()
        )
        return midnight.astimezone(timezone.utc).replace(tzinfo=None)
