import json

from odoo import api, fields, models
from odoo.tools import SQL

from .candidates import Candidates, expanded


class MortgageRoutingDecision(models.Model):
    """Who got a lead, and why the others did not."""

    _name = "mortgage.routing.decision"
    _description = "Routing decision"
    _order = "at desc, id desc"
    _rec_name = "lead_id"

    at = fields.Datetime(required=True, default=fields.Datetime.now, readonly=True)
    lead_id = fields.Many2one(
        "crm.lead", required=True, index=True, ondelete="cascade", readonly=True
    )
    rule_id = fields.Many2one("mortgage.routing.rule", readonly=True, index=True)
    user_id = fields.Many2one("res.users", "Loan officer", readonly=True, index=True)
    company_id = fields.Many2one("res.company", readonly=True)
    candidates = Candidates(readonly=True, prefetch=False)
    reason = fields.Char(readonly=True)
    explanation = fields.Html(compute="_compute_explanation", sanitize=False)

    @api.depends("candidates", "reason")
    def _compute_explanation(self):
        for decision in self:
            decision.explanation = decision._explanation_html()

    @api.model
    def _record(self, leads, panels, choices, wording):
        """Write a decision for each of ``leads`` and return ``{lead id: decision}``.

        A lead that waits on for the same reasons as before keeps its last decision.
        """
        last = self.sudo()._latest(leads.filtered("routing_waits"))
        kept, rows = {}, []
        for lead, choice in zip(leads, choices, strict=True):
            rule, panel = panels[lead.id]
            candidates = wording.candidates(panel, choice)
            previous = last.get(lead.id)
            if previous and not choice.user_id and previous._says(candidates):
                kept[lead.id] = previous
                continue
            rows.append(
                SQL(
                    "(%s, %s, %s, %s, %s, %s::jsonb, %s, %s, now() AT TIME ZONE 'UTC')",
                    wording.at,
                    lead.id,
                    rule.id or None,
                    choice.user_id,
                    (lead.company_id or rule.company_id).id or None,
                    candidates,
                    wording.outcome(rule, panel, choice),
                    self.env.uid,
                )
            )
        return kept | self._insert(rows)

    def _insert(self, rows):
        if not rows:
            return {}
        # Not the ORM: a thousand rows in one statement, as they are.
        inserted = self.env.execute_query(
            SQL(
                "INSERT INTO mortgage_routing_decision (at, lead_id, rule_id, user_id,"
                " company_id, candidates, reason, create_uid, create_date)"
                " VALUES %s RETURNING lead_id, id",
                SQL(", ").join(rows),
            )
        )
        decisions = self.sudo().browse(
            decision_id for _lead_id, decision_id in inserted
        )
        self.env["crm.lead"].invalidate_model(["routing_decision_ids"], flush=False)
        return {
            lead_id: decision
            for (lead_id, _id), decision in zip(inserted, decisions, strict=True)
        }

    @api.model
    def _record_by_hand(self, leads):
        """Write that the user of this environment gave ``leads`` their owners, why if
        the context says so, and which owners have no license for it."""
        reason = self.env._("Assigned by %(user)s", user=self.env.user.name)
        if note := self.env.context.get("mortgage_handover_note"):
            reason = f"{reason}: {note}"
        warnings = leads._mortgage_unlicensed_owners()
        return self.sudo().create(
            [
                {
                    "lead_id": lead.id,
                    "user_id": lead.user_id.id,
                    "company_id": lead.company_id.id,
                    "reason": ". ".join(filter(None, [reason, warnings[lead.id]])),
                }
                for lead in leads
            ]
        )

    @api.model
    def _latest(self, leads):
        """Return ``{lead id: its last decision}``, that for today's owner first."""
        if not leads:
            return {}
        # The last one made comes first: see _order. A lead that another one was joined
        # to has the other's decisions, too.
        decisions = self.search([("lead_id", "in", leads.ids)])
        found = {}
        for decision in decisions.sorted(lambda d: d.user_id != d.lead_id.user_id):
            found.setdefault(decision.lead_id.id, decision)
        return found

    def _says(self, candidates):
        """Tell whether this decision already gives these reasons."""
        self.ensure_one()
        told = expanded(self.env, json.loads(candidates))
        return _reasons(self.candidates) == _reasons(told)

    def _as_explained(self):
        """Return the decision in JSON types; empty values where there is none."""
        return {
            "at": fields.Datetime.to_string(self.at) or False,
            "rule_id": self.rule_id.id,
            "rule": self.rule_id.name or False,
            "user_id": self.user_id.id,
            "user": self.user_id.name or False,
            "reason": self.reason or False,
            "candidates": self.candidates,
        }


def _reasons(candidates):
    return {candidate["user_id"]: candidate["reason"] for candidate in candidates}
