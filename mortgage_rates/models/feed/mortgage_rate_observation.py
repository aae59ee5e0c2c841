from datetime import date
from decimal import Decimal, InvalidOperation

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

# Outside these a figure is a typo or another unit (basis points, fraction of one).
LOWEST, HIGHEST = Decimal("0.1"), Decimal("30")


class MortgageRateObservation(models.Model):
    """The rate of one series on one date, in percent per year."""

    _name = "mortgage.rate.observation"
    _description = "Rate observation"
    _order = "date desc, series_id"
    _rec_name = "date"

    series_id = fields.Many2one(
        "mortgage.rate.series", required=True, ondelete="cascade", index=True
    )
    date = fields.Date(required=True)
    rate = fields.Float(
        "Rate (% per year)", digits=(6, 3), required=True, aggregator="avg"
    )
    points = fields.Float("Points (%)", digits=(6, 3), aggregator="avg")

    _series_date_uniq = models.Constraint(
        "UNIQUE(series_id, date)", "This series already has a rate for that date."
    )

    @api.model
    def submit(self, rows):
        """Store rates. A date posted again with another figure is corrected.

        :param rows: list of ``{series, date, rate, points?}``: series code, ISO date,
            rate and points in percent, as string or number
        :return: ``{created, updated, unchanged, parked}``; parked lists
            ``{row, field, text}`` for each row that was not stored
        :raise AccessError: the caller is neither administrator nor integration user
        """
        self._check_submitter()
        known = {
            series.code: series.id
            for series in self.env["mortgage.rate.series"]
            .sudo()
            .search_fetch(
                [("code", "in", [str(row.get("series")) for row in rows])], ["code"]
            )
        }
        good, parked = {}, []
        for number, row in enumerate(rows):
            problem, values = self._read_row(row, known)
            if problem:
                parked.append({"row": number, **problem})
            else:
                good[values[:2]] = values
        return {**self._store(good.values()), "parked": parked}

    @api.model
    def _check_submitter(self):
        user = self.env.user
        if not self.env.su and not any(
            user.has_group(f"mortgage_compliance.group_{role}")
            for role in ("admin", "integration")
        ):
            raise AccessError(
                self.env._(
                    "Only a mortgage administrator or an integration user posts rates."
                )
            )

    @api.model
    def _read_row(self, row, known):
        """Return (problem, None) or (None, (series id, date, rate, points))."""
        if row.get("series") not in known:
            return self._problem(
                "series",
                self.env._(
                    "No series has the code “%s”. Add it under Configuration, Rate "
                    "series.",
                    row.get("series"),
                ),
            )
        try:
            day = date.fromisoformat(str(row.get("date")))
        except ValueError:
            return self._problem(
                "date",
                self.env._("Write the date as YYYY-MM-DD, not “%s”.", row.get("date")),
            )
        figures = {"rate": row.get("rate"), "points": row.get("points") or 0}
        for field, figure in figures.items():
            try:
                figures[field] = Decimal(str(figure))
            except InvalidOperation:
                return self._problem(
                    field,
                    self.env._(
                        "“%s” is not a figure in percent, such as 6.125.", figure
                    ),
                )
        rate, points = figures.values()
        if not (rate.is_finite() and LOWEST <= rate <= HIGHEST):
            return self._problem(
                "rate",
                self.env._("%s is not between 0.1 and 30 percent per year.", rate),
            )
        if not (points.is_finite() and abs(points) <= HIGHEST):
            return self._problem(
                "points", self.env._("%s is not a plausible number of points.", points)
            )
        return None, (known[row["series"]], day, rate, points)

    @api.model
    def _problem(self, field, text):
        return {"field": field, "text": text}, None

    @api.model
    def _store(self, values):
        """Upsert in one statement: a feed may post years of daily rows at once."""
        values = list(values)
        if not values:
            return {"created": 0, "updated": 0, "unchanged": 0}
        rows = SQL(", ").join(
            SQL("(%s, %s, %s, %s, %s, %s)", *row, self.env.uid, self.env.uid)
            for row in values
        )
        # Raw SQL: the ORM has no upsert, and check-then-create races.
        done = self.env.execute_query(
            SQL(
                """INSERT INTO mortgage_rate_observation AS o
                       (series_id, date, rate, points, create_uid, write_uid)
                   VALUES %s
                   ON CONFLICT (series_id, date) DO UPDATE
                      SET rate = excluded.rate, points = excluded.points,
                          write_uid = excluded.write_uid
                    WHERE o.rate <> excluded.rate
                       OR o.points IS DISTINCT FROM excluded.points
                RETURNING (xmax = 0)""",
                rows,
            )
        )
        self.env.invalidate_all(flush=False)
        created = sum(1 for (is_new,) in done if is_new)
        return {
            "created": created,
            "updated": len(done) - created,
            "unchanged": len(values) - len(done),
        }
