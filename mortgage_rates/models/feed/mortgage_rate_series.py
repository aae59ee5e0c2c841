from odoo import fields, models


class MortgageRateSeries(models.Model):
    """A published or in-house series of mortgage rates, such as FRED's MORTGAGE30US."""

    _name = "mortgage.rate.series"
    _description = "Rate series"
    _order = "sequence, code"

    code = fields.Char(required=True, help="The publisher's id, e.g. MORTGAGE30US.")
    name = fields.Char(required=True, translate=True)
    source = fields.Char(help="Who publishes it, and under which terms.")
    frequency = fields.Selection(
        [("daily", "Daily"), ("weekly", "Weekly")], required=True, default="weekly"
    )
    stale_after_days = fields.Integer(
        default=10,
        help="Older than this, the newest rate is shown as stale and used for nothing.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    observation_ids = fields.One2many("mortgage.rate.observation", "series_id")
    latest_date = fields.Date(compute="_compute_latest")
    latest_rate = fields.Float(digits=(6, 3), compute="_compute_latest")
    is_stale = fields.Boolean(compute="_compute_latest")

    _code_uniq = models.Constraint("UNIQUE(code)", "A series with this code exists.")

    def _compute_latest(self):
        newest = dict(
            self.env["mortgage.rate.observation"]._read_group(
                [("series_id", "in", self.ids)], ["series_id"], ["date:max"]
            )
        )
        rows = self.env["mortgage.rate.observation"].search_fetch(
            [("series_id", "in", self.ids), ("date", "in", list(newest.values()))],
            ["series_id", "date", "rate"],
        )
        rates = {(row.series_id, row.date): row.rate for row in rows}
        today = fields.Date.context_today(self)
        for series in self:
            day = newest.get(series)
            series.latest_date = day or False
            series.latest_rate = rates.get((series, day), 0.0)
            series.is_stale = not day or (today - day).days > series.stale_after_days
