from odoo import api, fields, models
from odoo.exceptions import UserError

from ..inbound.mortgage_inbound_review import TODO

# Set by the steps alone; an object, so that no caller from outside can name it.
BY_STEP = object()


class MortgageMatterMixin(models.AbstractModel):
    """A matter that a person brings up, with a number, a day by which it is answered
    and steps taken with a reason. A model adds ``state`` and a sequence."""

    _name = "mortgage.matter.mixin"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Matter with a clock"

    # What is set by steps alone.
    _step_fields = ()

    name = fields.Char("Number", readonly=True, copy=False, default="")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    received_at = fields.Datetime(
        "Received", required=True, default=fields.Datetime.now
    )
    owner_id = fields.Many2one(
        "res.users", "Handled by", copy=False, ondelete="set null"
    )

    @api.model_create_multi
    def create(self, vals_list):
        numbers = self.env["ir.sequence"].sudo()
        return super().create(
            [
                {
                    **self._cleaned(
                        {k: v for k, v in vals.items() if k not in self._step_fields}
                    ),
                    "name": numbers.next_by_code(self._name),
                }
                for vals in vals_list
            ]
        )

    def write(self, vals):
        if not self._is_by_step() and not vals.keys().isdisjoint(self._step_fields):
            raise UserError(
                self.env._(
                    "%(what)s: it goes further by its buttons, each with a reason.",
                    what=self._description,
                )
            )
        return super().write(self._cleaned(vals))

    def _cleaned(self, vals):
        """Hook: return ``vals`` without what must not be stored."""
        return vals

    def _is_by_step(self):
        return self.env.context.get("mortgage_by_step") is BY_STEP

    def _take_step(self, **values):
        self.with_context(mortgage_by_step=BY_STEP).write(values)

    def _check_step(self, states, words):
        """Refuse a step from another state than ``states``, or without ``words``."""
        self.ensure_one()
        self.check_access("write")
        if self.state not in states:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(number)s is “%(state)s” already: reload the page.",
                    number=self.name,
                    state=labels[self.state],
                )
            )
        if not (words or "").strip():
            raise UserError(self.env._("Write down what was said or done."))

    def _give_to_compliance(self):
        if not self.owner_id:
            message = self.env["mortgage.inbound.message"].new(
                {"company_id": self.company_id.id}
            )
            self.owner_id = message._reviewers()[:1]

    def _next_due(self):
        """Hook: return the day by which this one must be answered next, or False."""
        return False

    def _reminder(self):
        """Hook: return what the one who handles it is reminded of."""
        return self.name

    def _remind(self):
        """Keep one activity for who handles it, on the next day that is due."""
        for matter in self:
            matter.activity_unlink([TODO])
            due = matter._next_due()
            if due and matter.owner_id:
                matter.activity_schedule(
                    TODO,
                    date_deadline=due,
                    summary=matter._reminder(),
                    user_id=matter.owner_id.id,
                )
