from odoo import api, fields, models
from odoo.tools import SQL


class MortgageExamScope(models.Model):
    """Complaints, and everything that was said with those who made them."""

    _inherit = "mortgage.exam.scope"

    about = fields.Selection(
        selection_add=[("complaint", "Complaints, everything")],
        ondelete={"complaint": "cascade"},
    )
    complaint_ids = fields.Many2many("mortgage.complaint", string="Complaints")

    @api.constrains("about", "complaint_ids")
    def _check_complaints(self):
        self._check_about()

    def _flaw(self):
        if self.about == "complaint" and not self.complaint_ids:
            return self.env._("Name the complaint.")
        return super()._flaw()

    @api.depends("complaint_ids")
    def _compute_name(self):
        return super()._compute_name()

    def _asks_for_borrower(self):
        return self.about == "complaint" or super()._asks_for_borrower()

    def _asked_complaints(self):
        if self.about != "complaint":
            return self.env["mortgage.complaint"]
        return self.complaint_ids._origin

    def _asked_partners(self):
        return super()._asked_partners() | self._asked_complaints().partner_id

    def _asked_points(self):
        return super()._asked_points() | self._asked_complaints().sudo().point_ids

    def _person_conditions(self):
        linked = self._asked_complaints().touch_ids
        for condition in super()._person_conditions():
            yield SQL("(%s OR touch.id = ANY(%s))", condition, linked.ids)

    def _borrower_words(self):
        if self.about != "complaint":
            return super()._borrower_words()
        said = [
            self.env._(
                "%(who)s (complaint %(number)s)",
                who=complaint.complainant,
                number=complaint.name,
            )
            for complaint in self.complaint_ids
        ]
        return ", ".join(said) or "…"

    def _borrower_numbers(self):
        numbers = [f"mortgage.complaint {one}" for one in self._asked_complaints().ids]
        return ", ".join(filter(None, [super()._borrower_numbers(), *numbers]))
