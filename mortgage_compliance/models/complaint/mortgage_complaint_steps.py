from odoo import fields, models
from odoo.exceptions import UserError

from .mortgage_complaint import OPEN_STATES, OUTCOMES

STEP_FIELDS = (
    *("state", "acknowledged_at", "acknowledged_how", "answered_at"),
    *("answered_by_id", "answer", "outcome", "closed_at"),
)


class MortgageComplaint(models.Model):
    """Acknowledged, answered, closed, reopened: each by a person, and on record."""

    _inherit = "mortgage.complaint"

    _step_fields = STEP_FIELDS

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

    def _end_step(self, what, **more):
        self.sudo()._remind()
        self._log(what, **more)
