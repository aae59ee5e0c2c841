from odoo import api, fields, models
from odoo.exceptions import UserError

from .mortgage_complaint import OPEN_STATES, OUTCOMES

# Set by the steps alone; an object, so that no caller from outside can name it.
BY_STEP = object()
STEP_FIELDS = (
    *("state", "acknowledged_at", "acknowledged_how", "answered_at"),
    *("answered_by_id", "answer", "outcome", "closed_at"),
)


class MortgageComplaint(models.Model):
    """Acknowledged, answered, closed, reopened: each by a person, and on record."""

    _inherit = "mortgage.complaint"

    acknowledged_at = fields.Datetime("First answered", readonly=True, copy=False)
    acknowledged_how = fields.Char("How", readonly=True, copy=False)
    answered_at = fields.Datetime("Answered", readonly=True, copy=False)
    answered_by_id = fields.Many2one(
        "res.users", "Answered by", readonly=True, ondelete="set null", copy=False
    )
    answer = fields.Text(readonly=True, copy=False)
    outcome = fields.Selection(OUTCOMES, readonly=True, copy=False)
    remedy = fields.Text(
        "What was changed",
        copy=False,
        help="So that it does not happen again: a template, a rule, a talk.",
    )
    closed_at = fields.Datetime("Closed", readonly=True, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        kept = [
            {name: value for name, value in vals.items() if name not in STEP_FIELDS}
            for vals in vals_list
        ]
        return super().create(kept)

    def write(self, vals):
        by_step = self.env.context.get("mortgage_by_step") is BY_STEP
        if not by_step and not vals.keys().isdisjoint(STEP_FIELDS):
            raise UserError(
                self.env._(
                    "A complaint goes further by its buttons, each with a reason."
                )
            )
        return super().write(vals)

    def _take_step(self, **values):
        self.with_context(mortgage_by_step=BY_STEP).write(values)

    def _acknowledge(self, how, at):
        """Note that the borrower had a first answer ``at``, and ``how``."""
        self._check_step(("new",), how)
        self._take_step(
            state="acknowledged", acknowledged_at=at, acknowledged_how=how.strip()
        )
        self._end_step("acknowledged", at=fields.Datetime.to_string(at))

    def _answer(self, answer, outcome, at):
        """Note the ``answer`` that the borrower had ``at``, and what it came to."""
        self._check_step(OPEN_STATES, answer)
        if not outcome:
            raise UserError(self.env._("Outcome: say what it came to."))
        self._take_step(
            state="answered",
            answer=answer.strip(),
            outcome=outcome,
            answered_at=at,
            answered_by_id=self.env.uid,
            acknowledged_at=self.acknowledged_at or at,
        )
        self._end_step("answered", at=fields.Datetime.to_string(at), outcome=outcome)

    def _close(self, reason):
        """Close what was answered: the borrower was content, or nothing came back."""
        self._check_step(("answered",), reason)
        self._take_step(state="closed", closed_at=fields.Datetime.now())
        self._end_step("closed")

    def _reopen(self, reason, at):
        """Take it up again: the borrower came back ``at``, where the clock starts."""
        self._check_step(("answered", "closed"), reason)
        self._take_step(state="acknowledged", closed_at=False)
        self.sudo()._set_clock(at)
        self._end_step("reopened", at=fields.Datetime.to_string(at))

    def _check_step(self, states, words):
        self.ensure_one()
        self.check_access("write")
        if self.state not in states:
            raise UserError(
                self.env._(
                    "Complaint %(number)s is %(state)s already: reload the page.",
                    number=self.name,
                    state=dict(self._fields["state"]._description_selection(self.env))[
                        self.state
                    ].lower(),
                )
            )
        if not (words or "").strip():
            raise UserError(self.env._("Write down what was said or done."))

    def _end_step(self, what, **more):
        self.sudo()._remind()
        self._log(what, **more)
