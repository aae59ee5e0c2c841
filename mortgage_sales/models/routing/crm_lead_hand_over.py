from odoo import api, models

from odoo.addons.mortgage_compliance.tools.places import state_code, state_name


class CrmLead(models.Model):
    """What is said when a person hands a lead to an LO who may not originate it."""

    _inherit = "crm.lead"

    @api.onchange("user_id", "property_state", "team_id")
    def _onchange_mortgage_license(self):
        """Warn and let go on: routing follows the law, a manager answers for it."""
        if not self.is_mortgage:
            return None
        words = self._mortgage_unlicensed_owners()[self.id]
        if not words:
            return None
        return {
            "warning": {
                "type": "notification",
                "title": self.env._("Not licensed there"),
                "message": words,
            }
        }

    def _mortgage_unlicensed_owners(self):
        """Return ``{lead id: what the owner lacks}``, empty for nothing."""
        leads = self.sudo()
        companies = {
            lead.id: lead.company_id._origin or self.env.company for lead in leads
        }
        licensed = {
            company: self.env["mortgage.license"]._licensed(
                leads.user_id._origin.ids, company.ids
            )
            for company in set(companies.values())
        }
        warnings = {}
        for lead in leads:
            warnings[lead.id] = ""
            state = state_code(lead.property_state)
            held = licensed[companies[lead.id]].get(
                ("user", lead.user_id._origin.id), ()
            )
            if lead.is_mortgage and lead.user_id and state and state not in held:
                warnings[lead.id] = self.env._(
                    "%(officer)s has no %(state)s license",
                    officer=lead.user_id.name,
                    state=state_name(state),
                )
        return warnings
