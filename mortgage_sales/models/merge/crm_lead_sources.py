from odoo import models


class CrmLead(models.Model):
    """Where the merge fields that a lender adds are read: on the lead, its file and its
    borrower, and nowhere else."""

    _inherit = "crm.lead"

    def _mortgage_merge_sources(self):
        sources = super()._mortgage_merge_sources()
        leads = self.sudo()
        loans = leads._mortgage_files()
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        for lead in leads:
            # A choice such as a kind of home is said in the borrower's language.
            lang = lead._mortgage_lang()
            lead = lead.with_context(lang=lang if lang in installed else "en_US")
            sources[lead.id] |= {
                "lead": lead,
                "partner": lead.partner_id,
                "loan": loans.get(lead.id, lead.loan_ids.browse()).with_env(lead.env),
            }
        return sources
