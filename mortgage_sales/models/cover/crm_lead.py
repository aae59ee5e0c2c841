from odoo import models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _mortgage_workers(self):
        """Return ``{lead id: user}``: who acts on each lead now.

        The owner, or while the owner is away the cover, if licensed in the property's
        state; where no state is known, licensed anywhere.
        """
        leads = self.sudo()
        covers = leads.user_id._mortgage_covers()
        if not covers:
            return {lead.id: lead.user_id for lead in leads}
        people = [cover.id for cover, _back in covers.values()]
        companies = leads.company_id | self.env.company
        licensed = self.env["mortgage.license"]._licensed(people, companies.ids)
        workers = {}
        for lead in leads:
            cover = covers.get(lead.user_id.id, (lead.user_id, None))[0]
            states = licensed.get(("user", cover.id), set())
            state = lead.property_state
            may = state in states if state else bool(states)
            workers[lead.id] = cover if may else lead.user_id
        return workers
