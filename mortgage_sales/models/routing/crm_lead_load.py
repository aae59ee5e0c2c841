from collections import Counter

from odoo import api, models

LOAD_FIELDS = frozenset(["active", "probability", "stage_id", "team_id", "user_id"])


class CrmLead(models.Model):
    """Keeps the counters that caps look at in step with the leads."""

    _inherit = "crm.lead"

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        leads._mortgage_load_changed(Counter())
        return leads

    def write(self, vals):
        # Routing itself counted its turn when it was given.
        is_routing = self.env.context.get("mortgage_routing")
        if is_routing or LOAD_FIELDS.isdisjoint(vals):
            return super().write(vals)
        before = self._mortgage_load()
        result = super().write(vals)
        self._mortgage_load_changed(before)
        return result

    def unlink(self):
        before = self._mortgage_load()
        result = super().unlink()
        self.browse()._mortgage_load_changed(before)
        return result

    def _mortgage_load(self):
        """Return how many of these leads count for whom."""
        return Counter(
            lead.user_id.id
            for lead in self.sudo()
            if lead.user_id
            and lead.team_id.is_mortgage
            and lead.active
            and lead.won_status == "pending"
        )

    def _mortgage_load_changed(self, before):
        """Move the counters on from ``before`` once the change is committed."""
        changes = self._mortgage_load()
        changes.subtract(before)
        changes = {user_id: number for user_id, number in changes.items() if number}
        if not changes:
            return
        loads = self.env["mortgage.routing.load"].sudo()
        if loads.search_count([("user_id", "in", list(changes))], limit=1):
            self._mortgage_count_after_commit(changes)
        if min(changes.values()) < 0:
            self._mortgage_ask_routing()

    def _mortgage_count_after_commit(self, changes):
        postcommit = self.env.cr.postcommit
        pending = postcommit.data.setdefault("mortgage_routing_load", [])
        if not pending:
            turns = self.env["mortgage.routing.turn"]

            @postcommit.add
            def count():
                with turns._alone() as cr:
                    turns.env["mortgage.routing.load"]._add(cr, pending)

        pending.extend(changes.items())
