from odoo import api, models
from odoo.exceptions import ValidationError


class MortgageClockMixin(models.AbstractModel):
    """How soon a matter of one kind is answered, as a row: law, or the lender's
    promise, which may be looser only with a reason."""

    _name = "mortgage.clock.mixin"
    _description = "Clock of a matter"
    _inherit = "mortgage.lender.rule.mixin"

    # The fields that say how long it takes, and the one that says of what.
    _days = ()
    _of_what = ""

    def _check_not_looser(self):
        """Ask why where a row of the lender's gives more time than the shipped one."""
        shipped = self._shipped_rows()
        for clock in self.filtered(lambda one: one.origin == "lender"):
            law = shipped.get(clock.code)
            if law and not clock.reason and clock._is_slower(law):
                raise ValidationError(
                    self.env._(
                        "Clock %(code)s: more time than the shipped row gives needs a"
                        " reason.",
                        code=clock.code,
                    )
                )

    def _is_slower(self, law):
        return any(self[name] > law[name] for name in self._days)

    @api.model
    def _of(self, what, company, at):
        """Return the clock in force for ``what`` at a naive UTC moment: the row about
        it before one about all else, the company's own before the general one."""
        found = self.sudo().search(
            [
                (self._of_what, "in", [what or False, False]),
                ("company_id", "in", [company.id, False]),
                ("valid_from", "<=", at),
                "|",
                ("valid_to", "=", False),
                ("valid_to", ">", at),
            ],
            order="valid_from desc, id desc",
        )
        return found.sorted(lambda one: (not one[self._of_what], not one.company_id))[
            :1
        ]
