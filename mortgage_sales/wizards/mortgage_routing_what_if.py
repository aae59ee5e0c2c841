from markupsafe import Markup

from odoo import api, fields, models

from ..models.routing.wording import Wording


class MortgageRoutingWhatIf(models.TransientModel):
    """Shows whom another routing rule, or a draft, would choose for a lead.

    Nobody gets a turn and the lead stays as it is.
    """

    _name = "mortgage.routing.what.if"
    _description = "Try a routing rule on a lead"

    lead_id = fields.Many2one("crm.lead", required=True, readonly=True)
    rule_id = fields.Many2one(
        "mortgage.routing.rule",
        "Routing rule",
        context={"active_test": False},
        domain="[('active', 'in', [True, False])]",
    )
    explanation = fields.Html(compute="_compute_explanation", sanitize=False)

    @api.depends("lead_id", "rule_id")
    def _compute_explanation(self):
        for trial in self:
            trial.explanation = trial._explain() if trial.rule_id else False

    def _explain(self):
        self.lead_id.check_access("read")
        self.rule_id.check_access("read")
        lead, rule = self.lead_id.sudo(), self.rule_id.sudo()
        at = fields.Datetime.now()
        panels, officers = rule._panels(lead, at, {lead.id: rule})
        _rule, panel = panels[lead.id]
        caps = {who: officer.cap for who, officer in officers.items() if officer.cap}
        requests = [(rule.team_id.id, panel.eligible)]
        (choice,) = self.env["mortgage.routing.turn"].sudo()._foresee(requests, caps)
        candidates = Wording(self.env, officers, at).told(panel, choice)
        decisions = self.env["mortgage.routing.decision"]
        return Markup("<p>%s</p>%s") % (
            self._outcome(choice, bool(lead.filtered_domain(rule._lead_domain()))),
            decisions._candidates_html(candidates),
        )

    def _outcome(self, choice, fits):
        """Say in one sentence what the rule would do."""
        if not fits:
            return self.env._(
                "This rule is not for leads like this one. If it were, these would be"
                " its candidates:"
            )
        chosen = self.env["res.users"].sudo().browse(choice.user_id or ())
        if not chosen:
            return self.env._("By this rule nobody could own the lead now.")
        return self.env._(
            "By this rule the lead would go to %(officer)s now.", officer=chosen.name
        )
