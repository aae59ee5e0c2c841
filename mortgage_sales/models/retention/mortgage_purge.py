from odoo import models
from odoo.tools import SQL


class MortgagePurge(models.Model):
    _inherit = "mortgage.purge"

    def _ends_of_relationships(self, rows):
        """While a loan is in process the relationship goes on; afterwards it ended no
        earlier than the loan did."""
        ends = super()._ends_of_relationships(rows)
        loans = self._loans_of([row.point_id for row in rows if row.point_id])
        for row in rows:
            is_open, last = loans.get(row.point_id, (False, None))
            if is_open:
                ends[row.id] = None
            elif last and ends[row.id]:
                ends[row.id] = max(ends[row.id], last)
        return ends

    def _loans_of(self, point_ids):
        """Return ``{point id: (whether a loan is in process, last day of one)}``."""
        rows = self.env.execute_query(
            SQL(
                "SELECT owned.point_id, bool_or(loan.state = 'active'),"
                " max(COALESCE(loan.funded_on, loan.milestone_since::date))"
                " FROM mortgage_contact_point_partner_rel owned"
                " JOIN mortgage_loan loan ON loan.partner_id = owned.partner_id"
                " WHERE owned.point_id = ANY(%s) GROUP BY owned.point_id",
                point_ids,
            )
        )
        return {point_id: (is_open, last) for point_id, is_open, last in rows}
