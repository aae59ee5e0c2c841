from odoo import api, fields, models


class MortgageHoliday(models.Model):
    """A closed day that no calendar can compute: proclaimed by a governor, kept on
    another day, or the lender's own.

    It counts under the closed-day rules: in its state under that of the state, and
    everywhere for marketing.
    """

    _name = "mortgage.holiday"
    _description = "Closed day"
    _inherit = "mortgage.memo.mixin"
    _order = "date, state"

    state = fields.Char(help="Two-letter code, such as LA; empty for every state.")
    company_id = fields.Many2one(
        default=False, help="Empty for a day of every company of yours."
    )
    memo = fields.Binary("Proclamation")
    date = fields.Date("Day", required=True, index=True)
    name = fields.Char(required=True)
    source = fields.Char(help="Who says so: proclamation, statute, company policy.")

    _day_uniq = models.UniqueIndex(
        "(date, COALESCE(state, ''), COALESCE(company_id, 0))",
        "This day is in the calendar already.",
    )

    @api.model
    def _file_columns(self):
        return ["date", "state", "name", "source", "note", "company_id"]

    @api.model
    def _file_key(self):
        return ["date", "state", "company_id"]

    def _releases(self):
        return ["closed_days", "closed_days.", "window."]

    def _as_value(self):
        return self.company_id.id or 0, self.state or "", self.date, self.name
