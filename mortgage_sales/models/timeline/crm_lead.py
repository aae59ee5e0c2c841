from odoo import api, models
from odoo.exceptions import ValidationError

from odoo.addons.mortgage_compliance.models.caller import check_caller

from .mortgage_timeline import Scope

READERS = ("group_lo", "group_assistant", "group_compliance", "group_integration")
MOST_ROWS = 200


class CrmLead(models.Model):
    _inherit = "crm.lead"

    @api.model
    def mortgage_timeline(self, lead_id, before=False, limit=40):
        """Return what happened with a lead's borrower and what is planned.

        ``ahead`` are rows of the future, the soonest first, only without ``before``;
        ``past`` at most ``limit`` rows, the latest first; ``older`` is what to give as
        ``before`` for the next page, ``False`` on the last one; ``name`` and ``zone``
        are the borrower's. A caller sees what he or she may read.
        """
        check_caller(self.env, READERS, self.env._("see a borrower's timeline"))
        lead = self.browse(lead_id if isinstance(lead_id, int) else 0)
        lead.check_access("read")
        if not lead.exists():
            raise ValidationError(
                self.env._("lead_id: there is no lead %(id)s.", id=lead_id)
            )
        if not isinstance(limit, int) or not 0 < limit <= MOST_ROWS:
            raise ValidationError(
                self.env._("limit: give a number from 1 to %(most)s.", most=MOST_ROWS)
            )
        return self.env["mortgage.timeline"]._show(
            lead._mortgage_timeline_scope(), before, limit
        )

    def _mortgage_timeline_scope(self):
        lead = self.sudo()
        partner = lead.partner_id
        facts = lead._mortgage_contact_facts()
        [zone] = lead._mortgage_zones(facts)[lead.id][:1]
        documents = [(self._name, self.id)]
        if partner:
            documents.append((partner._name, partner.id))
        return Scope(
            documents=tuple(documents),
            point_ids=tuple(facts[lead.id]["points"]),
            name=partner.name or lead.contact_name or lead.name,
            zone=str(zone),
            lead=self,
            may_steer=self.has_access("write"),
        )
