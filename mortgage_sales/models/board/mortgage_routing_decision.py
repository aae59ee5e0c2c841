from odoo import models
from odoo.tools import SQL


class MortgageRoutingDecision(models.Model):
    _inherit = "mortgage.routing.decision"

    def _obstacles(self):
        """Return ``{decision id: [(reason, number of people)]}``, the commonest first.

        Not the field, which names every candidate: a board shows twenty leads.
        """
        if not self:
            return {}
        self.flush_recordset(["candidates"])
        rows = self.env.execute_query(
            SQL(
                "SELECT decision.id, kept_out ->> 0, jsonb_array_length(kept_out -> 1)"
                " FROM mortgage_routing_decision decision,"
                " jsonb_array_elements(decision.candidates -> 'out') kept_out"
                " WHERE decision.id = ANY(%s) ORDER BY 3 DESC, 2",
                self.ids,
            )
        )
        found = {}
        for decision_id, reason, number in rows:
            found.setdefault(decision_id, []).append((reason, number))
        return found
