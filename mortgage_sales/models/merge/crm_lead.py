from odoo import fields, models
from odoo.fields import Domain

from ...tools import loan_words


class CrmLead(models.Model):
    """What a lead, its loan file and its next appointment tell the words of a message.

    Only what is on record: what nobody has entered is not told, and the field's own
    row says whether the message goes without it.
    """

    _inherit = "crm.lead"

    def _mortgage_merge_values(self):
        values = super()._mortgage_merge_values()
        leads = self.sudo()
        loans, meetings = leads._mortgage_files(), leads._mortgage_appointments()
        waiting = leads.filtered(lambda lead: lead.id in meetings)
        zones = waiting and waiting._mortgage_zones(waiting._mortgage_contact_facts())
        for lead in leads:
            lang = lead._mortgage_lang()[:2]
            values[lead.id] |= lead._mortgage_own_values()
            if lead.id in loans:
                values[lead.id] |= loans[lead.id]._mortgage_told(lang)
            if lead.id in meetings:
                zone = zones[lead.id][0]
                values[lead.id] |= meetings[lead.id]._mortgage_told(zone, lang)
        return values

    def _mortgage_own_values(self):
        """Return ``{merge field: value}`` of what stands on the lead itself."""
        self.ensure_one()
        name = self.partner_id.name or self.contact_name or ""
        state = " ".join(filter(None, [self.property_state, self.property_zip]))
        address = [self.property_street, self.property_city, state]
        whole = self.property_street and self.property_city
        return {
            "borrower_last_name": loan_words.surnames([name]) if " " in name else "",
            "referral_name": self.referral_partner,
            "property_address": ", ".join(filter(None, address)) if whole else "",
            "loan_amount": self.loan_amount,
        }

    def _mortgage_files(self):
        """Return ``{lead id: loan}``: the file in process, else the one that funded
        last; a file withdrawn or denied has no news for its borrower."""
        loans = self.env["mortgage.loan"].search(
            Domain("lead_id", "in", self.ids)
            & Domain("state", "in", ["active", "funded"])
        )
        ranked = loans.sorted(
            lambda loan: (loan.state == "active", str(loan.funded_on or ""), loan.id)
        )
        return {loan.lead_id.id: loan for loan in ranked}

    def _mortgage_appointments(self):
        """Return ``{lead id: the next appointment with its borrower}``."""
        events = self.env["calendar.event"].search(
            Domain("opportunity_id", "in", self.ids)
            & Domain("stop", ">", fields.Datetime.now())
            & Domain("allday", "=", False),
            order="start desc, id",
        )
        return {
            event.opportunity_id.id: event
            for event in events
            if event.opportunity_id.partner_id in event.partner_ids
        }
