from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.places import STATES


class MortgageMemoMixin(models.AbstractModel):
    """What a lender declares about a state: logged, and judged anew at once.

    A model that inherits this says in ``_releases`` which rules waited for it.
    """

    _name = "mortgage.memo.mixin"
    _description = "Declared about a state"
    _inherit = "mortgage.rule.file"

    state = fields.Char(size=2, help="Two-letter code, such as TX.")
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    memo = fields.Binary("Counsel's memo", attachment=True, copy=False)
    memo_name = fields.Char("File name", copy=False)
    note = fields.Text()

    @api.constrains("state")
    def _check_state(self):
        for record in self.filtered("state"):
            if record.state not in STATES:
                raise ValidationError(
                    self.env._(
                        "State “%(state)s” is unknown: give the two-letter code, such"
                        " as TX.",
                        state=record.state,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._on_declared("made")
        return records

    def write(self, vals):
        result = super().write(vals)
        self._on_declared("changed")
        return result

    @api.ondelete(at_uninstall=False)
    def _log_removal(self):
        self._on_declared("removed")

    def _on_declared(self, what):
        """Log it, and have judged again what waited for it."""
        if not self:
            return
        self.env["mortgage.ledger.entry"].sudo()._append(
            [
                {
                    "event": "rule_change",
                    "res_model": record._name,
                    "res_id": record.id,
                    "company_id": record.company_id.id,
                    "payload": {"what": what, **record._declared()},
                }
                for record in self
            ]
        )
        companies = self.company_id if all(r.company_id for r in self) else ()
        self.env["mortgage.touch"]._release(
            self._releases(), companies.ids if companies else ()
        )

    def _releases(self):
        """Return the codes of the rules that such records lift."""
        return []

    def _declared(self):
        """Return what the record says, for the ledger; of the memo only its name."""
        skipped = {*models.MAGIC_COLUMNS, "display_name", "memo"}
        names = [
            name
            for name, field in self._fields.items()
            if name not in skipped and field.store
        ]
        return {
            name: self[name].id if self._fields[name].relational else self[name]
            for name in names
        }
