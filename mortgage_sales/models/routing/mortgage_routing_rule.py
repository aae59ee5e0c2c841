from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...tools.eligibility import Need, Panel, panel


class MortgageRoutingRule(models.Model):
    """Which leads go to which pool of LOs; the first rule that fits decides."""

    _name = "mortgage.routing.rule"
    _description = "Routing rule"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    domain = fields.Char("Leads", default="[]")
    territory_reason = fields.Char(
        "Business reason for the area",
        help="Why these states or ZIP codes: a licensed footprint or branch.",
    )
    team_id = fields.Many2one(
        "crm.team",
        required=True,
        index=True,
        check_company=True,
        domain=[("is_mortgage", "=", True)],
    )
    user_ids = fields.Many2many(
        "res.users", string="Only these LOs", help="Empty for everybody on the team."
    )

    @api.constrains("domain", "territory_reason", "active")
    def _check_domain(self):
        for rule in self:
            objections = self.env["mortgage.routing.field"]._objections(
                rule._lead_domain(), rule.territory_reason
            )
            if objections:
                raise ValidationError(
                    self.env._(
                        "Routing rule “%(rule)s” is refused.\n%(objections)s",
                        rule=rule.name,
                        objections="\n".join(objections),
                    )
                )

    @api.constrains("team_id")
    def _check_team(self):
        for rule in self:
            if not rule.team_id.is_mortgage:
                raise ValidationError(
                    self.env._(
                        "“%(team)s” is no mortgage team; leads go to those only.",
                        team=rule.team_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        self.env["crm.lead"]._mortgage_ask_routing()
        return rules

    def write(self, vals):
        result = super().write(vals)
        self.env["crm.lead"]._mortgage_ask_routing()
        return result

    @api.model
    def explain(self, lead_ids):
        """Return for each lead who got it by which rule, and every candidate's reason.

        Public, see design.md §3. The caller must be allowed to read the leads.
        """
        is_list = isinstance(lead_ids, list | tuple)
        if not is_list or not all(type(lead_id) is int for lead_id in lead_ids):
            raise UserError(
                self.env._("lead_ids: a list of lead ids is wanted, such as [17, 18].")
            )
        decisions = self.env["mortgage.routing.decision"]
        decisions.check_access("read")
        leads = self.env["crm.lead"].browse(lead_ids)
        leads.check_access("read")
        latest = decisions.sudo()._latest(leads)
        return [
            {"lead_id": lead.id, **latest.get(lead.id, decisions)._as_explained()}
            for lead in leads
        ]

    def _lead_domain(self):
        """Return the rule's domain, or say what is wrong with it."""
        self.ensure_one()
        try:
            domain = Domain(literal_eval(self.domain or "[]"))
            domain.validate(self.env["crm.lead"].sudo())
        except (ValueError, SyntaxError, TypeError, KeyError) as error:
            raise ValidationError(
                self.env._(
                    "The leads of routing rule “%(rule)s” cannot be read. Build them"
                    " with fixed values in the editor. (%(error)s)",
                    rule=self.name,
                    error=error,
                )
            ) from error
        return domain

    @api.model
    def _panels(self, leads, at, rules=None):
        """Return ``({lead id: (rule, panel)}, {user id: officer})``.

        The rule is that of ``rules``, ``{lead id: rule}``, or else the first that fits,
        and empty where none does.
        """
        rules = self._fitting(leads) if rules is None else rules
        people = {rule: rule._people() for rule in set(rules.values())}
        users = self.env["res.users"].sudo().union(*people.values())
        keys = {
            lead.id: (
                rules[lead.id],
                (lead.company_id or rules[lead.id].company_id).id,
                (lead.property_state or "").upper(),
            )
            for lead in leads
            if lead.id in rules
        }
        # One by one: a license counts only under the company that sponsors it.
        licenses = self.env["mortgage.license"]
        licensed = {
            company_id: licenses._licensed(users.ids, [company_id], at)
            for company_id in {company_id for _rule, company_id, _ in keys.values()}
        }
        officers = users._mortgage_officers(licensed)
        # Few panels serve many leads: one for each rule, company and state.
        panels = {
            key: panel(
                [officers[user_id] for user_id in people[key[0]].ids],
                self._need(*key, licensed),
            )
            for key in set(keys.values())
        }
        nobody = (self.browse(), Panel())
        return {
            lead.id: (keys[lead.id][0], panels[keys[lead.id]])
            if lead.id in keys
            else nobody
            for lead in leads
        }, officers

    def _need(self, rule, company_id, state, licensed):
        return Need(
            team_id=rule.team_id.id,
            company_id=company_id,
            company_states=frozenset(licensed[company_id]["company", company_id]),
            state=state,
        )

    @api.model
    def _fitting(self, leads):
        """Return ``{lead id: rule}``; leads that no rule fits are not in it."""
        by_company = {}
        for lead in leads:
            company = lead.company_id or lead.team_id.company_id or self.env.company
            by_company[company] = by_company.get(company, leads.browse()) + lead
        rules = self.sudo().search(
            [("company_id", "in", [company.id for company in by_company])]
        )
        fitting = {}
        for company, open_leads in by_company.items():
            for rule in rules:
                if rule.company_id != company:
                    continue
                domain = rule._lead_domain()
                fit = open_leads
                if not domain.is_true():
                    fit = open_leads.filtered_domain(domain)
                fitting.update(dict.fromkeys(fit.ids, rule))
                open_leads -= fit
                if not open_leads:
                    break
        return fitting

    def _people(self):
        """Return whom the rule could choose, with those who have left."""
        self.ensure_one()
        everybody = self.with_context(active_test=False)
        return (
            everybody.user_ids
            or everybody.team_id.crm_team_member_ids.filtered("active").user_id
        )
